"""The second officer's word on an order, and ending one before its time."""

from datetime import datetime

from django.db import transaction

from terezi.base.errors import refuse
from terezi.desk.energy import rules
from terezi.desk.energy.actions.holding import held
from terezi.desk.energy.actions.posting import SHORTEST, post
from terezi.desk.energy.models import CurtailmentOrder, Outbox
from terezi.desk.energy.terms import Act, OrderState
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer


@transaction.atomic
def sign(*, number: str, by: Officer, at: datetime) -> CurtailmentOrder:
    """Sign an order another officer proposed, so that it holds; or one he gave in an emergency, which holds already.

    Nobody is bound before he is told: an order signed after its start begins with the signature.

    :raises Refused: when this officer may not sign it, or its time is over.
    """
    order = held(number)
    refuse(
        rules.against_signing(
            number,
            order.state,
            is_signed=order.is_signed,
            ends_at=order.ends_at,
            proposed_by=order.proposed_by_id,
            by=by.pk,
            at=at,
        )
    )
    posted = []
    act = Act.SIGN if order.state == OrderState.ISSUED else Act.ISSUE
    order.decided_by, order.decided_at = by, at
    if act == Act.ISSUE:
        order.state, order.issued_at, order.starts_at = OrderState.ISSUED, at, max(order.starts_at, at)
        order.save()
        posted = post(order, at=at)
    else:
        order.save()
    values = {"in_time": order.sign_by is None or at <= order.sign_by}
    journal.write(act=act, subject=number, by=by.username, at=at, values=values, rows=[order, *posted])
    return order


@transaction.atomic
def decline(*, number: str, by: Officer, reason: str, at: datetime) -> CurtailmentOrder:
    """Refuse to sign an order; one that was given in an emergency ends now.

    :raises Refused: when this officer may not decide on it, or gives no reason.
    """
    order = held(number)
    against = rules.against_deciding(
        number, order.state, is_signed=order.is_signed, proposed_by=order.proposed_by_id, by=by.pk
    )
    refuse([*against, *rules.against_reason(reason)])
    was_given = order.state == OrderState.ISSUED
    order.declined_reason, order.decided_by, order.decided_at = reason, by, at
    posted = _ended(order, OrderState.LIFTED, at) if was_given else _closed(order)
    journal.write(
        act=Act.DECLINE, subject=number, by=by.username, at=at, ground=reason, rows=[order, *posted]
    )
    return order


@transaction.atomic
def lift(*, number: str, by: Officer, reason: str, at: datetime) -> CurtailmentOrder:
    """End an order before its time; one officer may, since it gives back what was taken.

    :raises Refused: when it does not hold, or no reason is given.
    """
    order = held(number)
    refuse(rules.against_lifting(number, order.state, reason, ends_at=order.ends_at, at=at))
    order.lifted_reason = reason
    posted = _ended(order, OrderState.LIFTED, at)
    journal.write(act=Act.LIFT, subject=number, by=by.username, at=at, ground=reason, rows=[order, *posted])
    return order


def _closed(order: CurtailmentOrder) -> list[Outbox]:
    order.state = OrderState.DECLINED
    order.save()
    return []


def _ended(order: CurtailmentOrder, state: OrderState, at: datetime) -> list[Outbox]:
    """End an order now; before it began its time shrinks to nothing that could bind anybody."""
    order.state, order.ends_at = state, max(min(order.ends_at, at), order.starts_at + SHORTEST)
    order.save()
    return post(order, at=at)
