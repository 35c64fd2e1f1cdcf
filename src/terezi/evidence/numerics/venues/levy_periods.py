"""The periods a venue's levy is paid for, and the day each was due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from terezi.base.clocks import Clock
from terezi.base.periods import Period, calendar_month
from terezi.law.terms import Law

MONTHS = {"month": 1, "quarter": 3}
LOOKED_BACK_MONTHS = 12


@dataclass(frozen=True)
class LevyPeriod:
    """A period and the day by which its levy was due."""

    period: Period
    due_on: date


def due_periods(law: Law) -> list[LevyPeriod]:
    """List the periods of the last twelve months whose day of payment lies before the law's day, the earliest first.

    A day of payment on a rest day moves as the law of the country moves days due.
    """
    return [each for each in ended_periods(law) if each.due_on < law.day]


def ended_periods(law: Law) -> list[LevyPeriod]:
    """List the periods of the last twelve months that are over on the law's day, due already or not, the earliest first."""
    months = MONTHS[law.exchanges.levy_period.value]
    clock = Clock(law.exchanges.levy_due_day.value, "calendar")
    ended = [
        LevyPeriod(each, law.licensing.due_on(each.ends_before - timedelta(days=1), clock))
        for each in _periods_before(law.day, months)
    ]
    return ended[::-1]


def _periods_before(day: date, months: int) -> Iterator[Period]:
    """Yield the last periods of whole months that are over before `day`, the latest first."""
    first = day.replace(day=1)
    while (first.month - 1) % months:
        first = calendar_month(first - timedelta(days=1)).starts_on
    for _ in range(LOOKED_BACK_MONTHS // months):
        ends_before = first
        for _month in range(months):
            first = calendar_month(first - timedelta(days=1)).starts_on
        yield Period(first, ends_before)
