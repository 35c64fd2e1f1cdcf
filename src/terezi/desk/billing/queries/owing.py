"""What is owed on bills, what payments settle of them, and what is late."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from terezi.base.errors import Refused
from terezi.desk.billing.models import (
    Allocation,
    Bill,
    CreditNote,
    Payment,
)
from terezi.desk.billing.queries.reckoned import in_region, issued, latest_of, versions
from terezi.desk.billing.terms import NoteState, Told
from terezi.law.book import law_on

Chain = tuple[str, date, int]


@dataclass(frozen=True)
class Arrear:
    """What is owed on the bill of a site and month as of a day, and the interest the law adds, where it is known."""

    bill: Bill
    owed_minor: int
    days_late: int
    interest_minor: int | None


def credited_or_proposed(of: Bill) -> int:
    """Return what credit notes take off the bill of a site and month or would, were they signed."""
    return _by_chain(CreditNote.objects.exclude(state=NoteState.DECLINED), "decided_on", None)[chain_of(of)]


def owed(of: Bill) -> int:
    """Return what is still to pay of the bill of a site and month in its last version, below 0 what is too much."""
    last = versions(of)[-1] if of.is_lawful else of
    return balances([last])[last.pk]


def balances(latest: Iterable[Bill], on: date | None = None) -> dict[int, int]:
    """Return what is owed on each bill, by key: its total less credit notes and payments of all its versions."""
    credits = _by_chain(CreditNote.objects.filter(state=NoteState.SIGNED), "decided_on", on)
    received = paid(on)
    return {of.pk: of.total_minor - credits[chain_of(of)] - received[chain_of(of)] for of in latest}


def paid(on: date | None = None) -> Counter[Chain]:
    """Return what payments settled up to a day, by site, month and, of unlawful use, bill."""
    return _by_chain(Allocation.objects.all(), "payment__paid_on", on)


def open_bill(number: str, currency: str) -> Bill | None:
    """Return the last version of the bill with this number, or of one it replaced, where something is owed."""
    named = issued().filter(number=number, currency=currency).first()
    return last_open(named) if named else None


def open_bills_of(amount_minor: int, currency: str) -> list[Bill]:
    """Return the last versions of bills on which just this amount is owed."""
    latest = list(latest_of(issued()).filter(currency=currency, total_minor=amount_minor))
    left = balances(latest)
    return [each for each in latest if left[each.pk] == amount_minor]


def last_open(of: Bill) -> Bill | None:
    """Return the last version of a bill where something is owed on it."""
    last = versions(of)[-1] if of.is_lawful else of
    return last if owed(last) > 0 else None


def arrears(on: date, *, country: str, region: str = "") -> list[Arrear]:
    """Return what was due before a day and is not paid by it, the largest first."""
    known = in_region(latest_of(issued(), on), region).filter(run__country=country)
    late = list(known)
    left = balances(late, on)
    due = _first_due()
    told = [
        Arrear(of, left[of.pk], (on - day).days, _interest_minor(left[of.pk], (on - day).days, on, country))
        for of in late
        if left[of.pk] > 0 and (day := due.get(chain_of(of))) is not None and day < on
    ]
    return sorted(told, key=lambda each: (-each.owed_minor, each.bill.number))


def _first_due() -> dict[Chain, date]:
    """Return until when each bill was to be paid, as its first version said."""
    first = issued().filter(version=1, due_on__isnull=False)
    return {chain_of(of): of.due_on for of in first if of.due_on}


def _interest_minor(owed_minor: int, days: int, on: date, country: str) -> int | None:
    """Return simple interest on what is owed now for the days it is late; none where the law's is unknown."""
    tariffs = law_on(country, on).tariffs
    try:
        share, rounding = tariffs.late_interest_per_day.value, tariffs.rounding.value
    except Refused:
        return None
    return rounding.minor(Decimal(owed_minor) / 100 * share * days)


def is_known_payment(told: Told) -> bool:
    """Answer whether the bank told this payment before."""
    return Payment.objects.filter(account=told.account, reference=told.reference).exists()


def left_of(payment: Payment) -> int:
    """Return what of a payment settles nothing yet."""
    return payment.amount_minor - _sum(payment.allocations.all())


def unmatched() -> list[tuple[Payment, int]]:
    """Return payments of which something is left, with what is left, the oldest first."""
    return [(each, left) for each in Payment.objects.order_by("paid_on", "pk") if (left := left_of(each)) > 0]


def chain_of(of: Bill) -> Chain:
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


def allocations_of(of: Bill) -> list[Allocation]:
    """Return what payments settled of the bill of a site and month, in all its versions."""
    same = (
        Q(bill__site_id=of.site_id, bill__month=of.month, bill__is_lawful=True)
        if of.is_lawful
        else Q(bill=of)
    )
    return list(Allocation.objects.filter(same).select_related("payment").order_by("payment__paid_on"))


def last_versions(told: Iterable[Bill]) -> list[Bill]:
    """Keep of bills of the same site and month the last version."""
    last: dict[Chain, Bill] = {}
    for of in sorted(told, key=lambda each: each.version):
        last[chain_of(of)] = of
    return list(last.values())
