"""What the desk itself says of its files, its officers and the web, in the form in which findings are scored."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from terezi.demo.licensing.hours import at
from terezi.desk.applications import queries as applications
from terezi.desk.applications.models import Application
from terezi.desk.licences.terms import Status
from terezi.desk.people import queries as people
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.desk.register import queries as register
from terezi.desk.register.rules import host_of
from terezi.desk.register.terms import WarningKind
from terezi.desk.screening.terms import Outcome
from terezi.law.book import day_in

BOARD = "desk"
"""Before the colon of a code: it stands on the desk's own screens and not on Today."""
PAIR, CLONE = f"{BOARD}:pair", f"{BOARD}:clone"
LOOKED_BACK_DAYS = 400
Said = dict[str, Any]


def reveals(check: str) -> str:
    """Return the code under which the outcome of a check is scored."""
    return f"{BOARD}:{check}"


def pair_name(agent: str, officer: str) -> str:
    return f"{agent} / {officer}"


def said(country: str, day: date) -> list[Said]:
    """Return everybody the desk names on a day: files with a match, pairs that stand out, clones."""
    reader = people.officers().filter(role=Role.AUDITOR).first()
    files = _files(reader) if reader else ()
    return [*files, *_pairs(country, day), *_clones(day)]


def _files(reader: Officer) -> Iterator[Said]:
    """Checks that found something, of files that were taken up; what an officer cleared by hand is cleared."""
    taken_up = applications.visible_to(reader).exclude(status=Status.SUBMITTED).order_by("number")
    for file in taken_up:
        for check in applications.checklist(file):
            if check.outcome == Outcome.MATCH:
                yield _named(reveals(check.check_id), file, check.at)


def _named(code: str, file: Application, moment: datetime) -> Said:
    return {"indicator": code, "subject": file.number, "day": day_in(file.country, moment)}


def _pairs(country: str, day: date) -> Iterator[Said]:
    until = at(day, 0) + timedelta(days=1)
    report = applications.integrity(
        country=country, since=until - timedelta(days=LOOKED_BACK_DAYS), until=until
    )
    for pair in report.pairs:
        if pair.stands_out:
            yield {"indicator": PAIR, "subject": pair_name(pair.agent, pair.officer), "day": day}


def _clones(day: date) -> Iterator[Said]:
    hosts = [sighting.host for sighting in register.sightings_open()]
    hosts += [
        host_of(warning.web_address)
        for warning in register.warnings()
        if warning.kind is WarningKind.CLONE and warning.ended_on is None and warning.web_address
    ]
    for host in dict.fromkeys(hosts):
        yield {"indicator": CLONE, "subject": host, "day": day}
