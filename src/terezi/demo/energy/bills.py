"""Bills of the closed months: two officers issue them, one is paid too little and one too late; late readings change some."""

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
    last = billing.span.last_day
    due = min([last, *(bill.due_on for bill in bills if bill.due_on)])
    told = draw_payments(bills, last, billing.rng)
    for until, rows in (
        (due, [one for one in told if one.on <= due]),
        (last, [one for one in told if one.on > due]),
    ):
        if rows:
            name = f"statement-{month:%Y-%m}-{until}.csv"
            data = pl.DataFrame([one.row() for one in rows]).write_csv().encode()
            actions.load_payments(name=name, data=data, by=BY, at=at(until, 16))


@dataclass(frozen=True)
class _Payment:
    """What a miner pays on a bill; the amount in minor units."""

    bill: Bill
    on: date
    amount_minor: int

    def row(self) -> dict[str, object]:
        """Return the line of the bank's statement."""
        return {
            "reference": f"{self.bill.number}-{self.on:%m%d}",
            "paid_on": self.on,
            "amount": f"{self.amount_minor // 100}.{self.amount_minor % 100:02d}",
            "currency": self.bill.currency,
            "account": BANK_ACCOUNT,
            "payer": self.bill.holder,
            "text": f"Electricity {self.bill.month:%Y-%m}, bill {self.bill.number}",
        }


def draw_payments(bills: Sequence[Bill], last: date, rng: Generator) -> list[_Payment]:
    """Draw who pays when, up to the last day: one pays too little, one too late; of bills not due yet some are paid."""
    if len(bills) < FEWEST_TO_PAY:
        return []
    little, late = rng.choice(len(bills), 2, replace=False)
    days_early, is_early = rng.integers(0, 9, len(bills)), rng.random(len(bills)) < EARLY_SHARE
    told = []
    for number, bill in enumerate(bills):
        due = bill.due_on or last
        on = (
            due + timedelta(days=LATE_DAYS)
            if number == late
            else due - timedelta(days=int(days_early[number]))
        )
        share = UNDERPAID_SHARE if number == little else 1.0
        if due > last:
            on, share = (last if is_early[number] else due), 1.0
        told.append(_Payment(bill, on, round(bill.total_minor * share)))
    return [one for one in told if one.on <= last]
