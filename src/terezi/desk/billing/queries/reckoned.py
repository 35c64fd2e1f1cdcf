"""Runs, bills and credit notes as they stand; `visible_to` is the only way to a licensee's own."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from terezi.desk.billing.models import (
    Bill,
    BillLine,
    CreditNote,
    Reader,
    Run,
)
from terezi.desk.billing.terms import BillState, RunState
from terezi.desk.people.models import Officer


@dataclass(frozen=True)
class Difference:
    """One line of a bill beside the same line of the version before it; 0 where either has none."""

    title: str
    kind: str
    starts_on: date
    before_minor: int
    after_minor: int
    before_wh: int
    after_wh: int

    @property
    def minor(self) -> int:
        return self.after_minor - self.before_minor


def runs() -> QuerySet[Run]:
    """Return runs with who proposed and issued them, the newest month first."""
    return Run.objects.select_related("proposed_by", "decided_by").order_by("-month", "-number")


def bills() -> QuerySet[Bill]:
    """Return bills with their run."""
    return Bill.objects.select_related("run", "replaces").order_by("site_id", "version")


def in_region(bills: QuerySet[Bill], region: str) -> QuerySet[Bill]:
    """Return the bills an officer of a region sees; an officer without one sees all."""
    return bills.filter(region=region) if region else bills


def visible_to(reader: Officer) -> QuerySet[Bill]:
    """Return the issued bills of licences granted to an applicant."""
    numbers = Reader.objects.filter(officer=reader).values_list("licence_number", flat=True)
    return bills().filter(state=BillState.ISSUED, licence_number__in=numbers).exclude(licence_number="")


def bill(number: str) -> Bill | None:
    """Return one bill with its lines at hand."""
    return bills().prefetch_related("lines").filter(number=number).first()


def standing(month: date, *, is_lawful: bool = True) -> QuerySet[Bill]:
    """Return the last issued version of each site's bill of a month, with its lines."""
    return latest_of(issued().filter(month=month, is_lawful=is_lawful)).prefetch_related("lines")


def issued() -> QuerySet[Bill]:
    """Return every issued bill, all versions."""
    return bills().filter(state=BillState.ISSUED)


def latest_of(issued_bills: QuerySet[Bill], on: date | None = None) -> QuerySet[Bill]:
    """Keep of each site, month and kind the last version, as issued up to a day."""
    known = issued_bills.filter(issued_on__lte=on) if on else issued_bills
    same = Q(site_id=OuterRef("site_id"), month=OuterRef("month"), is_lawful=OuterRef("is_lawful"))
    last = Bill.objects.filter(same, state=BillState.ISSUED)
    newest = (last.filter(issued_on__lte=on) if on else last).order_by("-version").values("pk")[:1]
    # unlawful use of one month may be billed more than once: each is a bill of its own
    return known.filter(Q(pk=Subquery(newest)) | Q(is_lawful=False))


def differences(of: Bill) -> list[Difference]:
    """Compare a bill line by line with the version it replaces; the lines of both, in order."""
    if of.replaces is None:
        return []
    before = {line.key: line for line in of.replaces.lines.all()}
    after = {line.key: line for line in of.lines.all()}
    return [_difference(before.get(key), after.get(key)) for key in dict.fromkeys((*after, *before))]


def _difference(before: BillLine | None, after: BillLine | None) -> Difference:
    line = after or before
    assert line is not None  # noqa: S101 - a key comes from one of both
    return Difference(
        title=line.title,
        kind=line.kind,
        starts_on=line.starts_on,
        before_minor=before.amount_minor if before else 0,
        after_minor=after.amount_minor if after else 0,
        before_wh=before.wh if before else 0,
        after_wh=after.wh if after else 0,
    )


def versions(of: Bill) -> list[Bill]:
    """Return the issued versions of a site's bill of a month, the first one first."""
    return list(
        issued().filter(site_id=of.site_id, month=of.month, is_lawful=of.is_lawful).order_by("version")
    )


def waiting(officer: Officer) -> list[Run]:
    """Return the runs that wait for this officer's word."""
    return list(runs().filter(state=RunState.PROPOSED).exclude(proposed_by=officer))


def notes_of(of: Bill) -> list[CreditNote]:
    """Return the credit notes of a bill with who proposed and decided them."""
    return list(of.credit_notes.select_related("proposed_by", "decided_by").order_by("number"))


def months() -> list[date]:
    """Return the months that were ever reckoned, the newest first."""
    return list(Run.objects.order_by("-month").values_list("month", flat=True).distinct())


def note(number: str) -> CreditNote | None:
    """Return one credit note with its bill."""
    return CreditNote.objects.select_related("bill").filter(number=number).first()


def regions_of(run: Run) -> list[str]:
    """Return the regions in which a run bills somebody."""
    return list(run.bills.order_by("region").values_list("region", flat=True).distinct())
