"""What a window of days says about one meter: the load it keeps up, for how many hours, and how steadily.

From the day rows of `day_shape`, as one engine-neutral expression. Integers up to the last division, so every engine
answers the same. An outage of a machine or one cold night changes little: the floor is a low quantile over days, the
clock hours are averaged over blocks of days without the lowest and the highest block.
"""

from functools import reduce
from itertools import pairwise
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.numerics.meters.day_shape import HOURS

BLOCK_DAYS = 4
LONGEST = 2**31 - 1
LEAST_HOURS = 20
"""A day with fewer hours says little about its lowest."""
NIGHT, WORK, EVENING = range(6), range(9, 17), range(17, 23)
SATURDAY = 5
QUANTILES = (5, 20, 35, 50, 65, 80, 95)
"""Per cent of the days, in order of their lowest hour."""
RUNS = ((2, 1, 1), (4, 2, 2), (6, 4, 2), (8, 4, 4), (12, 8, 4))
"""A run of so many hours, as two shorter ones one after the other."""
RUN_HOURS = (6, 8, 12)
WOBBLE_WEIGHT = 2

FEATURES = (
    *(f"kept_{hours}h_w" for hours in (*RUN_HOURS, 24)),
    *(f"steady_{hours}h_w" for hours in RUN_HOURS),
    *(f"contrast_{hours}h_w" for hours in RUN_HOURS),
    *(f"floor_{share}_w" for share in QUANTILES),
    "firm_floor_w", "floor_drift_w", "some_days_floor_w", "mean_w", "highest_w", "night_w", "work_w", "evening_w", "step_w", "night_step_w",
    "weekend_ratio", "floor_share", "load_factor", "night_ratio", "level_change",
)  # fmt: skip
"""What the meter's own hours say, so that one meter's answer needs no other meter."""


def features(days: ir.Table, customers: ir.Table, *, weather: ir.Table | None = None) -> ir.Table:
    """Return one row per meter over the window that `days` (rows of METER_DAYS) spans: FEATURES and its customer.

    `customers` holds meter_id, customer_id, region, place, tariff_class, activity and connection_w (null where unknown). Powers
    are W. With `weather` (rows of WEATHER_HOURS) there is also what `weather_response` answers.
    """
    told = _joined(own_features(days), customers)
    return told if weather is None else _joined(told, weather_response(days, customers, weather))


def _joined(one: ir.Table, other: ir.Table) -> ir.Table:
    both = one.left_join(other, "meter_id")
    return both.drop("meter_id_right") if "meter_id_right" in both.columns else both


def weather_response(days: ir.Table, customers: ir.Table, weather: ir.Table) -> ir.Table:
    """Return per meter the slope of mean power on the day's temperature (W per degree) and the share it explains.

    Least squares over the window; a share is empty where load or weather never changed. Sums are whole numbers: 0.1 degrees and W.
    """
    daily = weather.group_by("region", "day").agg(t=_whole(_.temperature_mdeg.sum() // (_.count() * 100)))
    usable = days.filter(days.whole == 1, days.hours_covered >= LEAST_HOURS)
    load = usable.join(customers.select("meter_id", "region"), "meter_id").join(daily, ["region", "day"])
    load = load.mutate(w=_whole(load.total_wh // load.hours_covered))
    sums = load.group_by("meter_id").agg(
        n=_.count(), t=_whole(_.t.sum()), w=_whole(_.w.sum()), tw=_whole((_.t * _.w).sum()), tt=_whole((_.t * _.t).sum()),
        ww=_whole((_.w.cast("float64") * _.w).sum()),
    )  # fmt: skip
    together, of_t = sums.n * sums.tw - sums.t * sums.w, (sums.n * sums.tt - sums.t * sums.t).nullif(0)
    of_w = (sums.n * sums.ww - sums.w.cast("float64") * sums.w).nullif(0)
    return sums.select(
        "meter_id",
        weather_w_per_degree=together * 10 / of_t,
        weather_share=(together / of_t) * (together / of_w),
    )


def own_features(days: ir.Table) -> ir.Table:
    """Return one row per meter. Meters may be handed over in parts, to bound memory; none needs another."""
    usable = days.filter(days.whole == 1, days.hours_covered >= LEAST_HOURS)
    levels = _over_blocks(_blocks(_with_parts(usable)))
    return _ratios(_contrasts(_kept(levels.inner_join(_floors(usable), "meter_id"))))


def _floors(days: ir.Table) -> ir.Table:
    """Read the quantiles of each meter's days off a sorted list: a window over whole rows would carry all their columns."""
    lists = days.group_by("meter_id").agg(lows=_.lowest_wh.collect())
    ordered = lists.select("meter_id", lows=lists.lows.sort(), last=lists.lows.length() - 1)
    places = {q: (ordered["last"] * q // 100).cast("int32") for q in QUANTILES}
    return ordered.select("meter_id", **{f"floor_{q}_w": ordered.lows[place] for q, place in places.items()})


def _with_parts(days: ir.Table) -> ir.Table:
    return days.mutate(
        block=days.day.epoch_days().cast("int64") // BLOCK_DAYS,
        night_wh=_total(days, NIGHT),
        work_wh=_total(days, WORK),
        evening_wh=_total(days, EVENING),
        night_steps_wh=_added(_step(days, *two) for two in pairwise(NIGHT)),
        weekend=(days.day.day_of_week.index() >= SATURDAY).ifelse(1, 0),
    )


def _added(values: Any) -> Any:
    return reduce(lambda one, other: one + other, values)


def _total(days: ir.Table, hours: range) -> Any:
    return _added(ibis.coalesce(days[HOURS[h]], 0) for h in hours)


def _step(days: ir.Table, early: int, late: int) -> Any:
    return ibis.coalesce((days[HOURS[late]] - days[HOURS[early]]).abs(), 0)


def _blocks(days: ir.Table) -> ir.Table:
    return days.group_by("meter_id", "block").agg(
        days=_.count(),
        hours=_sum(_.hours_covered),
        total=_sum(_.total_wh),
        highest=_.highest_wh.max(),
        night=_sum(_.night_wh),
        work=_sum(_.work_wh),
        evening=_sum(_.evening_wh),
        steps=_sum(_.steps_wh),
        night_steps=_sum(_.night_steps_wh),
        weekend=_sum(_.weekend.cast("boolean").ifelse(_.total_wh, 0)),
        weekend_hours=_sum(_.weekend.cast("boolean").ifelse(_.hours_covered, 0)),
        **{f"least_{h}": _short(days[name]).min() for h, name in enumerate(HOURS)},
        **{f"usual_{h}": _rest(_short(days[name])) for h, name in enumerate(HOURS)},
    )


def _short(value: Any) -> Any:
    """Halve what least and greatest keep for each of thousands of meters; no meter measures two gigawatts."""
    return value.clip(upper=LONGEST).cast("int32")


def _whole(value: Any) -> Any:
    return value.cast("int64")


def _sum(value: Any) -> Any:
    """Add up whole numbers as fractions, exact below 2 ** 53: DuckDB would widen them to 128 bits and stay there."""
    return value.cast("float64").sum().cast("int64")


def _over_blocks(blocks: ir.Table) -> ir.Table:
    added = (
        "days", "hours", "total", "night", "work", "evening", "steps", "night_steps", "weekend", "weekend_hours",
    )  # fmt: skip
    mean = blocks.total // blocks.hours.clip(lower=1)
    return (
        blocks.mutate(mean=mean)
        .group_by("meter_id")
        .agg(
            highest=_.highest.max(),
            mean_lowest=_.mean.min(),
            mean_highest=_.mean.max(),
            **{name: ibis.coalesce(_sum(blocks[name]), 0) for name in added},
            **{f"least_{h}": _rest(blocks[f"least_{h}"]) for h in range(24)},
            **{f"usual_{h}": _rest(blocks[f"usual_{h}"]) for h in range(24)},
        )
    )


def _rest(value: Any) -> Any:
    """Average without the lowest and the highest, as a whole number: of four days, the middle two."""
    count, total = value.count(), _sum(value)
    few = total // ibis.greatest(count, 1)
    rest = (total - value.min() - value.max()) // ibis.greatest(count - 2, 1)
    return _whole(ibis.coalesce((count > 2).ifelse(rest, few), 0))


def _kept(meters: ir.Table) -> ir.Table:
    """Find the daily run of hours, wherever it begins, that keeps up most: with and without what wobbles above it."""
    runs = meters.mutate(
        **{f"run_1_{h}": meters[f"least_{h}"] for h in range(24)},
        **{f"wobble_1_{h}": meters[f"usual_{h}"] - meters[f"least_{h}"] for h in range(24)},
    )
    for length, first, second in RUNS:
        runs = runs.mutate(
            **{f"run_{length}_{h}": ibis.least(*_parts(runs, "run", first, second, h)) for h in range(24)},
            **{f"wobble_{length}_{h}": _added(_parts(runs, "wobble", first, second, h)) for h in range(24)},
        )
    return runs.mutate(
        kept_24h_w=ibis.least(*(runs[f"run_1_{h}"] for h in range(24))),
        **{f"kept_{n}h_w": ibis.greatest(*(runs[f"run_{n}_{h}"] for h in range(24))) for n in RUN_HOURS},
        **{f"steady_{n}h_w": ibis.greatest(*(_steady(runs, n, h) for h in range(24))) for n in RUN_HOURS},
    )


def _parts(runs: ir.Table, what: str, first: int, second: int, hour: int) -> tuple[Any, Any]:
    return runs[f"{what}_{first}_{hour}"], runs[f"{what}_{second}_{(hour + first) % 24}"]


def _steady(runs: ir.Table, length: int, hour: int) -> Any:
    return runs[f"run_{length}_{hour}"] - runs[f"wobble_{length}_{hour}"] // length


def _contrasts(runs: ir.Table) -> ir.Table:
    """How far a steady run stands above the hours around it: what switches on and off by the clock."""
    return runs.mutate(**{f"contrast_{n}h_w": runs[f"steady_{n}h_w"] - runs["floor_50_w"] for n in RUN_HOURS})


def _ratios(meters: ir.Table) -> ir.Table:
    mean_w = meters.total / meters.hours
    night_w = meters.night / (meters.days * len(NIGHT))
    work_w = meters.work / (meters.days * len(WORK))
    weekend_w = meters.weekend / meters.weekend_hours.clip(lower=1)
    drift_w = meters.floor_65_w - meters.floor_20_w
    given = FEATURES[: FEATURES.index("firm_floor_w")]
    return meters.select(
        "meter_id",
        "days",
        "hours",
        total_wh=meters.total,
        **{name: meters[name] for name in given},
        firm_floor_w=meters.floor_20_w - WOBBLE_WEIGHT * drift_w,
        floor_drift_w=drift_w,
        some_days_floor_w=meters.floor_65_w - WOBBLE_WEIGHT * (meters.floor_95_w - meters.floor_65_w),
        mean_w=mean_w,
        highest_w=meters.highest,
        night_w=night_w,
        work_w=work_w,
        evening_w=meters.evening / (meters.days * len(EVENING)),
        step_w=meters.steps / meters.hours,
        night_step_w=meters.night_steps / (meters.days * (len(NIGHT) - 1)),
        weekend_ratio=weekend_w / (mean_w + 1),
        floor_share=meters.floor_20_w / (mean_w + 1),
        load_factor=mean_w / (meters.highest + 1),
        night_ratio=night_w / (work_w + 1),
        level_change=(meters.mean_highest - meters.mean_lowest) / (mean_w + 1),
    )
