"""Issuing a run: one officer proposes it, another issues it; from then on its bills are never changed."""

from datetime import date, datetime

from django.db import transaction

from terezi.base.errors import Refused, refuse
from terezi.desk.billing import rules
from terezi.desk.billing.models import Run
from terezi.desk.billing.terms import Act, BillState, RunState
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer
from terezi.law.book import law_at
from terezi.law.terms import Law


@transaction.atomic
def propose(*, number: str, by: Officer, at: datetime) -> Run:
    """Propose to issue the bills of a draft run that nothing holds back.

    :raises Refused: when it is no draft, or no bill of it can be issued.
    """
    run = held(number)
    issuable = run.bills.filter(state=BillState.DRAFT).count()
    refuse(rules.against_proposing(number, run.state, issuable))
    run.state, run.proposed_by, run.proposed_at = RunState.PROPOSED, by, at
    run.save()
    journal.write(
        act=Act.PROPOSE, subject=number, by=by.username, at=at, values={"bills": issuable}, rows=[run]
    )
    return run


@transaction.atomic
def issue(*, number: str, by: Officer, at: datetime) -> Run:
    """Issue the run another officer proposed: its bills are owed from the day this is.

    :raises Refused: when this officer may not decide on it.
    """
    run = held(number)
    refuse(rules.against_deciding(number, run.state, proposed_by=run.proposed_by_id, by=by.pk))
    law = law_at(run.country, at)
    bills = list(run.bills.filter(state=BillState.DRAFT))
    run.bills.filter(state=BillState.DRAFT).update(
        state=BillState.ISSUED, issued_on=law.day, due_on=due_on(law)
    )
    decide(run, RunState.ISSUED, by, at, law.day)
    values = {"bills": len(bills), "due_on": str(due_on(law) or ""), "law": law.version}
    journal.write(act=Act.ISSUE, subject=number, by=by.username, at=at, values=values, rows=[run, *bills])
    return run


@transaction.atomic
def decline(*, number: str, by: Officer, reason: str, at: datetime) -> Run:
    """Refuse to issue a run, with the reason; the month may be reckoned anew.

    :raises Refused: when this officer may not decide on it, or gives no reason.
    """
    run = held(number)
    reasons = rules.against_deciding(number, run.state, proposed_by=run.proposed_by_id, by=by.pk)
    refuse([*reasons, *([] if reason.strip() else [rules.NO_REASON])])
    bills = list(run.bills.all())
    run.bills.update(state=BillState.DROPPED)
    run.declined_reason = reason
    decide(run, RunState.DECLINED, by, at, law_at(run.country, at).day)
    journal.write(act=Act.DECLINE, subject=number, by=by.username, at=at, ground=reason, rows=[run, *bills])
    return run


def held(number: str) -> Run:
    """Return a run and hold its row.

    :raises Refused: when there is none.
    """
    run = Run.objects.select_for_update().filter(number=number).first()
    if run is None:
        raise Refused(f"There is no run {number}: open it from the page of its month")
    return run


def decide(run: Run, state: RunState, by: Officer, at: datetime, on: date) -> None:
    """Enter the second officer's word."""
    run.state, run.decided_by, run.decided_at, run.decided_on = state, by, at, on
    run.save()


def due_on(law: Law) -> date | None:
    """Return until when what is issued today is to be paid; none where the law on file does not say."""
    days = law.tariffs.days_to_pay
    return law.licensing.due_on(law.day, days.value) if days.is_known else None
