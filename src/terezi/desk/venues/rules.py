"""By when a return or an answer is due, and whether it came in time. The law is handed in."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product

from terezi.base.clocks import Clock
from terezi.base.errors import Refused
from terezi.desk.venues.terms import (
    DUTY_OF,
    WHEN_SOMETHING_HAPPENS,
    AnswerBy,
    Due,
    QuestionState,
    State,
)
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


def answer_by(law: Law, *, asked_on: date) -> AnswerBy:
    """Return by when an exchange answers what it is asked on a local day; nobody knows where law or calendar is unknown."""
    term = law.exchanges.question_answer
    try:
        return AnswerBy(
            law.licensing.due_on(asked_on, term.value), f"{term.title}: {term.value} ({term.article})"
        )
    except Refused as unknown:
        return AnswerBy(None, str(unknown))


def question_state(*, due_on: date | None, answered: bool, ended: bool, today: date) -> QuestionState:
    """Say where a question stands: on the day its answer is due it is still in time."""
    if answered:
        return QuestionState.ANSWERED
    if ended:
        return QuestionState.ENDED
    return QuestionState.LATE if due_on is not None and today > due_on else QuestionState.WAITING
