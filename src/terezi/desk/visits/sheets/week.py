"""The visits of one week, and what visits have found so far by rank and by chance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.desk.findings.doors import sentence
from terezi.desk.findings.quantities import Spoken
from terezi.desk.people.models import Officer
from terezi.desk.people.words import word
from terezi.desk.visits import quantities, queries, words
from terezi.desk.visits.models import Visit, VisitList
from terezi.desk.visits.sheets.visit import VisitLine
from terezi.desk.visits.terms import FOUND, Outcome, State, Why

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Yield:
    """What visits of one kind have found."""

    why: Why
    seen: int
    found: int
    explained: int
    nothing: int

    @property
    def says(self) -> str:
        return word(words.WHY, self.why)

    @property
    def share(self) -> Spoken:
        return quantities.share(round(1_000_000 * self.found / self.seen) if self.seen else None)


@dataclass(frozen=True)
class WeekSheet:
    """Everything on the page of a week."""

    week: date
    drawn: VisitList | None
    said: SafeString
    lines: tuple[VisitLine, ...]
    yields: tuple[Yield, ...]

    @property
    def before(self) -> date:
        return self.week - WEEK

    @property
    def after(self) -> date:
        return self.week + WEEK

    @property
    def last_day(self) -> date:
        return self.week + timedelta(days=6)

    @property
    def mine(self) -> int:
        return len([line for line in self.lines if line.visit.state == State.PLANNED])


def week_page(officer: Officer, week: date) -> WeekSheet:
    """Build the page of a week as this officer sees it."""
    visits = list(queries.visible_to(officer).filter(week=week).order_by("state", "rank", "id"))
    visits.sort(key=lambda one: (one.state != State.PLANNED, one.rank is None, one.rank or 0, one.pk))
    drawn = queries.list_of(week, officer.region) or queries.list_of(week)
    return WeekSheet(
        week,
        drawn,
        week_says(visits, drawn),
        tuple(VisitLine(one) for one in visits),
        yields(queries.visible_to(officer)),
    )


def week_says(visits: Sequence[Visit], drawn: VisitList | None) -> SafeString:
    """Say a week in one sentence: how many visits, why, and how many are done."""
    by_why, by_state = Counter(one.why for one in visits), Counter(one.state for one in visits)
    told = {
        "all": len(visits),
        "ranked": by_why[Why.RANKED],
        "random": by_why[Why.RANDOM],
        "by_hand": by_why[Why.BY_HAND],
        "done": len(visits) - by_state[State.PLANNED],
        "left": by_state[State.PLANNED],
    }
    if not visits:
        return sentence(
            _("No visits are drawn for this week yet.")
            if drawn is None
            else _("The draw of this week found nobody to visit."),
            told,
        )
    return sentence(
        _(
            "{all} visits this week: {ranked} by expected recovery, {random} by chance, {by_hand} by hand. {done} are done, {left} are left."
        ),
        told,
    )


def yields(visits: Iterable[Visit]) -> tuple[Yield, ...]:
    """Count what closed visits found, by why they were made."""
    seen = [one for one in visits if one.state == State.SEEN]
    return tuple(_yield(why, [one for one in seen if one.why == why]) for why in Why)


def _yield(why: Why, seen: Sequence[Visit]) -> Yield:
    outcomes = Counter(one.outcome for one in seen)
    return Yield(
        why,
        len(seen),
        sum(outcomes[outcome] for outcome in FOUND),
        outcomes[Outcome.EXPLAINED],
        outcomes[Outcome.NOTHING_FOUND],
    )
