"""A site says that it has an order: once, whatever way it comes."""

from datetime import datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.energy import openadr, rules
from terezi.desk.energy.models import OrderToSite
from terezi.desk.energy.queries import GIVEN
from terezi.desk.energy.terms import Act, Channel
from terezi.desk.journal import actions as journal


@transaction.atomic
def acknowledge(*, number: str, site_id: str, by: str, over: Channel, at: datetime) -> OrderToSite:
    """Note who said when that a site has an order; said again, it changes nothing.

    :raises Refused: when the order does not go to the site.
    """
    told = OrderToSite.objects.select_for_update().filter(order__number=number, site_id=site_id)
    to = told.filter(order__state__in=GIVEN).first()
    if to is None:
        raise Refused(rules.NOT_TO_HIM.format(number=number, site=site_id))
    if to.acknowledged_at is not None:
        return to
    to.acknowledged_at, to.acknowledged_by, to.acknowledged_over = at, by, over
    to.save()
    values = {"site": site_id, "over": over.value}
    journal.write(act=Act.ACKNOWLEDGE, subject=number, by=by, at=at, values=values, rows=[to])
    return to


def acknowledge_event(*, event_id: str, gateway_id: str, over: Channel, at: datetime) -> OrderToSite:
    """Note an acknowledgement that names an event; only the gateway the order went to may send it.

    :raises Refused: when no order of this event went to this gateway.
    """
    number, _, site_id = event_id.partition(".")
    known = OrderToSite.objects.filter(order__number=number, site_id=site_id, gateway_id=gateway_id)
    if not gateway_id or not known.exists() or event_id != openadr.event_id(number, site_id):
        raise Refused(f"No order {event_id} went to gateway {gateway_id}: answer with the id of the event")
    return acknowledge(number=number, site_id=site_id, by=gateway_id, over=over, at=at)
