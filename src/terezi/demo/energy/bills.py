"""Bills of the closed months: issued by two officers, paid, one too little and one too late, and reckoned again after late readings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from numpy.random import Generator

from terezi.demo.energy.people import Inspectors
from terezi.demo.levy import whole_periods
from terezi.demo.licensing.hours import at, before
from terezi.demo.span import Span
from terezi.desk.billing import actions, queries
from terezi.desk.billing.models import Bill
from terezi.evidence.facts.home import Home
from terezi.jobs.bill_month import bill_month

BY = "terezi demo"
BANK_ACCOUNT = "GG24 0001 0000 0000 2026"
REASONABLE_DAYS = 3  # from the end of a month to its bills
AGAIN_DAYS = 5  # from there to the bills reckoned again
UNDERPAID_SHARE, LATE_DAYS, EARLY_SHARE = 0.6, 9, 0.3
FEWEST_TO_PAY = 3


@dataclass(frozen=True)
class Billing:
    """What billing needs to know of a demo: whose home, which months, who signs, and chance of its own."""

    home: Home
    span: Span
    officers: Inspectors
    rng: Generator

    @property
    def months(self) -> list[date]:
        """Return the first days of the months whose bills were out by the last day."""
        ended = [
            (first, end) for first, end in whole_periods(self.span) if _out_on(end) <= self.span.last_day
        ]
        return [first for first, _ in ended]


def bill_months(billing: Billing) -> None:
    """Bill every closed month from the readings that came in time, and let the miners pay."""
    for month in billing.months:
        out = _out_on(_end_of(month))
        _reckon(billing, month, out, is_signed=True)
        _paid(billing, month)


def bill_again(billing: Billing) -> None:
    """Reckon the months again with the readings that came late; the last of the new runs waits for the second officer."""
    for month in billing.months:
        last = month == billing.months[-1]
        day = min(_out_on(_end_of(billing.months[-1])) + timedelta(days=AGAIN_DAYS), billing.span.last_day)
        _reckon(billing, month, before(day, 0), is_signed=not last)


def _end_of(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def _out_on(end: date) -> date:
    """Return the working day on which the bills of a month that ended are reckoned."""
    return before(end + timedelta(days=REASONABLE_DAYS), 0)


def _reckon(billing: Billing, month: date, day: date, *, is_signed: bool) -> None:
    told = bill_month(home=billing.home, month=month, at=at(day, 9))
    if not told.drafted:
        return
    actions.propose(number=told.run, by=billing.officers.first, at=at(day, 10))
    if is_signed:
        actions.issue(number=told.run, by=billing.officers.second, at=at(day, 14))


def _paid(billing: Billing, month: date) -> None:
    """Let the bank tell of payments twice: what came until the day they were due, and what came later."""
    bills = [bill for bill in queries.standing(month, is_lawful=True) if bill.total_minor > 0 and bill.due_on]
    until = billing.span.last_day
    rows = sorted(_payments(bills, until, billing.rng), key=lambda row: row["paid_on"])
    due = max((bill.due_on for bill in bills if bill.due_on), default=until)
    for first, last in ((date.min, due), (due, until)):
        told = [row for row in rows if first < row["paid_on"] <= last]
        if told and last <= until:
            name = f"statement-{month:%Y-%m}-{told[-1]['paid_on']}.csv"
            data = pl.DataFrame(told).write_csv().encode()
            actions.load_payments(name=name, data=data, by=BY, at=at(last, 16))


def _payments(bills: Sequence[Bill], until: date, rng: Generator) -> list[dict[str, object]]:
    """Draw who pays when: one pays too little, one too late, and of bills not due yet some are paid."""
    if len(bills) < FEWEST_TO_PAY:
        return []
    little, late = rng.choice(len(bills), 2, replace=False)
    days = rng.integers(0, 9, len(bills))
    is_early = rng.random(len(bills)) < EARLY_SHARE
    rows = []
    for number, bill in enumerate(bills):
        assert bill.due_on is not None  # noqa: S101 - issued bills say until when
        paid_on = (
            bill.due_on + timedelta(days=LATE_DAYS)
            if number == late
            else bill.due_on - timedelta(days=int(days[number]))
        )
        is_due = bill.due_on <= until
        amount = (
            round(bill.total_minor * UNDERPAID_SHARE) if number == little and is_due else bill.total_minor
        )
        if not is_due and is_early[number]:
            paid_on = until
        rows.append(_row(bill, paid_on, amount))
    return [row for row in rows if row["paid_on"] <= until]  # type: ignore[operator]


def _row(bill: Bill, paid_on: date, amount_minor: int) -> dict[str, object]:
    return {
        "reference": f"{bill.number}-{paid_on:%m%d}",
        "paid_on": paid_on,
        "amount": f"{amount_minor // 100}.{amount_minor % 100:02d}",
        "currency": bill.currency,
        "account": BANK_ACCOUNT,
        "payer": bill.holder,
        "text": f"Electricity {bill.month:%Y-%m}, bill {bill.number}",
    }
