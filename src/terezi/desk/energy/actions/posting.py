"""Putting into the outbox what must leave the house, in the transaction of the act that makes it so."""

from datetime import datetime, timedelta

from terezi.desk.energy import openadr
from terezi.desk.energy.models import CurtailmentOrder, OrderToSite, Outbox
from terezi.desk.energy.terms import Post

TOPIC = "terezi/orders/{gateway}"
SHORTEST = timedelta(seconds=1)
BATCH = 2_000


def post(order: CurtailmentOrder, *, at: datetime) -> list[Outbox]:
    """Write the order for the lake, and a message to the gateway of every site that has one."""
    sites = list(order.sites.order_by("place"))
    messages = (_message(order, site, at) for site in sites if site.gateway_id)
    return Outbox.objects.bulk_create([_lake(order, sites, at), *messages], batch_size=BATCH)


def _lake(order: CurtailmentOrder, sites: list[OrderToSite], at: datetime) -> Outbox:
    # an order lifted before it began stays in the lake as one that bound nobody: a fact is corrected, never removed
    ends_at = max(order.ends_at, order.starts_at + SHORTEST)
    told = {
        "order_id": order.number,
        "starts_at": order.starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
        "limits_w": {site.site_id: site.limit_w for site in sites},
    }
    return Outbox(order=order, kind=Post.LAKE, payload=openadr.text(told), created_at=at)


def _message(order: CurtailmentOrder, site: OrderToSite, at: datetime) -> Outbox:
    told = openadr.event(
        country=order.country,
        number=order.number,
        site_id=site.site_id,
        limit_w=site.limit_w,
        starts_at=order.starts_at,
        ends_at=order.ends_at,
        created_at=order.issued_at or at,
        modified_at=at,
        says=order.ground,
        is_emergency=order.is_emergency,
    )
    topic = TOPIC.format(gateway=site.gateway_id)
    return Outbox(
        order=order, to_site=site, kind=Post.MQTT, topic=topic, payload=openadr.text(told), created_at=at
    )
