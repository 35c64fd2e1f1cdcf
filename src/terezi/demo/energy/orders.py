"""The order the desk gave itself: a unit trips, miners of the region draw nothing for some hours, and one only says that he does."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from terezi.demo.energy.people import Inspectors
from terezi.demo.licensing.hours import at
from terezi.demo.orders import DESK_FROM_HOUR, DESK_HOURS, Order
from terezi.demo.span import PER_DAY, Span
from terezi.desk.energy import actions
from terezi.desk.energy.models import CurtailmentOrder
from terezi.desk.energy.readings import LakeReadings
from terezi.desk.energy.terms import Addressee, Channel, Reason, Wanted
from terezi.evidence.facts.home import Home
from terezi.evidence.numerics.surplus.curtailment import Draw, curtail
from terezi.jobs.send_orders import send_orders
from terezi.law.book import law_on

GROUND = "A unit of the region's largest power station has tripped; homes come first until it runs again"
PROPOSED_BEFORE, SIGNED_BEFORE, HEARD_BEFORE = (timedelta(minutes=each) for each in (40, 25, 10))


def give_order(home: Home, span: Span, order: Order, officers: Inspectors) -> CurtailmentOrder | None:
    """Propose and sign the order for the morning it lies on, and let every site say that it has it.

    None is given where by the prices of that day the law would cut others than those who went down.
    """
    day = span.day(order.intervals.start // PER_DAY)
    starts_at, law = at(day, DESK_FROM_HOUR), law_on(home.country, day)
    readings = LakeReadings()
    rows = _rows(readings, order, day, starts_at - PROPOSED_BEFORE)
    named = rows.filter(pl.col("site_id").is_in(list(order.named or ())))
    wanted = Wanted(
        reason=Reason.UNIT,
        ground=GROUND,
        needed_w={
            str(region): int(watts)
            for region, watts in named.group_by("region").agg(pl.col("draws_w").sum()).iter_rows()
        },
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=DESK_HOURS),
    )
    keys = law.surplus.curtailment_order.value
    curtailment = curtail(
        [_draw(row) for row in rows.iter_rows(named=True)], needed_w=dict(wanted.needed_w), order=keys
    )
    if {each.mine for each in curtailment.orders} != set(named["site_id"]):
        return None
    gateways = readings.gateways()
    given = actions.propose(
        ordered=actions.Ordered(
            wanted=wanted,
            curtailment=curtailment,
            addressees={row["site_id"]: _addressee(row, gateways) for row in rows.iter_rows(named=True)},
            law=law,
        ),
        by=officers.first,
        at=starts_at - PROPOSED_BEFORE,
    )
    actions.sign(number=given.number, by=officers.second, at=starts_at - SIGNED_BEFORE)
    for to in given.sites.order_by("place"):
        actions.acknowledge(
            number=given.number,
            site_id=to.site_id,
            by=to.holder,
            over=Channel.PORTAL,
            at=starts_at - HEARD_BEFORE,
        )
    return given


def send_given(home: Home) -> None:
    """Bring the order into the lake at the moment it was signed."""
    for given in CurtailmentOrder.objects.filter(decided_at__isnull=False):
        send_orders(home=home, at=given.decided_at or given.starts_at)


def _rows(readings: LakeReadings, order: Order, day: date, until: datetime) -> pl.DataFrame:
    """Return the miners of the order's region with what they drew in the hour before, their price and their first day."""
    hour = until.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    sites = readings.sites(day).filter(pl.col("region").is_in(list(order.regions)))
    return (
        sites.select("site_id", "name", "licence_number", "region")
        .join(readings.draws(hour, day), on="site_id")
        .join(readings.price_and_licence(day), on="site_id")
        .sort("site_id")
    )


def _draw(row: Mapping[str, Any]) -> Draw:
    return Draw(
        mine=row["site_id"],
        region=row["region"],
        draws_w=row["draws_w"],
        least_w=0,
        price_minor_per_mwh=row["price_minor_per_mwh"],
        licensed_on=row["licensed_on"],
    )


def _addressee(row: Mapping[str, Any], gateways: Mapping[str, str]) -> Addressee:
    gateway = gateways.get(row["site_id"], "")
    return Addressee(row["site_id"], row["name"], row["licence_number"], row["region"], gateway)
