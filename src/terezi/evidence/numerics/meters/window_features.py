"""What a window of days says about one meter: its floor, how flat that is, and what moves with clock, week and peers.

From the day rows of `day_shape`, as one engine-neutral expression: sums, least and greatest are integers, and one
division at the end makes each feature.
"""

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.numerics.meters.day_shape import HOURS

WEEK_DAYS = 7
NIGHT = range(6)
DAY = range(9, 17)
EVENING = range(17, 23)
SATURDAY = 5


def features(days: ir.Table, customers: ir.Table, *, weather: ir.Table | None = None) -> ir.Table:
    """Return one row per meter over the window that `days` (rows of METER_DAYS) spans.

    `customers` holds meter_id, customer_id, place, tariff_class and connection_w (null where unknown); `weather` holds day and
    temperature_mdeg by place. Powers are W, shares and ratios plain numbers.
    """
    window = _window(_shaped(days.filter(_.whole == 1, _.hours_covered >= 20)))
    meters = window.left_join(customers, "meter_id").drop("meter_id_right")
    return _beside_peers(_ratios(meters))


def _shaped(days: ir.Table) -> ir.Table:
    return days.mutate(
        night_lowest_wh=ibis.least(*(days[HOURS[h]] for h in NIGHT)),
        night_highest_wh=ibis.greatest(*(days[HOURS[h]] for h in NIGHT)),
        day_lowest_wh=ibis.least(*(days[HOURS[h]] for h in DAY)),
        night_wh=_total(days, NIGHT),
        day_wh=_total(days, DAY),
        evening_wh=_total(days, EVENING),
        weekend=(days.day.day_of_week.index() >= SATURDAY).ifelse(1, 0),
        week=(days.day.epoch_days().cast("int64") // WEEK_DAYS),
    )


def _total(days: ir.Table, hours: range) -> Any:
    return sum((ibis.coalesce(days[HOURS[h]], 0) for h in hours), start=ibis.literal(0, "int64"))


def _window(days: ir.Table) -> ir.Table:
    """Add up by week first: the lowest of a week forgives no outage, their mean over weeks does."""
    weeks = days.group_by("meter_id", "week").agg(
        days=_.count(),
        hours=_.hours_covered.sum(),
        total_wh=_.total_wh.sum(),
        least_wh=_.lowest_wh.min(),
        lowest_wh=_.lowest_wh.sum(),
        lowest_sq=(_.lowest_wh * _.lowest_wh).sum(),
        highest_wh=_.highest_wh.max(),
        night_lowest_wh=_.night_lowest_wh.min(),
        night_range_wh=(_.night_highest_wh - _.night_lowest_wh).sum(),
        night_wh=_.night_wh.sum(),
        day_wh=_.day_wh.sum(),
        evening_wh=_.evening_wh.sum(),
        weekend_wh=_.total_wh.sum(where=_.weekend == 1),
        weekend_hours=_.hours_covered.sum(where=_.weekend == 1),
        steps_wh=_.steps_wh.sum(),
        zero_hours=_.zero_hours.sum(),
    )
    kept = [
        name
        for name in weeks.columns
        if name not in ("meter_id", "week", "least_wh", "highest_wh", "night_lowest_wh")
    ]
    return weeks.group_by("meter_id").agg(
        weeks=_.count(),
        least_wh=_.least_wh.min(),
        weekly_least_wh=_.least_wh.sum(),
        weekly_night_lowest_wh=_.night_lowest_wh.sum(),
        highest_wh=_.highest_wh.max(),
        **{name: weeks[name].sum() for name in kept},
    )


def _ratios(meters: ir.Table) -> ir.Table:
    mean_w = meters.total_wh / meters.hours
    floor_w = meters.weekly_least_wh / meters.weeks
    lowest_w = meters.lowest_wh / meters.days
    return meters.mutate(
        mean_w=mean_w,
        floor_w=floor_w,
        floor_share=floor_w / (mean_w + 1),
        lowest_w=lowest_w,
        lowest_spread_w=(meters.lowest_sq / meters.days - lowest_w * lowest_w).clip(lower=0).sqrt(),
        load_factor=mean_w / (meters.highest_wh + 1),
        night_share=meters.night_wh / (meters.total_wh + 1),
        day_share=meters.day_wh / (meters.total_wh + 1),
        night_range_w=meters.night_range_wh / meters.days,
        step_w=meters.steps_wh / meters.hours,
        coverage=meters.hours / (meters.days * 24),
    )


def _beside_peers(meters: ir.Table) -> ir.Table:
    peers = ibis.window(group_by=["place", "tariff_class"], order_by="floor_w")
    return meters.mutate(peer_share=ibis.percent_rank().over(peers))
