"""Taking in an older book of licences: every row as it was told, with the cells it was read from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction
from django.db.models import Model

from terezi.desk.journal import actions as journal
from terezi.desk.licences import queries, rules
from terezi.desk.licences.actions.chains import alone, with_term
from terezi.desk.licences.legacy.rows import fault
from terezi.desk.licences.legacy.terms import Read, Said, Wrong
from terezi.desk.licences.models import LegacyRow, Licence
from terezi.desk.licences.terms import LIVE, MAY_OPERATE, Import, Provenance, Status
from terezi.desk.parties.actions import BATCH, know_sites, say_otherwise
from terezi.desk.parties.models import KNOWN_NOW, Party

Named = tuple[str, str]


@dataclass(frozen=True)
class Taken:
    """How many rows were entered or stood already, how many were passed over and why, and what is wrong."""

    entered: int
    unchanged: int
    passed: dict[str, int]
    wrong: tuple[Wrong, ...]
    unread: tuple[str, ...]  # columns nobody told the meaning of


@transaction.atomic
def take_legacy(
    *, read: Read, file: str, sha256: str, by: str, at: datetime, only_good: bool = False
) -> Taken:
    """Enter what was read of a book as unverified; the same book again changes nothing.

    Where a row is wrong nothing is entered, unless `only_good`: then every other row is, whole.
    """
    alone()
    new, unchanged, clashing = _compared(read.said)
    wrong = (*read.wrong, *clashing)
    if not wrong or only_good:
        _enter(new, file=file, sha256=sha256, by=by, at=at)
    else:
        new = []
    return Taken(len(new), unchanged, dict(read.passed), wrong, read.unread)


def _compared(said: Sequence[Said]) -> tuple[list[Said], int, list[Wrong]]:
    """Sort rows into those that are new, those that stand already, and those the register says otherwise of."""
    known: dict[str, list[Licence]] = defaultdict(list)
    for licence in Licence.objects.filter(KNOWN_NOW).select_related("holder"):
        known[licence.number].append(licence)
    taken: dict[str, list[Licence]] = defaultdict(list)
    for licence in queries.live().filter(site__isnull=False):
        taken[str(licence.site_id)].append(licence)
    new, wrong, unchanged = [], [], 0
    for row in said:
        if any(_is_said(row, licence) for licence in known.get(row.number, ())):
            unchanged += 1
        elif row.number in known:
            wrong.append(fault(row, "number", row.number, "LEG-10"))
        elif any(_at_once(row, licence) for licence in taken.get(row.site_id, ())):
            wrong.append(fault(row, "site_id", row.site_id, "LEG-11"))
        else:
            new.append(row)
    return new, unchanged, wrong


def _is_said(row: Said, licence: Licence) -> bool:
    told = _licence(row, licence.holder, on=licence.known_since.astimezone(UTC).date())
    named = (licence.holder.name, licence.holder.registration_number) == _named(row)
    same = (
        "valid_from",
        "valid_until",
        "status",
        "actor_class",
        "region",
        "licensed_w",
        "site_id",
        "conditions",
    )
    return named and all(getattr(told, name) == getattr(licence, name) for name in same)


def _at_once(row: Said, licence: Licence) -> bool:
    days = (row.valid_from, row.valid_until)
    return row.status in LIVE and rules.together(days, queries.days(licence)) is not None


def _enter(new: Sequence[Said], *, file: str, sha256: str, by: str, at: datetime) -> None:
    if not new:
        return
    sites: list[Model] = [*know_sites(row.site_id for row in new if row.site_id)]
    holders, parties = _holders(new)
    licences = [_licence(row, holders[_named(row)], on=at.astimezone(UTC).date()) for row in new]
    tails = [tail for licence in licences for tail in with_term(licence)[1:]]
    rows = say_otherwise(Licence, olds=[], news=[*licences, *tails], at=at)
    told = [
        LegacyRow(
            licence=licence, file=file, sha256=sha256, sheet=row.sheet, row=row.row, cells=dict(row.cells)
        )
        for row, licence in zip(new, licences, strict=True)
    ]
    kept = LegacyRow.objects.bulk_create(told, batch_size=BATCH)
    journal.write(
        act=Import.LEGACY,
        subject="register",
        by=by,
        at=at,
        values={"sha256": sha256, "licences": len(licences)},
        rows=[*sites, *parties, *rows, *kept],
    )


def _licence(row: Said, holder: Party, *, on: date) -> Licence:
    """What the row says of a licence; a state the book does not date is said from the day `on` of taking it in."""
    status, begins, ends = Status(row.status), row.valid_from, row.valid_until
    if ends is not None and status not in MAY_OPERATE and (status is Status.EXPIRED or ends <= on):
        status = Status.EXPIRED if status is Status.SUSPENDED else status
        begins, ends = ends, None
    elif status not in MAY_OPERATE:
        begins = max(begins, on)
    return Licence(
        number=row.number,
        holder=holder,
        site_id=row.site_id or None,
        status=status,
        actor_class=row.actor_class,
        region=row.region,
        licensed_w=row.licensed_w,
        conditions=row.conditions,
        valid_from=begins,
        valid_until=ends if status in LIVE else None,
        provenance=Provenance.LEGACY,
    )


def _named(row: Said) -> Named:
    return (row.holder, row.registration_number)


def _holders(rows: Iterable[Said]) -> tuple[dict[Named, Party], list[Party]]:
    """Return the party of every row and those of them that are new; one told otherwise is not told over."""
    known = {(party.name, party.registration_number): party for party in Party.objects.all()}
    wanted = {_named(row): row for row in rows}
    new = [
        Party(name=name, registration_number=number, kind=row.kind)
        for (name, number), row in wanted.items()
        if (name, number) not in known
    ]
    known |= {
        (party.name, party.registration_number): party for party in Party.objects.bulk_create(new, BATCH)
    }
    return known, new
