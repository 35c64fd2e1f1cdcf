"""What a window of days says about one meter: the load it keeps up, for how many hours, and how steadily.

From the day rows of `day_shape`, as one engine-neutral expression without sort or window: a few days make a block, the
lowest of each clock hour in it is kept, and the blocks are averaged without the lowest and the highest. So one
outage of a machine, or one cold night, changes little. Sums are integers; each feature is one division at the end.
"""

from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.numerics.meters.day_shape import HOURS

BLOCK_DAYS = 4
LEAST_HOURS = 20
"""A day with fewer hours says little about its lowest."""
NIGHT, WORK, EVENING = range(6), range(9, 17), range(17, 23)
SATURDAY = 5
KEPT_HOURS = (4, 6, 8, 12, 16, 24)
"""Lengths of the daily run of hours over which a load is kept up."""

LOAD = ("lowest", "night_lowest", "highest", "total", "night", "work", "evening", "steps", "night_steps")
FEATURES = (
    *(f"kept_{hours}h_w" for hours in KEPT_HOURS),
    *(f"steady_{hours}h_w" for hours in KEPT_HOURS),
    "least_w", "floor_w", "floor_highest_w", "floor_spread_w", "mean_w", "highest_w", "night_w", "work_w", "evening_w",
    "step_w", "night_step_w", "weekend_ratio", "floor_share", "load_factor", "night_ratio", "floor_steadiness",
    "level_change",
)  # fmt: skip
"""What the model sees: all from the meter's own hours, so that one meter's answer needs no other meter."""


def features(days: ir.Table, customers: ir.Table, *, weather: ir.Table | None = None) -> ir.Table:
    """Return one row per meter over the window that `days` (rows of METER_DAYS) spans: FEATURES and its customer.

    `customers` holds meter_id, customer_id, region, place, tariff_class, activity and connection_w (null where unknown). Powers are W.
    """
    own = own_features(days)
    told = own.left_join(customers, "meter_id")
    return told.drop("meter_id_right") if "meter_id_right" in told.columns else told


def own_features(days: ir.Table) -> ir.Table:
    """Return one row per meter: what its own hours say. Meters may be handed over in parts; none needs another."""
    usable = days.filter(days.whole == 1, days.hours_covered >= LEAST_HOURS)
    return _ratios(_kept(_over_blocks(_blocks(_with_parts(usable)))))


def _with_parts(days: ir.Table) -> ir.Table:
    hours = [days[name] for name in HOURS]
    night = [hours[h] for h in NIGHT]
    steps = [ibis.coalesce((late - early).abs(), 0) for early, late in zip(night, night[1:], strict=False)]
    return days.mutate(
        block=days.day.epoch_days().cast("int64") // BLOCK_DAYS,
        night_lowest_wh=ibis.least(*night),
        night_wh=_total(days, NIGHT),
        work_wh=_total(days, WORK),
        evening_wh=_total(days, EVENING),
        night_steps_wh=reduce(lambda a, b: a + b, steps),
        weekend=(days.day.day_of_week.index() >= SATURDAY).ifelse(1, 0),
    )


def _total(days: ir.Table, hours: range) -> Any:
    return reduce(lambda a, b: a + b, (ibis.coalesce(days[HOURS[h]], 0) for h in hours))


def _blocks(days: ir.Table) -> ir.Table:
    whole = "int64"
    return days.group_by("meter_id", "block").agg(
        days=_.count(),
        hours=_.hours_covered.cast(whole).sum(),
        total=_.total_wh.sum().cast(whole),
        lowest=_.lowest_wh.min(),
        lowest_sum=_.lowest_wh.sum().cast(whole),
        lowest_highest=_.lowest_wh.max(),
        highest=_.highest_wh.max(),
        night=_.night_wh.sum().cast(whole),
        work=_.work_wh.sum().cast(whole),
        evening=_.evening_wh.sum().cast(whole),
        steps=_.steps_wh.sum().cast(whole),
        night_steps=_.night_steps_wh.sum().cast(whole),
        weekend=_.total_wh.sum(where=_.weekend == 1).cast(whole),
        weekend_hours=_.hours_covered.cast(whole).sum(where=_.weekend == 1),
        **{f"least_{h}": days[name].min() for h, name in enumerate(HOURS)},
        **{f"sum_{h}": days[name].sum().cast(whole) for h, name in enumerate(HOURS)},
    )


def _over_blocks(blocks: ir.Table) -> ir.Table:
    whole = "int64"
    added = (
        "days", "hours", "total", "lowest_sum", "night", "work", "evening", "steps", "night_steps", "weekend", "weekend_hours",
        *(f"sum_{h}" for h in range(24)),
    )  # fmt: skip
    mean = blocks.total // blocks.hours.clip(lower=1)
    return blocks.mutate(mean=mean).group_by("meter_id").agg(
        blocks=_.count(),
        least=_.lowest.min(),
        floor=_trimmed(_.lowest),
        floor_lowest=_.lowest.min(),
        floor_highest=_.lowest.max(),
        day_floor_highest=_.lowest_highest.max(),
        highest=_.highest.max(),
        mean_lowest=_.mean.min(),
        mean_highest=_.mean.max(),
        **{name: blocks[name].sum().cast(whole) for name in added},
        **{f"least_{h}": _trimmed(blocks[f"least_{h}"]) for h in range(24)},
    )


def _trimmed(value: Any) -> Any:
    """Average over blocks without the lowest and the highest, as a whole number."""
    blocks, total = value.count(), value.sum()
    few = total // ibis.greatest(blocks, 1)
    rest = (total - value.min() - value.max()) // ibis.greatest(blocks - 2, 1)
    return ibis.coalesce((blocks > 3).ifelse(rest, few), 0).cast("int64")


def _kept(meters: ir.Table) -> ir.Table:
    """Find the daily run of hours, wherever it begins, that keeps up most: with and without what wobbles above it."""
    lowest: dict[int, list[Any]] = {}
    runs = [(1, 0, 0), (2, 1, 1), (4, 2, 2), (6, 4, 2), (8, 4, 4), (12, 8, 4), (16, 8, 8), (24, 16, 8)]
    over = meters.mutate(**{f"over_{h}": meters[f"sum_{h}"] // meters.days - meters[f"least_{h}"] for h in range(24)})
    over = over.mutate(**{f"run_1_{h}": over[f"least_{h}"] for h in range(24)}, **{f"wob_1_{h}": over[f"over_{h}"] for h in range(24)})
    for length, first, second in runs[1:]:
        over = over.mutate(
            **{f"run_{length}_{h}": ibis.least(over[f"run_{first}_{h}"], over[f"run_{second}_{(h + first) % 24}"]) for h in range(24)},
            **{f"wob_{length}_{h}": over[f"wob_{first}_{h}"] + over[f"wob_{second}_{(h + first) % 24}"] for h in range(24)},
        )
    return over.mutate(
        **{f"kept_{n}h_w": ibis.greatest(*(over[f"run_{n}_{h}"] for h in range(24))) for n in KEPT_HOURS},
        **{
            f"steady_{n}h_w": ibis.greatest(*(over[f"run_{n}_{h}"] - over[f"wob_{n}_{h}"] // n for h in range(24)))
            for n in KEPT_HOURS
        },
    )


def _ratios(meters: ir.Table) -> ir.Table:
    mean_w = meters.total / meters.hours
    floor_w = meters.lowest_sum / meters.days
    return meters.select(
        "meter_id",
        "days",
        "hours",
        total_wh=meters.total,
        **{name: meters[name] for name in FEATURES[: 2 * len(KEPT_HOURS)]},
        least_w=meters.least,
        floor_w=floor_w,
        floor_highest_w=meters.day_floor_highest,
        floor_spread_w=meters.floor_highest - meters.floor_lowest,
        mean_w=mean_w,
        highest_w=meters.highest,
        night_w=meters.night / (meters.days * len(NIGHT)),
        work_w=meters.work / (meters.days * len(WORK)),
        evening_w=meters.evening / (meters.days * len(EVENING)),
        step_w=meters.steps / meters.hours,
        night_step_w=meters.night_steps / (meters.days * (len(NIGHT) - 1)),
        weekend_ratio=(ibis.coalesce(meters.weekend, 0) / ibis.coalesce(meters.weekend_hours, 1).clip(lower=1)) / (mean_w + 1),
        floor_share=floor_w / (mean_w + 1),
        load_factor=mean_w / (meters.highest + 1),
        night_ratio=(meters.night / (meters.days * len(NIGHT))) / (meters.work / (meters.days * len(WORK)) + 1),
        floor_steadiness=meters.kept_24h_w / (meters.floor_highest - meters.floor_lowest + meters.night_steps / (meters.days * 5) + 1),
        level_change=(meters.mean_highest - meters.mean_lowest) / (mean_w + 1),
    )
