"""What the hours of a few meters do: come back after outages, step like machines, rise or fall with the weeks.

From the day rows of `day_shape`, as engine-neutral expressions of whole numbers. Unlike `window_features` they follow
hour upon hour, so they are asked for one meter that somebody looks at, never for the whole country.
"""

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.units import PPM
from terezi.evidence.numerics.meters.day_shape import HOURS

FLOOR_QUANTILE = 20
"""Per cent of the days without an hour of nothing, in order of their lowest hour."""
BACK_PPM = 900_000
"""So much of its floor is its level again."""
TOLERANCE_PPM = 30_000
"""Lists disagree by some 3 % about what a machine draws (see ref_models)."""
LEAST_STEPS = 20
"""Of fewer steps some of many machines would fit most by chance."""
LEAST_MACHINE_W = 100
ABOVE_ANY_W = 10_000_000


def patterns(days: ir.Table, powers_w: Sequence[int]) -> ir.Table:
    """Return one row per meter of `days`: what `restarts`, `machine_steps` and `floor_trend` say, empty where they say nothing."""
    told = days.select("meter_id").distinct()
    steps = machine_steps(days, powers_w, tolerance_ppm=TOLERANCE_PPM, least_steps=LEAST_STEPS)
    for other in (restarts(days), steps, floor_trend(days)):
        told = told.left_join(other, "meter_id").drop("meter_id_right")
    return told


def restarts(days: ir.Table) -> ir.Table:
    """Return per meter floor_w (W), outages and those after which it was `back` at its floor within the hour that follows.

    `days` holds meter_id, day and HOURS (Wh, empty where unread). Only a meter that keeps a floor, on more than half of
    its days, is told: to others an hour of nothing is no outage.
    """
    hours = _following(days)
    ends = hours.inner_join(_floors(days), "meter_id").filter(
        _.before_wh == 0, _.wh > 0, _.after_wh.notnull()
    )
    # The meter's own hour of return is cut by the moment the power came, so the next one counts as well.
    returned = ibis.greatest(ends.wh, ends.after_wh) * PPM >= ends.floor_w * BACK_PPM
    return ends.mutate(back=returned.ifelse(1, 0)).group_by("meter_id").agg(
        floor_w=_.floor_w.max(), outages=_.count(), back=_.back.sum().cast("int64")
    )  # fmt: skip


def machine_steps(
    days: ir.Table, powers_w: Sequence[int], *, tolerance_ppm: int, least_steps: int
) -> ir.Table:
    """Return per meter the machine power (W) whose multiples most of its hourly steps are, and the share of them (ppm).

    A step counts for a power where it is at least one machine high; it is a multiple within `tolerance_ppm` of one
    machine. A power with fewer than `least_steps` steps says nothing; of equal shares the higher power is told.
    """
    steps = _following(days).select("meter_id", step_w=(_.wh - _.before_wh).abs()).filter(_.step_w.notnull())
    # an engine may unnest only what stands alone, so the cast comes after
    each = steps.mutate(power=ibis.array(_machines(powers_w)).unnest())
    each = each.mutate(power_w=_.power.cast("int64")).drop("power")
    high = each.filter(each.step_w * PPM >= each.power_w * (PPM - tolerance_ppm))
    whole = (2 * high.step_w + high.power_w) // (2 * high.power_w)
    off_w = (high.step_w - whole * high.power_w).abs()
    fits = (off_w * PPM <= high.power_w * tolerance_ppm).ifelse(1, 0)
    by_power = high.mutate(fits=fits).group_by("meter_id", "power_w").agg(
        steps=_.count(), fitting=_.fits.sum().cast("int64")
    )  # fmt: skip
    told = by_power.filter(by_power.steps >= least_steps)
    # One number in the order of share and power: the greatest needs no window.
    best = told.mutate(order=(_.fitting * PPM // _.steps) * ABOVE_ANY_W + _.power_w)
    best = best.group_by("meter_id").agg(order=_.order.max())
    return best.select("meter_id", machine_w=_.order % ABOVE_ANY_W, steps_share_ppm=_.order // ABOVE_ANY_W)


def _machines(powers_w: Sequence[int]) -> list[int]:
    """A power of a few watts has every step as a multiple; an empty list would have no type."""
    return sorted({power for power in powers_w if LEAST_MACHINE_W <= power < ABOVE_ANY_W}) or [ABOVE_ANY_W]


def floor_trend(days: ir.Table) -> ir.Table:
    """Return per meter the slope of its daily floor (W per week), the share of its changes that explains, and its mean (W).

    Least squares over the days whose hours are all told and none of them nothing; empty where nothing changed.
    """
    daily = _lowest(days).select("meter_id", w=_.lowest_wh, t=_.day.epoch_days().cast("int64"))
    began = daily.group_by("meter_id").agg(began=_.t.min())
    rows = daily.inner_join(began, "meter_id").mutate(t=_.t - _.began)
    sums = rows.group_by("meter_id").agg(
        days=_.count(), t=_whole(_.t), w=_whole(_.w), tw=_whole(_.t * _.w), tt=_whole(_.t * _.t), ww=_whole(_.w * _.w)
    )  # fmt: skip
    together = sums.days * sums.tw - sums.t * sums.w
    of_t = (sums.days * sums.tt - sums.t * sums.t).nullif(0)
    of_w = (sums.days * sums.ww - sums.w * sums.w).nullif(0)
    return sums.select(
        "meter_id",
        "days",
        mean_floor_w=sums.w / sums.days,
        floor_w_per_week=together * 7 / of_t,
        trend_share=(together / of_t) * (together / of_w),
    )


def _whole(value: Any) -> Any:
    return value.sum().cast("int64")


def _lowest(days: ir.Table) -> ir.Table:
    """Keep the days of 24 hours in each of which something was drawn, and their lowest."""
    hours = [days[name] for name in HOURS]
    whole = days.filter([value > 0 for value in hours])
    return whole.mutate(lowest_wh=ibis.least(*(whole[name] for name in HOURS)))


def _floors(days: ir.Table) -> ir.Table:
    lists = _lowest(days).group_by("meter_id").agg(lows=_.lowest_wh.collect())
    ordered = lists.select("meter_id", lows=lists.lows.sort(), count=lists.lows.length())
    place = ((ordered["count"] - 1) * FLOOR_QUANTILE // 100).cast("int32")
    floors = ordered.select("meter_id", kept="count", floor_w=ordered.lows[place])
    told = days.group_by("meter_id").agg(told=_.count())
    return floors.inner_join(told, "meter_id").filter(_.kept * 2 > _.told).select("meter_id", "floor_w")


def _following(days: ir.Table) -> ir.Table:
    """Return one row per meter and hour: wh, and what the hours before and after it drew, across midnight; empty if unread."""
    listed = days.select("meter_id", "day", hours=ibis.array([days[name] for name in HOURS]))
    hours = listed.mutate(each=ibis.array(list(range(len(HOURS)))).unnest())
    hours = hours.mutate(hour=_.each.cast("int64")).drop("each")
    rows = hours.select(
        "meter_id",
        wh=_.hours[_.hour.cast("int32")].cast("int64"),
        number=_.day.epoch_days().cast("int64") * len(HOURS) + _.hour,
    )
    own = ibis.window(group_by="meter_id", order_by="number")
    beside = rows.mutate(
        **{f"{name}_{what}": getattr(rows[what], how)().over(own) for name, how in (("before", "lag"), ("after", "lead")) for what in ("wh", "number")}
    )  # fmt: skip
    nothing = ibis.null("int64")
    return beside.select(
        "meter_id",
        "wh",
        before_wh=(_.before_number == _.number - 1).ifelse(_.before_wh, nothing),
        after_wh=(_.after_number == _.number + 1).ifelse(_.after_wh, nothing),
    )
