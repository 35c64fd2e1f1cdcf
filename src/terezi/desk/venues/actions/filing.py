"""Naming who files for a venue, and keeping what was filed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.journal import actions as journal
from terezi.desk.parties.models import Venue
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may
from terezi.desk.people.terms import Permission
from terezi.desk.venues import queries
from terezi.desk.venues.models import Filer, Filing
from terezi.desk.venues.terms import DUTY_OF, Act, Outcome


class Answer(Protocol):
    """What the door answered to one file (`evidence.facts.receipts.Receipt`)."""

    @property
    def file(self) -> str: ...
    @property
    def delivery(self) -> str: ...
    @property
    def table(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def rows_new(self) -> int: ...
    @property
    def rows_corrected(self) -> int: ...
    @property
    def rows_unchanged(self) -> int: ...
    @property
    def first_day(self) -> date | None: ...
    @property
    def last_day(self) -> date | None: ...


@transaction.atomic
def name_filer(*, venue: str, officer: Officer, by: str, at: datetime) -> Filer:
    """Let an applicant of the venue, or its machine, file for it; named twice, it is once.

    :raises Refused: when nobody knows the venue, or the account is neither an applicant nor a data sender.
    """
    known = Venue.objects.filter(code=venue).first()
    if known is None:
        raise Refused(f"No venue of the register has the code {venue}: enter it with ref_venues first")
    if not any(role_may(officer.role, each) for each in (Permission.PORTAL_USE, Permission.RETURNS_SEND)):
        raise Refused(f"{officer.username} is an officer: venues file by accounts of their own")
    standing = Filer.objects.filter(venue=known, officer=officer, ended_at__isnull=True).first()
    if standing is not None:
        return standing
    filer = Filer.objects.create(venue=known, officer=officer, named_at=at)
    values = {"officer": officer.username}
    journal.write(act=Act.NAME_FILER, subject=known.code, by=by, at=at, values=values, rows=[filer])
    return filer


@transaction.atomic
def end_filer(*, filer: int, by: str, at: datetime) -> Filer:
    """Let an account file for a venue no longer.

    :raises Refused: when it does not.
    """
    found = Filer.objects.select_for_update().filter(pk=filer, ended_at__isnull=True).first()
    if found is None:
        raise Refused("This account does not file for the venue")
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    values = {"officer": found.officer.username}
    journal.write(act=Act.END_FILER, subject=found.venue_id, by=by, at=at, values=values, rows=[found])
    return found


@transaction.atomic
def file(
    *,
    venue: Venue,
    answer: Answer,
    problems: Sequence[Mapping[str, Any]],
    notes: Sequence[Mapping[str, Any]],
    by: Officer,
    at: datetime,
    on: date,
) -> Filing:
    """Keep what the door answered to a return; `on` is the local day it was filed, for its number.

    :raises Refused: when `by` does not file for the venue.
    """
    queries.venue_to_file_for(by, venue.code)
    venue = Venue.objects.select_for_update().get(pk=venue.pk)
    filing = Filing.objects.create(
        number=queries.next_number(venue, on),
        venue=venue,
        duty=DUTY_OF.get(answer.table, ""),
        file=answer.file[:300],
        delivery=answer.delivery,
        outcome=Outcome(answer.outcome),
        filed_by=by.username,
        filed_at=at,
        rows_new=answer.rows_new,
        rows_corrected=answer.rows_corrected,
        rows_unchanged=answer.rows_unchanged,
        first_day=answer.first_day,
        last_day=answer.last_day,
        problems=list(problems),
        notes=list(notes),
    )
    values = {"number": filing.number, "delivery": filing.delivery, "outcome": filing.outcome}
    journal.write(act=Act.FILE, subject=venue.code, by=by.username, at=at, values=values, rows=[filing])
    return filing
