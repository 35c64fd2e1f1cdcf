"""Writing down what explains a load, and ending an explanation."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.journal import actions as journal
from terezi.desk.people.here import day_here
from terezi.desk.people.models import Officer
from terezi.desk.visits import rules
from terezi.desk.visits.actions.whom import refuse_elsewhere, whom
from terezi.desk.visits.models import Clearing, Lead, Visit
from terezi.desk.visits.terms import Act


@transaction.atomic
def clear(*, lead: int, explanation: str, until: date, by: Officer, at: datetime) -> Clearing:
    """Write down what explains a load, without a visit: papers the customer showed, for instance.

    :raises Refused: in another region, without words, or until a day that is past.
    """
    found = Lead.objects.get(pk=lead)
    refuse_elsewhere(by, found.region)
    return explain(found, explanation, until, lead=found, visit=None, by=by, at=at)


def explain(
    about: Lead | Visit,
    explanation: str,
    until: date,
    *,
    lead: Lead | None,
    visit: Visit | None,
    by: Officer,
    at: datetime,
) -> Clearing:
    """Let an explanation stand about a subject, in place of the one before it, within the act that calls.

    :raises Refused: without words, or until a day that is past.
    """
    if not explanation.strip():
        raise Refused(rules.UNEXPLAINED)
    if until <= day_here(at):
        raise Refused(rules.ENDS_BEFORE)
    before = list(_clearings(about))
    for one in before:
        one.ended_at, one.ended_by, one.end_reason = at, by, "Explained anew"
        one.save()
    made = Clearing.objects.create(
        **whom(about),
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


def _clearings(about: Lead | Visit) -> Iterable[Clearing]:
    return Clearing.objects.select_for_update().filter(
        subject_kind=about.subject_kind, subject=about.subject, ended_at__isnull=True
    )


@transaction.atomic
def end_clearing(*, clearing: int, reason: str, by: Officer, at: datetime) -> Clearing:
    """End an explanation that does not hold any more.

    :raises Refused: when it has ended, lies in another region, or there is no reason.
    """
    found = Clearing.objects.select_for_update().get(pk=clearing)
    refuse_elsewhere(by, found.region)
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
