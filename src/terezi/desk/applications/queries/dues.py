"""By which day somebody is to act: from the law, from policy where the law is silent, and told which."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from terezi.base import clocks
from terezi.base.errors import Refused
from terezi.desk.applications.models import Application
from terezi.desk.applications.queries.files import law_of, local_day
from terezi.desk.applications.terms import Basis, Due
from terezi.law.terms import Law, Status, Term


def answer_due(application: Application, at: datetime) -> Due:
    """Return by when the applicant is to answer what is asked of him now."""
    law = law_of(application)
    return due(law, (law.licensing.answer,), start=local_day(application.country, at))


def opinion_due(application: Application, opinion: Any, at: datetime) -> Due:
    """Return by when an agency is to speak: by its own clock, else by that of all agencies."""
    law = law_of(application)
    start = local_day(application.country, at)
    if opinion.clock is not None:
        return _counted(law, opinion.clock, start=start, basis=Basis.LAW, title="own clock of the agency")
    return due(law, (law.licensing.opinion,), start=start)


def decision_terms(application: Application, law: Law) -> tuple[Term[Any], ...]:
    """Return the terms that say by when a file is decided: the law's, else the target of policy."""
    return (law.licensing.actor_class(application.actor_class).decision, law.licensing.review_target)


def due(law: Law, terms: Iterable[Term[Any]], *, start: date, stopped: int = 0) -> Due:
    """Return the day a clock runs out: that of the first term that is known, `stopped` days later.

    `stopped` counts in the days of that clock.
    """
    says = []
    for term in terms:
        try:
            clock = term.value
        except Refused as unknown:
            says.append(str(unknown))
            continue
        basis = Basis.POLICY if term.status is Status.POLICY else Basis.LAW
        return _counted(law, clock, start=start, basis=basis, title=term.title, stopped=stopped)
    return Due(None, Basis.UNKNOWN, " ".join(says))


def _counted(law: Law, clock: Any, *, start: date, basis: Basis, title: str, stopped: int = 0) -> Due:
    try:
        days = {
            "working_days": law.licensing.working_days.value,
            "holidays": law.licensing.holidays.value,
        }
    except Refused as unknown:
        return Due(None, Basis.UNKNOWN, str(unknown))
    on = clocks.due_on(start, replace(clock, count=clock.count + stopped), **days)
    return Due(on, basis, f"{title}: {clock.count} {clock.kind} days")
