"""Writing down what a visit found, or that it found nothing."""

from datetime import date, datetime

from django.db import transaction

from terezi.base.errors import Refused, refuse
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer
from terezi.desk.visits import rules
from terezi.desk.visits.actions.clearing import explain
from terezi.desk.visits.actions.whom import refuse_elsewhere
from terezi.desk.visits.models import Visit
from terezi.desk.visits.terms import Act, Outcome, State


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
    refuse(rules.against_closing(outcome=outcome, explanation=explanation, notes=notes))
    if seen_at > at:
        raise Refused("A visit is written down after it was made: check the time")
    found.state, found.outcome, found.seen_at = State.SEEN, outcome, seen_at
    found.explanation, found.notes, found.found_w = explanation.strip(), notes.strip(), found_w
    _close(found, by, at)
    values = {"visit": visit, "outcome": outcome.value, "seen_at": seen_at.isoformat(), "found_w": found_w}
    journal.write(act=Act.CLOSE, subject=found.subject, by=by.username, at=at, values=values, rows=[found])
    if outcome is Outcome.EXPLAINED and clear_until is not None:
        explain(found, explanation, clear_until, lead=found.lead, visit=found, by=by, at=at)
    return found


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


def _open(visit: int, by: Officer) -> Visit:
    found = Visit.objects.select_for_update().get(pk=visit)
    refuse_elsewhere(by, found.region)
    if found.state != State.PLANNED:
        raise Refused(rules.CLOSED)
    return found


def _close(visit: Visit, by: Officer, at: datetime) -> None:
    visit.closed_by, visit.closed_at = by, at
    visit.save()


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
