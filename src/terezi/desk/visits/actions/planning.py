"""Drawing a week's visits, and planning one out of turn."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer
from terezi.desk.visits import queries, rules
from terezi.desk.visits.actions.whom import refuse_elsewhere, whom
from terezi.desk.visits.models import Lead, Visit, VisitList
from terezi.desk.visits.terms import HOUSEHOLD, Act, Chosen, State, VisitRule, Why


@transaction.atomic
def draw_week(*, week: date, rule: VisitRule, seed: str, by: Officer, at: datetime) -> VisitList:
    """Draw the visits of a week, in the officer's region or in the whole country, once.

    :raises Refused: when it is drawn already, nothing was screened, the day is no Monday or the seed is empty.
    """
    on = _may_be_drawn(week, seed, by)
    then = queries.candidates(region=by.region, week=week, window_days=rule.window_days)
    chosen = rules.drawn(
        then, budget=rule.visits_per_week, exploration_share_ppm=rule.exploration_share_ppm, seed=seed
    )
    told = {
        "week": week,
        "region": by.region,
        "screened_on": on,
        "budget": rule.visits_per_week,
        "exploration_share_ppm": rule.exploration_share_ppm,
        "window_days": rule.window_days,
        "seed": seed,
        "leads_digest": rules.leads_digest(then),
        "leads_count": len(then),
        "law_country": rule.country,
        "law_version": rule.law_version,
        "article": rule.article,
    }
    drawn = VisitList.objects.create(**told, drawn_at=at, drawn_by=by)
    visits = _planned(drawn, chosen)
    journal.write(
        act=Act.DRAW,
        subject=f"{week.isoformat()} {by.region}".strip(),
        by=by.username,
        at=at,
        ground=rule.article,
        values={
            **told,
            "week": week.isoformat(),
            "screened_on": on.isoformat(),
            "ordered_by": "money"
            if rules.counts_money([one for one in then if one.is_above_line])
            else "energy",
            "drawn": [f"{one.why}|{one.lead.subject_kind}|{one.lead.subject}" for one in chosen],
            "officers": [one.officer.username if one.officer else "" for one in visits],
        },
        rows=[drawn, *visits],
    )
    return drawn


def _may_be_drawn(week: date, seed: str, by: Officer) -> date:
    """Return the day of the screening to draw from."""
    if week.weekday() != rules.MONDAY:
        raise Refused(rules.NOT_MONDAY)
    if not seed:
        raise Refused("A draw needs a seed: leave it to the page, which takes it from the machine's chance")
    if queries.list_of(week, by.region) is not None:
        raise Refused(f"The visits of the week of {week} are drawn already: add one by hand, with a reason")
    on = queries.screened_on()
    if on is None:
        raise Refused("No meters have been screened yet: run `terezi screen` first")
    return on


def _planned(drawn: VisitList, chosen: Sequence[Chosen[Lead]]) -> list[Visit]:
    taken: list[str] = []
    visits = []
    for one in chosen:
        may_go = {officer.username: officer for officer in queries.inspectors(one.lead.region)}
        name = rules.officer_drawn(sorted(may_go), taken, subject=one.lead.subject, seed=drawn.seed)
        taken += [name] if name else []
        visits.append(_visit(drawn, one, may_go.get(name or "")))
    return visits


def _visit(drawn: VisitList, one: Chosen[Lead], officer: Officer | None) -> Visit:
    return Visit.objects.create(
        **whom(one.lead),
        list=drawn,
        lead=one.lead,
        week=drawn.week,
        why=one.why,
        rank=one.rank,
        chance_ppm=one.chance_ppm,
        officer=officer,
        planned_at=drawn.drawn_at,
        planned_by=drawn.drawn_by,
    )


@transaction.atomic
def plan_by_hand(*, lead: int, week: date, reason: str, by: Officer, at: datetime) -> Visit:
    """Put a visit on the list out of turn; the officer who does it goes himself, and the reason is counted.

    :raises Refused: without a reason, in another region, or when a visit is planned already.
    """
    found = Lead.objects.get(pk=lead)
    refuse_elsewhere(by, found.region)
    if not reason.strip():
        again = found.customer_class == HOUSEHOLD and queries.was_visited(found.subject_kind, found.subject)
        raise Refused(rules.SAID_TWICE if again else rules.UNREASONED)
    if queries.visits_of(found.subject_kind, found.subject).filter(state=State.PLANNED).exists():
        raise Refused(f"A visit to {found.subject} is planned already: open that one")
    visit = Visit.objects.create(
        **whom(found),
        lead=found,
        week=rules.monday_of(week),
        why=Why.BY_HAND,
        reason=reason.strip(),
        officer=by,
        planned_at=at,
        planned_by=by,
    )
    values = {"visit": visit.pk, "week": visit.week.isoformat(), "reason": visit.reason}
    journal.write(act=Act.PLAN, subject=visit.subject, by=by.username, at=at, values=values, rows=[visit])
    return visit
