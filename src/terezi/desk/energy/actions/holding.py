"""Holding the row an act is about."""

from terezi.base.errors import Refused
from terezi.desk.energy.models import CurtailmentOrder


def held(number: str) -> CurtailmentOrder:
    """Return an order and hold its row.

    :raises Refused: when there is none.
    """
    order = CurtailmentOrder.objects.select_for_update().filter(number=number).first()
    if order is None:
        raise Refused(f"There is no order {number}: open it from the list of orders")
    return order
