"""Appointing officers, enrolling applicants, and issuing tokens."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.journal import actions as journal
from terezi.desk.journal.inserting import insert
from terezi.desk.people import queries, rules
from terezi.desk.people.models import ApiToken, Officer
from terezi.desk.people.terms import Act, Role


@transaction.atomic
def appoint(
    *,
    username: str,
    name: str,
    role: Role,
    password: str,
    by: str,
    at: datetime,
    region: str = "",
    email: str = "",
) -> Officer:
    """Make an officer who may sign in with `username`.

    :raises Refused: when somebody already has that name, or the password is weak.
    """
    if queries.is_taken(username):
        raise Refused(f"There is already an officer called {username}: choose another name")
    officer = Officer(username=username, name=name, role=role, region=region, email=email, appointed_at=at)
    _keep(officer, password=password)
    journal.write(
        act=Act.APPOINT,
        subject=username,
        by=by,
        at=at,
        values={"role": role.value, "region": region},
        rows=[officer],
    )
    return officer


def _keep(officer: Officer, *, password: str) -> None:
    try:
        validate_password(password, user=officer)
    except ValidationError as weak:
        raise Refused(" ".join(weak.messages)) from weak
    officer.password = make_password(password)
    insert([officer], taken=NAME_IS_TAKEN)


@transaction.atomic
def enrol(
    *,
    username: str,
    name: str,
    password: str,
    at: datetime,
    language: str = "",
    email: str = "",
    phone: str = "",
) -> Officer:
    """Make an applicant's account, which he makes himself and which opens the portal only.

    :raises Refused: when the name cannot be signed in with or is taken, or the password is weak.
    """
    if not rules.may_sign_in_as(username):
        raise Refused(NAME_TO_CHOOSE)
    if queries.is_taken(username):
        raise Refused(NAME_IS_TAKEN)
    applicant = Officer(
        username=username,
        name=name,
        role=Role.APPLICANT,
        appointed_at=at,
        language=language,
        email=email,
        phone=phone,
    )
    _keep(applicant, password=password)
    journal.write(
        act=Act.ENROL,
        subject=username,
        by=username,
        at=at,
        values={"language": language},
        rows=[applicant],
    )
    return applicant


@transaction.atomic
def tell_contact(*, by: Officer, at: datetime, language: str, email: str = "", phone: str = "") -> Officer:
    """Let an applicant say how to reach him and in which language; the journal names what changed, not to what.

    :raises Refused: when nothing would change.
    """
    applicant = Officer.objects.select_for_update().get(pk=by.pk)
    told = {"language": language, "email": email, "phone": phone}
    changed = [name for name, value in told.items() if getattr(applicant, name) != value]
    if not changed:
        raise Refused(NOTHING_CHANGES)
    for name in changed:
        setattr(applicant, name, told[name])
    applicant.save(update_fields=changed)
    journal.write(
        act=Act.TELL_CONTACT,
        subject=applicant.username,
        by=applicant.username,
        at=at,
        values={"changed": changed},
        rows=[applicant],
    )
    return applicant


NOTHING_CHANGES = "Nothing was changed: this is what we have already"
NAME_TO_CHOOSE = (
    "Use 3 to 30 small Latin letters, digits, dots, dashes or underscores, starting with a letter or digit"
)
NAME_IS_TAKEN = "This name is taken: choose another one"


DEMO_OFFICERS = (
    ("ogulgerek", "Ogulgerek", Role.LICENSING_OFFICER, ""),
    ("kamran", "Kamran", Role.ENERGY_INSPECTOR, ""),
    ("dilnoza", "Dilnoza", Role.AML_ANALYST, ""),
    ("arman", "Arman", Role.MARKET_SUPERVISOR, ""),
    ("aygul", "Aýgül", Role.POLICY_ECONOMIST, ""),
    ("auditor", "Auditor", Role.AUDITOR, ""),
    ("batyr", "Batyr", Role.SYSADMIN, ""),
    ("maral", "Maral", Role.LICENSING_OFFICER, ""),
    ("batyr_f", "Batyr F.", Role.FIRE_OFFICER, ""),
    ("selbi", "Selbi", Role.COMMUNICATIONS_OFFICER, ""),
    ("merjen", "Merjen", Role.ENERGY_INSPECTOR, ""),
    ("oraz", "Oraz", Role.GOVERNOR, ""),
)
DEMO_APPLICANTS = (("serdar", "Serdar", "tk"), ("zainab", "Zainab", "ur"), ("jemal", "Jemal", "tk"))


@transaction.atomic
def appoint_demo_officers(*, password: str, by: str, at: datetime) -> list[Officer]:
    """Appoint the fictional officers of the demo who are not there yet, all with one password."""
    known = set(Officer.objects.values_list("username", flat=True))
    return [
        appoint(username=username, name=name, role=role, region=region, password=password, by=by, at=at)
        for username, name, role, region in DEMO_OFFICERS
        if username not in known
    ]


@transaction.atomic
def enrol_demo_applicants(*, password: str, at: datetime) -> list[Officer]:
    """Enrol the fictional applicants of the demo who are not there yet, all with one password."""
    return [
        enrol(username=username, name=name, password=password, language=language, at=at)
        for username, name, language in DEMO_APPLICANTS
        if not queries.is_taken(username)
    ]


@transaction.atomic
def issue_token(
    *, officer: Officer, name: str, by: str, at: datetime, days: int = 90
) -> tuple[ApiToken, str]:
    """Issue a token for the officer's machines and return it with its text, which is not kept."""
    text = f"terezi_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        officer=officer,
        name=name,
        digest=queries.token_digest(text),
        issued_at=at,
        expires_at=at + timedelta(days=days),
    )
    journal.write(
        act=Act.ISSUE_TOKEN,
        subject=officer.username,
        by=by,
        at=at,
        values={"name": name, "days": days},
        rows=[token],
    )
    return token, text


@transaction.atomic
def end_token(*, token: ApiToken, by: str, at: datetime) -> ApiToken:
    """End a token at once.

    :raises Refused: when it has already ended.
    """
    token = ApiToken.objects.select_for_update().select_related("officer").get(pk=token.pk)
    if token.ended_at is not None:
        raise Refused(f"The token {token.name} ended on {token.ended_at:%Y-%m-%d}")
    token.ended_at = at
    token.save(update_fields=["ended_at"])
    journal.write(
        act=Act.END_TOKEN,
        subject=token.officer.username,
        by=by,
        at=at,
        values={"name": token.name},
        rows=[token],
    )
    return token
