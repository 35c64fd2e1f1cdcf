"""The workqueues: which files, what each waits for, how many there are of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from terezi.base.errors import Refused
from terezi.desk.applications import queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.queries.seen import hidden_officer
from terezi.desk.applications.sheets import words
from terezi.desk.applications.sheets.clocks import ClockLine, clock_line
from terezi.desk.applications.terms import Queue
from terezi.desk.licences.words import STATUSES
from terezi.desk.people.models import Officer
from terezi.desk.people.words import word


@dataclass(frozen=True)
class Tab:
    """One workqueue with its count."""

    queue: Queue
    label: str
    count: int


@dataclass(frozen=True)
class FileRow:
    """One file in a queue."""

    number: str
    party: str
    class_title: str
    status_says: str
    regions: str
    officer: str
    clock: ClockLine
    submitted_at: datetime | None
    decision: str


def tabs(found: dict[Queue, list[Application]], *, shown: Sequence[Queue]) -> list[Tab]:
    """Return the queues this reader has, with how many files lie in each."""
    return [Tab(queue, word(words.QUEUES, queue), len(found[queue])) for queue in shown]


def file_row(file: Application, *, reader: Officer, at: datetime) -> FileRow:
    """Return a file as a queue shows it to a reader."""
    hidden = hidden_officer(file, reader)
    regions = file.sites.filter(removed_at__isnull=True).values_list("region", flat=True)
    return FileRow(
        number=file.number,
        party=file.party_name or file.applicant.name,
        class_title=_class_title(file),
        status_says=word(STATUSES, file.status),
        regions=", ".join(sorted(set(regions))),
        officer=file.officer.name if file.officer and not hidden else "",
        clock=clock_line(file, at, hidden=bool(hidden)),
        submitted_at=file.submitted_at,
        decision=file.decision,
    )


def _class_title(file: Application) -> str:
    """A class that later left the pack is told by its id: the file is still there."""
    try:
        return words.class_title(queries.actor_class_of(file))
    except Refused:
        return file.actor_class
