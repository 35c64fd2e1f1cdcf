"""A week of the energy inspector: a model learned, all meters screened on Sunday, visits drawn, some written down."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.demo.answers import Answers, Innocent
from terezi.demo.span import ZONE
from terezi.demo.verdict import LOAD_FACTOR, LOOKALIKES
from terezi.desk.findings import actions as findings
from terezi.desk.findings import queries as found
from terezi.desk.findings.models import Finding
from terezi.desk.findings.terms import Triage
from terezi.desk.people import queries as people
from terezi.desk.people.models import Officer
from terezi.desk.visits import actions as visits
from terezi.desk.visits import queries, rules
from terezi.desk.visits.models import Visit, VisitList
from terezi.desk.visits.terms import Outcome, SubjectKind, VisitRule, Why
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.jobs.screen_day import screen_day
from terezi.jobs.summarise_meter_days import summarise_meter_days
from terezi.jobs.train_detection import train_detection
from terezi.law.book import law_on
from terezi.law.terms import Law

INSPECTOR = "kamran"
BY = "terezi demo"
ON_THE_WAY = "It lies on the way, keeps up the same load day and night and can show what runs there"
SEEN_AS_USUAL = "Nothing out of the ordinary runs there by day or by night"
SEEN_AT_HOME = "The officer was let in: machines in two rooms, their fans heard in the stairway"
Told = Callable[[str, int, int], None]


def screening_day(last_day: date) -> date:
    """Return the Sunday before the week of the last day."""
    return rules.monday_of(last_day) - timedelta(days=1)


def can_screen(home: Home, *, last_day: date, days: int) -> bool:
    """Answer whether the days built hold the window that a screening looks at."""
    window = law_on(home.country, last_day).detection.screening_window_days
    return window.is_known and (last_day - screening_day(last_day)).days + window.value <= days


def screen(*, home: Home, day: date, seed: int, at: datetime, progress: Told) -> None:
    """Learn from the country's own meters, and screen every one of them."""
    law = law_on(home.country, day)
    window = days_up_to(day, days=law.detection.screening_window_days.value)
    zone = law.settlement.time_zone.value
    summarise_meter_days(lake=Lake.open(home), period=window, zone=zone, progress=progress)
    train_detection(home=home, day=day, seed=seed, by=BY, at=at, labels={}, progress=progress)
    screen_day(home=home, day=day, model=None, progress=progress)


def visit(*, home: Home, last_day: date, seed: int, told: Answers, at: datetime) -> None:
    """Draw the visits of this week, write down what two of them saw, and explain a bakery's load by the papers it showed."""
    inspector = people.officer(INSPECTOR)
    assert inspector is not None  # noqa: S101 - appointed with all the others
    law = law_on(home.country, last_day)
    this_week = rules.monday_of(at.astimezone(ZONE).date())  # the record keeps the clock of whoever opens it
    drawn = visits.draw_week(week=this_week, rule=_rule(law), seed=f"garagum {seed}", by=inspector, at=at)
    twins = {twin.subject: twin for twin in told.innocent}
    until = at.date() + timedelta(days=law.detection.explained_for_days.value)
    _see_what_mines(drawn, told, inspector, at)
    _see_what_does_not(drawn, twins, inspector, at, until)
    _see_a_trade(drawn, twins, inspector, at, until)
    _read_papers(found.standing(last_day), twins, inspector, at)


def _rule(law: Law) -> VisitRule:
    told = law.detection
    return VisitRule(
        country=law.country,
        law_version=law.version,
        article=told.visits_per_week.article,
        visits_per_week=told.visits_per_week.value,
        exploration_share_ppm=int(told.exploration_share.value * PPM),
        window_days=told.screening_window_days.value,
    )


def _see_what_mines(drawn: VisitList, told: Answers, by: Officer, at: datetime) -> None:
    """See the first customer on the list that does mine; the feeders are left to whoever opens the demo."""
    mining = {subject for truth in told.truths for subject in truth.subjects}
    for one in _planned(drawn, Why.RANKED):
        if one.subject in mining and one.subject_kind == SubjectKind.CUSTOMER and one.lead is not None:
            visits.close(
                visit=one.pk,
                outcome=Outcome.MINING_UNREGISTERED,
                notes=SEEN_AT_HOME,
                found_w=one.lead.unexplained_w,
                by=by,
                at=at,
                seen_at=at,
            )
            return


def _see_what_does_not(
    drawn: VisitList, twins: dict[str, Innocent], by: Officer, at: datetime, until: date
) -> None:
    """See whoever the lot drew; what explains the load is written down and holds, and else nothing was found."""
    for one in list(_planned(drawn, Why.RANDOM))[:1]:
        twin = twins.get(one.subject)
        visits.close(
            visit=one.pk,
            outcome=Outcome.EXPLAINED if twin else Outcome.NOTHING_FOUND,
            explanation=twin.says if twin else "",
            notes="" if twin else SEEN_AS_USUAL,
            clear_until=until if twin else None,
            by=by,
            at=at,
            seen_at=at,
        )


def _see_a_trade(
    drawn: VisitList, twins: dict[str, Innocent], by: Officer, at: datetime, until: date
) -> None:
    """Go out of turn to a flat trade that a screening brought, a bakery if there is one, and see what runs there."""
    trades = [one for one in queries.leads() if one.subject in twins and twins[one.subject].rightly]
    gone_to = set(drawn.visits.values_list("subject", flat=True))
    trades = [one for one in trades if one.subject not in gone_to]
    for lead in sorted(trades, key=lambda one: (not _bakes(twins[one.subject]), one.p_value_ppm))[:1]:
        planned = visits.plan_by_hand(lead=lead.pk, week=drawn.week, reason=ON_THE_WAY, by=by, at=at)
        visits.close(
            visit=planned.pk,
            outcome=Outcome.EXPLAINED,
            explanation=twins[lead.subject].says,
            clear_until=until,
            by=by,
            at=at,
            seen_at=at,
        )


def _bakes(twin: Innocent) -> bool:
    return twin.says == LOOKALIKES["bakery"]


def _planned(drawn: VisitList, why: Why) -> Iterable[Visit]:
    return drawn.visits.filter(why=why).select_related("lead").order_by("rank")


def _read_papers(standing: Iterable[Finding], twins: dict[str, Innocent], by: Officer, at: datetime) -> None:
    """Explain the load factor of bakeries that had not told the utility what they are."""
    for one in standing:
        twin = twins.get(one.subject)
        if one.indicator == LOAD_FACTOR and twin and _bakes(twin):
            note = f"{twin.says}. It showed its permit to bake and the plates of its ovens."
            findings.look(finding=one.pk, state=Triage.EXPLAINED, by=by, at=at, note=note)
