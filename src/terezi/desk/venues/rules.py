"""By when a return is due, and whether it came in time. The law is handed in."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product

from terezi.base.clocks import Clock
from terezi.desk.venues.terms import DUTY_OF, WHEN_SOMETHING_HAPPENS, Due, State
from terezi.law.terms import Law

Filed = Mapping[tuple[str, str, date], date]
"""The day each (venue, duty, settlement day) was first filed."""


def dues(law: Law, *, venues: Iterable[str], days: Iterable[date], filed: Filed, today: date) -> list[Due]:
    """List what venues owe of some settlement days by a clock of days, the latest day first.

    Feeds are owed by the second and are not listed; neither is what is owed only when something happens.

    :raises UnknownLaw: when the law names no deadlines, or no calendar.
    """
    owed = {
        deadline.duty: deadline.clock
        for deadline in law.exchanges.return_deadlines.value
        if deadline.clock
        and deadline.duty in DUTY_OF.values()
        and deadline.duty not in WHEN_SOMETHING_HAPPENS
    }
    latest_first = sorted(days, reverse=True)
    return [
        _due(law, clock, filed, today, venue, duty, day)
        for day, venue, (duty, clock) in product(latest_first, venues, owed.items())
    ]


def _due(law: Law, clock: Clock, filed: Filed, today: date, venue: str, duty: str, day: date) -> Due:
    due_on, came = law.licensing.due_on(day, clock), filed.get((venue, duty, day))
    return Due(venue, duty, day, due_on, came, state_of(due_on=due_on, filed_on=came, today=today))


def state_of(*, due_on: date, filed_on: date | None, today: date) -> State:
    """Say where a return stands: the day it is due is still in time."""
    if filed_on is not None:
        return State.FILED if filed_on <= due_on else State.FILED_LATE
    return State.WAITING if today <= due_on else State.OVERDUE
