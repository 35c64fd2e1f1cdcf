"""By which day somebody is to act: from the law, from policy where the law is silent, and told which."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from terezi.base import clocks
from terezi.base.clocks import Clock
from terezi.base.errors import Refused
from terezi.desk.applications.models import Application
from terezi.desk.applications.queries.files import actor_class_of, law_of
from terezi.desk.applications.terms import Basis, Due
from terezi.law.book import day_in
from terezi.law.terms import Law, Status, Term
from terezi.law.values import Opinion

Span = tuple[date, date]


@dataclass(frozen=True)
class Running:
    """A clock with where its number of days comes from; `clock` is none where nobody knows it."""

    clock: Clock | None
    basis: Basis
    says: str


def running(terms: Iterable[Term[Clock]]) -> Running:
    """Return the clock of the first term that is known."""
    why = []
    for term in terms:
        try:
            clock = term.value
        except Refused as unknown:
            why.append(str(unknown))
            continue
        basis = Basis.POLICY if term.status is Status.POLICY else Basis.LAW
        return Running(clock, basis, f"{term.title}: {clock} ({term.article})")
    return Running(None, Basis.UNKNOWN, " ".join(why))


def due(law: Law, found: Running, *, start: date, stops: Iterable[Span] = ()) -> Due:
    """Return the day a clock runs out that started on `start` and stood still over `stops`."""
    if found.clock is None:
        return Due(None, found.basis, found.says)
    try:
        stopped = sum(used(law, found.clock, *span) for span in stops)
        clock = replace(found.clock, count=found.clock.count + stopped)
        return Due(law.licensing.due_on(start, clock), found.basis, found.says)
    except Refused as unknown:
        return Due(None, Basis.UNKNOWN, str(unknown))


def used(law: Law, clock: Clock, after: date, until: date) -> int:
    """Count the days of a clock's kind after one day up to and with another, by the calendar of the law.

    :raises UnknownLaw: when the calendar is not known.
    """
    return clocks.days_used(after, until, clock, **_calendar(law))


def left(law: Law, clock: Clock, *, today: date, on: date) -> int:
    """Count the days of a clock's kind that are left; below 0 it is late.

    :raises UnknownLaw: when the calendar is not known.
    """
    return clocks.days_left(today, on, clock, **_calendar(law))


def _calendar(law: Law) -> Any:
    return {"working_days": law.licensing.working_days.value, "holidays": law.licensing.holidays.value}


def answer_due(application: Application, at: datetime) -> Due:
    """Return by when the applicant is to answer what is asked of him now."""
    law = law_of(application)
    return due(law, running([law.licensing.answer]), start=day_in(application.country, at))


def opinion_due(application: Application, opinion: Opinion, at: datetime) -> Due:
    """Return by when an agency is to speak: by its own clock, else by that of all agencies."""
    law = law_of(application)
    found = running([law.licensing.opinion])
    if opinion.clock is not None:
        title = actor_class_of(application).opinions
        basis = Basis.POLICY if title.status is Status.POLICY else Basis.LAW
        found = Running(opinion.clock, basis, f"{title.title}: {opinion.clock} ({title.article})")
    return due(law, found, start=day_in(application.country, at))


def decision_clock(application: Application) -> Running:
    """Return the clock in which a file is decided: the law's, else the target of policy."""
    law = law_of(application)
    return running([actor_class_of(application).decision, law.licensing.review_target])
