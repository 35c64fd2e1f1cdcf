"""Every read of bills; `visible_to` is the only way to a licensee's own."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from terezi.base.errors import Refused
from terezi.desk.billing.models import (
    Allocation,
    Bill,
    BillLine,
    CreditNote,
    LevyDeclaration,
    Payment,
    Reader,
    Run,
)
from terezi.desk.billing.terms import BillState, NoteState, RunState, Told
from terezi.desk.people.models import Officer
from terezi.law.book import law_on

LEVY = "levy"
Chain = tuple[str, date, int]


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


@dataclass(frozen=True)
class Arrear:
    """What is owed on the bill of a site and month as of a day, and the interest the law adds, where it is known."""

    bill: Bill
    owed_minor: int
    days_late: int
    interest_minor: int | None


@dataclass(frozen=True)
class LevyStand:
    """The levy of a site and period three times: as the meter makes it due, as declared, as received; minor units."""

    site_id: str
    period_from: date
    expected_minor: int | None
    declared_minor: int | None
    received_minor: int
    currency: str


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
    return _latest(issued().filter(month=month, is_lawful=is_lawful)).prefetch_related("lines")


def issued() -> QuerySet[Bill]:
    """Return every issued bill, all versions."""
    return bills().filter(state=BillState.ISSUED)


def _latest(issued_bills: QuerySet[Bill], on: date | None = None) -> QuerySet[Bill]:
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


def credited_or_proposed(of: Bill) -> int:
    """Return what credit notes take off the bill of a site and month or would, were they signed."""
    return _by_chain(CreditNote.objects.exclude(state=NoteState.DECLINED), "decided_on", None)[_chain(of)]


def owed(of: Bill) -> int:
    """Return what is still to pay of the bill of a site and month in its last version, below 0 what is too much."""
    last = versions(of)[-1] if of.is_lawful else of
    return balances([last])[last.pk]


def balances(latest: Iterable[Bill], on: date | None = None) -> dict[int, int]:
    """Return what is owed on each bill, by key: its total less credit notes and payments of all its versions."""
    credits = _by_chain(CreditNote.objects.filter(state=NoteState.SIGNED), "decided_on", on)
    received = paid(on)
    return {of.pk: of.total_minor - credits[_chain(of)] - received[_chain(of)] for of in latest}


def paid(on: date | None = None) -> Counter[Chain]:
    """Return what payments settled up to a day, by site, month and, of unlawful use, bill."""
    return _by_chain(Allocation.objects.all(), "payment__paid_on", on)


def open_bill(number: str, currency: str) -> Bill | None:
    """Return the last version of the bill with this number, or of one it replaced, where something is owed."""
    named = issued().filter(number=number, currency=currency).first()
    return last_open(named) if named else None


def open_bills_of(amount_minor: int, currency: str) -> list[Bill]:
    """Return the last versions of bills on which just this amount is owed."""
    latest = list(_latest(issued()).filter(currency=currency, total_minor=amount_minor))
    left = balances(latest)
    return [each for each in latest if left[each.pk] == amount_minor]


def last_open(of: Bill) -> Bill | None:
    """Return the last version of a bill where something is owed on it."""
    last = versions(of)[-1] if of.is_lawful else of
    return last if owed(last) > 0 else None


def arrears(on: date, *, country: str, region: str = "") -> list[Arrear]:
    """Return what was due before a day and is not paid by it, the largest first."""
    known = in_region(_latest(issued(), on), region).filter(run__country=country)
    late = list(known)
    left = balances(late, on)
    due = _first_due()
    told = [
        Arrear(of, left[of.pk], (on - day).days, _interest_minor(left[of.pk], (on - day).days, on, country))
        for of in late
        if left[of.pk] > 0 and (day := due.get(_chain(of))) is not None and day < on
    ]
    return sorted(told, key=lambda each: (-each.owed_minor, each.bill.number))


def _first_due() -> dict[Chain, date]:
    """Return until when each bill was to be paid, as its first version said."""
    first = issued().filter(version=1, due_on__isnull=False)
    return {_chain(of): of.due_on for of in first if of.due_on}


def _interest_minor(owed_minor: int, days: int, on: date, country: str) -> int | None:
    """Return simple interest on what is owed now for the days it is late; none where the law's is unknown."""
    tariffs = law_on(country, on).tariffs
    try:
        share, rounding = tariffs.late_interest_per_day.value, tariffs.rounding.value
    except Refused:
        return None
    return rounding.minor(Decimal(owed_minor) / 100 * share * days)


def levy_stands(month_from: date, until: date, *, region: str = "") -> list[LevyStand]:
    """Return the levy of each site whose period begins from a day until another, exclusive; the largest gap first."""
    latest = in_region(_latest(issued().filter(is_lawful=True)), region).prefetch_related("lines")
    expected: dict[tuple[str, date], tuple[int, int, str]] = {}
    settled = paid()
    for of in latest:
        for line in of.lines.all():
            if line.kind == LEVY and month_from <= line.starts_on < until:
                due, received, _ = expected.get((of.site_id, line.starts_on.replace(day=1)), (0, 0, ""))
                share = settled[_chain(of)] * line.amount_minor // of.total_minor if of.total_minor > 0 else 0
                key = (of.site_id, line.starts_on.replace(day=1))
                expected[key] = (due + line.amount_minor, received + share, of.currency)
    declared = {
        (row.site_id, row.period_from): row
        for row in LevyDeclaration.objects.filter(period_from__gte=month_from, period_from__lt=until)
    }
    known = {each.site_id for each in latest}
    keys = [key for key in dict.fromkeys((*expected, *declared)) if not region or key[0] in known]
    stands = [_stand(key, expected.get(key), declared.get(key)) for key in keys]
    return sorted(stands, key=lambda s: (-((s.expected_minor or 0) - (s.declared_minor or 0)), s.site_id))


def _stand(
    key: tuple[str, date], told: tuple[int, int, str] | None, declared: LevyDeclaration | None
) -> LevyStand:
    currency = told[2] if told else (declared.currency if declared else "")
    return LevyStand(
        site_id=key[0],
        period_from=key[1],
        expected_minor=told[0] if told else None,
        declared_minor=declared.levy_minor if declared else None,
        received_minor=told[1] if told else 0,
        currency=currency,
    )


def is_known_payment(told: Told) -> bool:
    """Answer whether the bank told this payment before."""
    return Payment.objects.filter(account=told.account, reference=told.reference).exists()


def left_of(payment: Payment) -> int:
    """Return what of a payment settles nothing yet."""
    return payment.amount_minor - _sum(payment.allocations.all())


def unmatched() -> list[tuple[Payment, int]]:
    """Return payments of which something is left, with what is left, the oldest first."""
    return [(each, left) for each in Payment.objects.order_by("paid_on", "pk") if (left := left_of(each)) > 0]


def waiting(officer: Officer) -> list[Run]:
    """Return the runs that wait for this officer's word."""
    return list(runs().filter(state=RunState.PROPOSED).exclude(proposed_by=officer))


def _chain(of: Bill) -> Chain:
    """What all versions of a bill share; unlawful use has no versions, each bill of it stands alone."""
    return of.site_id, of.month, 0 if of.is_lawful else of.pk


def _by_chain(rows: QuerySet[Any], day: str, on: date | None) -> Counter[Chain]:
    known = rows.filter(**{f"{day}__lte": on}) if on else rows
    told: Counter[Chain] = Counter()
    sums = known.values_list("bill__site_id", "bill__month", "bill__is_lawful", "bill_id")
    for site_id, month, is_lawful, pk, total in sums.annotate(total=Sum("amount_minor")).order_by():
        told[site_id, month, 0 if is_lawful else pk] += total
    return told


def _sum(rows: QuerySet[Any]) -> int:
    return int(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


def notes_of(of: Bill) -> list[CreditNote]:
    """Return the credit notes of a bill with who proposed and decided them."""
    return list(of.credit_notes.select_related("proposed_by", "decided_by").order_by("number"))


def allocations_of(of: Bill) -> list[Allocation]:
    """Return what payments settled of the bill of a site and month, in all its versions."""
    same = (
        Q(bill__site_id=of.site_id, bill__month=of.month, bill__is_lawful=True)
        if of.is_lawful
        else Q(bill=of)
    )
    return list(Allocation.objects.filter(same).select_related("payment").order_by("payment__paid_on"))


def months() -> list[date]:
    """Return the months that were ever reckoned, the newest first."""
    return list(Run.objects.order_by("-month").values_list("month", flat=True).distinct())


def note(number: str) -> CreditNote | None:
    """Return one credit note with its bill."""
    return CreditNote.objects.select_related("bill").filter(number=number).first()


def regions_of(run: Run) -> list[str]:
    """Return the regions in which a run bills somebody."""
    return list(run.bills.order_by("region").values_list("region", flat=True).distinct())


def last_versions(told: Iterable[Bill]) -> list[Bill]:
    """Keep of bills of the same site and month the last version."""
    last: dict[Chain, Bill] = {}
    for of in sorted(told, key=lambda each: each.version):
        last[_chain(of)] = of
    return list(last.values())
