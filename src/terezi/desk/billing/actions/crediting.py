"""Credit notes: money taken off an issued bill by two officers, the bill itself untouched."""

from datetime import datetime

from django.db import transaction

from terezi.base.errors import Refused, refuse
from terezi.desk.billing import queries, rules
from terezi.desk.billing.actions.numbers import CREDIT, take
from terezi.desk.billing.models import Bill, CreditNote
from terezi.desk.billing.terms import Act, NoteState
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer
from terezi.law.book import law_at


@transaction.atomic
def propose_credit(*, bill: str, amount_minor: int, reason: str, by: Officer, at: datetime) -> CreditNote:
    """Propose to take an amount (minor units) off a bill.

    :raises Refused: when the bill is not issued, more than its rest is credited, or no reason is given.
    """
    of = Bill.objects.select_for_update().filter(number=bill).first()
    if of is None:
        raise Refused(f"There is no bill {bill}")
    refuse(
        rules.against_crediting(
            bill,
            is_issued=of.is_issued,
            state=of.state,
            total_minor=of.total_minor,
            credited_minor=queries.credited_or_proposed(of),
            amount_minor=amount_minor,
            reason=reason,
        )
    )
    day = law_at(of.run.country, at).day
    (number,), numbering = take(CREDIT, country=of.run.country, on=day)
    note = CreditNote.objects.create(
        number=number, bill=of, amount_minor=amount_minor, reason=reason, proposed_by=by, proposed_at=at
    )
    values = {"bill": bill, "amount_minor": amount_minor, "currency": of.currency}
    journal.write(
        act=Act.PROPOSE_CREDIT,
        subject=number,
        by=by.username,
        at=at,
        ground=reason,
        values=values,
        rows=[note, numbering],
    )
    return note


@transaction.atomic
def credit(*, number: str, by: Officer, at: datetime) -> CreditNote:
    """Sign a credit note another officer proposed: it counts from this day.

    :raises Refused: when this officer may not decide on it.
    """
    return _decide(number, NoteState.SIGNED, by, at, "")


@transaction.atomic
def decline_credit(*, number: str, by: Officer, reason: str, at: datetime) -> CreditNote:
    """Refuse to sign a credit note, with the reason.

    :raises Refused: when this officer may not decide on it, or gives no reason.
    """
    refuse([] if reason.strip() else [rules.NO_REASON])
    return _decide(number, NoteState.DECLINED, by, at, reason)


def _decide(number: str, state: NoteState, by: Officer, at: datetime, reason: str) -> CreditNote:
    note = CreditNote.objects.select_for_update().filter(number=number).first()
    if note is None:
        raise Refused(f"There is no credit note {number}")
    refuse(rules.against_deciding(number, note.state, proposed_by=note.proposed_by_id, by=by.pk))
    note.state, note.decided_by, note.decided_at, note.declined_reason = state, by, at, reason
    note.decided_on = law_at(note.bill.run.country, at).day
    note.save()
    act = Act.CREDIT if state is NoteState.SIGNED else Act.DECLINE_CREDIT
    journal.write(act=act, subject=number, by=by.username, at=at, ground=reason, rows=[note])
    return note
