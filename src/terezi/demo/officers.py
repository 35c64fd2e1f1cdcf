"""The demo officers; their password is public, so a demo home never serves anything but fiction."""

from datetime import datetime

from terezi.desk.findings.homes import DEMO_PASSWORD
from terezi.desk.people import queries
from terezi.desk.people.actions import (
    DEMO_APPLICANTS,
    DEMO_OFFICERS,
    appoint,
    appoint_demo_officers,
    enrol_demo_applicants,
)
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home

PASSWORD = "garagum-scales"  # noqa: S105 - of fictional officers

FILES = "jemal"  # the returns of an exchange
MORE_OFFICERS = (("nurjemal", "Nurjemal"), ("yusup", "Ýusup"))
"""Licensing officers besides those of every demo: an integrity report compares an officer with several peers."""


def appoint_all(home: Home, *, at: datetime) -> list[str]:
    """Appoint those officers who are not there yet; answers a line for each."""
    (home.path / DEMO_PASSWORD).write_text(PASSWORD, encoding="utf-8")
    appoint_demo_officers(password=PASSWORD, by="terezi demo", at=at)
    for username, name in MORE_OFFICERS:
        if not queries.is_taken(username):
            appoint(
                username=username,
                name=name,
                role=Role.LICENSING_OFFICER,
                password=PASSWORD,
                by="terezi demo",
                at=at,
            )
    enrol_demo_applicants(password=PASSWORD, at=at)
    names = [(username, role) for username, _, role, _ in DEMO_OFFICERS]
    names += [(username, Role.LICENSING_OFFICER) for username, _ in MORE_OFFICERS]
    names += [(username, Role.APPLICANT) for username, _, _ in DEMO_APPLICANTS]
    return [f"  {username:10} {PASSWORD}   {role.label}" for username, role in names]
