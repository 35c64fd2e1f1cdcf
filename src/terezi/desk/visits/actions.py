"""Taking leads in, drawing a week's visits, and writing down what was seen."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from terezi.base.errors import BadData, Refused
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import sees_region
from terezi.desk.visits import queries, rules
from terezi.desk.visits.models import Clearing, Lead, Visit, VisitList
from terezi.desk.visits.terms import (
    HOUSEHOLD,
    Act,
    Chosen,
    Outcome,
    Received,
    Screened,
    State,
    SubjectKind,
    VisitRule,
    Why,
)

CONTENT = tuple(field.name for field in fields(Screened))
OTHER_REGION = "This lies in another region: an officer of that region decides about it"


@transaction.atomic
def receive_leads(
    *,
    screened_on: date,
    kinds: Iterable[SubjectKind],
    found: Iterable[Screened],
    lake_snapshot: str,
    by: str,
    at: datetime,
) -> Received:
    """Take in what the screening of one day says of subjects of these kinds.

    Said again, nothing changes. Said differently, the old lead is superseded. Not said any more, it is
    superseded without a successor.

    :raises BadData: when a subject comes twice or is of a kind that was not screened.
    """
    said = _by_key(found, set(kinds))
    stood = {(one.subject_kind, one.subject): one for one in _standing(screened_on, set(kinds))}
    same = {key for key, one in said.items() if key in stood and _content(stood[key]) == one}
    gone = [one.pk for key, one in stood.items() if key not in same]
    Lead.objects.filter(pk__in=gone).update(superseded_at=at)
    fresh = [key for key in said if key not in same]
    rows = [
        Lead(**said[key], screened_on=screened_on, lake_snapshot=lake_snapshot, known_at=at) for key in fresh
    ]
    Lead.objects.bulk_create(rows, batch_size=500)
    changed = sum(key in stood for key in fresh)
    received = Received(len(fresh) - changed, changed, len(gone) - changed, len(same))
    if received.anything:
        values = {"kinds": sorted(kinds), "snapshot": lake_snapshot, **asdict(received)}
        journal.write(act=Act.RECEIVE, subject=screened_on.isoformat(), by=by, at=at, values=values)
    return received


def _by_key(found: Iterable[Screened], kinds: set[SubjectKind]) -> dict[queries.Key, dict[str, Any]]:
    said: dict[queries.Key, dict[str, Any]] = {}
    for one in found:
        key = (one.subject_kind, one.subject)
        if one.subject_kind not in kinds:
            raise BadData(
                f"A lead about {one.subject_kind} {one.subject} came, but that kind was not screened"
            )
        if key in said:
            raise BadData(f"Two leads came about {one.subject_kind} {one.subject} of one day: join them")
        said[key] = {**asdict(one), "reasons": _plain(one.reasons), "clears": _plain(one.clears)}
    return said


def _plain(value: object) -> Any:
    """What JSON gives back of a value, so that it can be compared with what is stored."""
    return json.loads(json.dumps(value))


def _standing(day: date, kinds: set[SubjectKind]) -> Sequence[Lead]:
    found = Lead.objects.select_for_update().filter(
        screened_on=day, subject_kind__in=kinds, superseded_at__isnull=True
    )
    return list(found.order_by("pk"))


def _content(lead: Lead) -> dict[str, Any]:
    return {name: getattr(lead, name) for name in CONTENT}


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
        **_whom(one.lead),
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


def _whom(lead: Lead | Visit) -> dict[str, str]:
    return {
        name: getattr(lead, name)
        for name in ("subject_kind", "subject", "region", "feeder_id", "customer_class")
    }


@transaction.atomic
def plan_by_hand(*, lead: int, week: date, reason: str, by: Officer, at: datetime) -> Visit:
    """Put a visit on the list out of turn; the officer who does it goes himself, and the reason is counted.

    :raises Refused: without a reason, in another region, or when a visit is planned already.
    """
    found = Lead.objects.get(pk=lead)
    _refuse_elsewhere(by, found.region)
    if not reason.strip():
        again = found.customer_class == HOUSEHOLD and queries.was_visited(found.subject_kind, found.subject)
        raise Refused(rules.SAID_TWICE if again else rules.UNREASONED)
    if queries.visits_of(found.subject_kind, found.subject).filter(state=State.PLANNED).exists():
        raise Refused(f"A visit to {found.subject} is planned already: open that one")
    visit = Visit.objects.create(
        **_whom(found),
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


def _refuse_elsewhere(by: Officer, region: str) -> None:
    if not sees_region(by, region):
        raise Refused(OTHER_REGION)


def _open(visit: int, by: Officer) -> Visit:
    found = Visit.objects.select_for_update().get(pk=visit)
    _refuse_elsewhere(by, found.region)
    if found.state != State.PLANNED:
        raise Refused(rules.CLOSED)
    return found


@transaction.atomic
def close(
    *,
    visit: int,
    outcome: Outcome,
    by: Officer,
    at: datetime,
    seen_at: datetime,
    notes: str = "",
    explanation: str = "",
    found_w: int | None = None,
    clear_until: date | None = None,
) -> Visit:
    """Write down what was found; the outcome is a label, and an explanation may hold for later screenings.

    :raises Refused: when the visit is closed, lies in another region, says nothing, or was seen after now.
    """
    found = _open(visit, by)
    if reasons := rules.against_closing(outcome=outcome, explanation=explanation, notes=notes):
        raise Refused(". ".join(reasons))
    if seen_at > at:
        raise Refused("A visit is written down after it was made: check the time")
    found.state, found.outcome, found.seen_at = State.SEEN, outcome, seen_at
    found.explanation, found.notes, found.found_w = explanation.strip(), notes.strip(), found_w
    _close(found, by, at)
    values = {"visit": visit, "outcome": outcome.value, "seen_at": seen_at.isoformat(), "found_w": found_w}
    journal.write(act=Act.CLOSE, subject=found.subject, by=by.username, at=at, values=values, rows=[found])
    if outcome is Outcome.EXPLAINED and clear_until is not None:
        _clear(found, explanation, clear_until, lead=found.lead, visit=found, by=by, at=at)
    return found


def _close(visit: Visit, by: Officer, at: datetime) -> None:
    visit.closed_by, visit.closed_at = by, at
    visit.save()


@transaction.atomic
def could_not_enter(*, visit: int, notes: str, by: Officer, at: datetime) -> Visit:
    """Write down that somebody went and could not see anything.

    :raises Refused: when the visit is closed, lies in another region, or no words say what happened.
    """
    return _end(visit, State.COULD_NOT_ENTER, notes, by, at)


@transaction.atomic
def cancel(*, visit: int, reason: str, by: Officer, at: datetime) -> Visit:
    """Take a visit off the list; who was drawn by chance stays countable.

    :raises Refused: when the visit is closed, lies in another region, or there is no reason.
    """
    return _end(visit, State.CANCELLED, reason, by, at)


def _end(visit: int, state: State, notes: str, by: Officer, at: datetime) -> Visit:
    found = _open(visit, by)
    if not notes.strip():
        raise Refused(rules.UNSAID if state is State.COULD_NOT_ENTER else rules.UNREASONED)
    found.state, found.notes = state, notes.strip()
    _close(found, by, at)
    act = Act.CANCEL if state is State.CANCELLED else Act.CLOSE
    values = {"visit": visit, "state": state.value, "notes": found.notes}
    journal.write(act=act, subject=found.subject, by=by.username, at=at, values=values, rows=[found])
    return found


@transaction.atomic
def clear(*, lead: int, explanation: str, until: date, by: Officer, at: datetime) -> Clearing:
    """Write down what explains a load, without a visit: papers the customer showed, for instance.

    :raises Refused: in another region, without words, or until a day that is past.
    """
    found = Lead.objects.get(pk=lead)
    _refuse_elsewhere(by, found.region)
    return _clear(found, explanation, until, lead=found, visit=None, by=by, at=at)


def _clear(
    whom: Lead | Visit,
    explanation: str,
    until: date,
    *,
    lead: Lead | None,
    visit: Visit | None,
    by: Officer,
    at: datetime,
) -> Clearing:
    if not explanation.strip():
        raise Refused(rules.UNEXPLAINED)
    if until <= at.date():
        raise Refused(rules.ENDS_BEFORE)
    before = list(_clearings(whom))
    for one in before:
        one.ended_at, one.ended_by, one.end_reason = at, by, "Explained anew"
        one.save()
    made = Clearing.objects.create(
        **_whom(whom),
        explanation=explanation.strip(),
        up_to_w=rules.explained_up_to(lead) if lead else None,
        until=until,
        visit=visit,
        cleared_at=at,
        by=by,
    )
    values = {"until": until.isoformat(), "explanation": made.explanation, "up_to_w": made.up_to_w}
    journal.write(
        act=Act.CLEAR, subject=made.subject, by=by.username, at=at, values=values, rows=[*before, made]
    )
    return made


def _clearings(whom: Lead | Visit) -> Iterable[Clearing]:
    return Clearing.objects.select_for_update().filter(
        subject_kind=whom.subject_kind, subject=whom.subject, ended_at__isnull=True
    )


@transaction.atomic
def end_clearing(*, clearing: int, reason: str, by: Officer, at: datetime) -> Clearing:
    """End an explanation that does not hold any more.

    :raises Refused: when it has ended, lies in another region, or there is no reason.
    """
    found = Clearing.objects.select_for_update().get(pk=clearing)
    _refuse_elsewhere(by, found.region)
    if found.ended_at is not None:
        raise Refused(f"This explanation ended on {found.ended_at:%Y-%m-%d}")
    if not reason.strip():
        raise Refused(rules.UNREASONED)
    found.ended_at, found.ended_by, found.end_reason = at, by, reason.strip()
    found.save()
    values = {"clearing": clearing, "reason": found.end_reason}
    journal.write(
        act=Act.END_CLEARING, subject=found.subject, by=by.username, at=at, values=values, rows=[found]
    )
    return found
