"""Payments: taken from a bank's file once, and matched to the bills they settle."""

import hashlib
from datetime import datetime

from django.db import transaction

from terezi.base.errors import Refused, refuse
from terezi.desk.billing import queries, rules
from terezi.desk.billing.formats.statement import read_statement
from terezi.desk.billing.models import Allocation, Bill, Payment
from terezi.desk.billing.terms import Act, How, Loaded
from terezi.desk.journal import actions as journal
from terezi.desk.journal.inserting import insert


@transaction.atomic
def load_payments(*, name: str, data: bytes, by: str, at: datetime) -> Loaded:
    """Take the payments of a bank's file, camt.053 or CSV, whole or not at all; the same payment twice is nothing.

    :raises BadData: naming file, place and remedy when the file is not as it should be.
    :raises Refused: when somebody takes the same payments at the same moment.
    """
    statement = read_statement(name, data)
    sha256 = hashlib.sha256(data).hexdigest()
    fresh = [told for told in statement.payments if not queries.is_known_payment(told)]
    payments = [Payment(**vars(told), file_name=name, sha256=sha256, loaded_at=at) for told in fresh]
    insert(payments, taken=rules.BEING_LOADED)
    matched = [made for payment in payments if (made := _matched(payment))]
    loaded = Loaded(
        new=len(fresh),
        known=len(statement.payments) - len(fresh),
        matched=len(matched),
        unmatched=len(fresh) - len(matched),
        passed_over=statement.passed_over,
    )
    journal.write(
        act=Act.LOAD_PAYMENTS,
        subject=sha256[:16],
        by=by,
        at=at,
        values={"file": name, "sha256": sha256, **loaded.as_dict()},
        rows=[*payments, *matched],
    )
    return loaded


@transaction.atomic
def match(*, payment: int, bill: str, by: str, at: datetime) -> Allocation:
    """Let an officer say which bill a payment settles, as far as both reach.

    :raises Refused: when either is not there, or nothing is left of one of them.
    """
    paid = Payment.objects.select_for_update().filter(pk=payment).first()
    of = Bill.objects.select_for_update().filter(number=bill).first()
    if paid is None or of is None:
        raise Refused(f"There is no payment {payment}, or no bill {bill}")
    refuse(_against_matching(paid, of))
    allocation = _allocated(paid, of, queries.owed(of), How.BY_HAND)
    values = {"payment": paid.reference, "amount_minor": allocation.amount_minor}
    journal.write(act=Act.MATCH_PAYMENT, subject=bill, by=by, at=at, values=values, rows=[allocation])
    return allocation


def _against_matching(paid: Payment, of: Bill) -> list[str]:
    if not of.is_issued:
        return [rules.NOT_ISSUED.format(number=of.number, state=of.state)]
    if of.currency != paid.currency:
        return [rules.OTHER_MONEY.format(number=of.number, wanted=of.currency, told=paid.currency)]
    if queries.left_of(paid) <= 0:
        return [rules.NO_MORE]
    return [] if queries.owed(of) > 0 else [f"{of.number} is paid already"]


def _matched(payment: Payment) -> Allocation | None:
    """Find the bill by its number, else by the amount if it is the one open bill of who paid."""
    named = rules.numbers_in(payment.text)
    if len(named) == 1 and (bill := queries.open_bill(named[0], payment.currency)) is not None:
        return _allocate(payment, bill, How.NUMBER)
    if named:
        return None  # several numbers, or one that owes nothing: an officer looks
    same = [
        bill
        for bill in queries.open_bills_of(payment.amount_minor, payment.currency)
        if payment.payer and payment.payer.casefold() == bill.holder.casefold()
    ]
    return _allocate(payment, same[0], How.AMOUNT) if len(same) == 1 else None


def _allocate(payment: Payment, bill: Bill, how: How) -> Allocation | None:
    """Settle what is owed once nobody else settles it; nothing where somebody just has."""
    owed = queries.owed(Bill.objects.select_for_update().get(pk=bill.pk))
    return _allocated(payment, bill, owed, how) if owed > 0 else None


def _allocated(payment: Payment, bill: Bill, owed_minor: int, how: How) -> Allocation:
    amount = min(queries.left_of(payment), owed_minor)
    return Allocation.objects.create(payment=payment, bill=bill, amount_minor=amount, how=how)
