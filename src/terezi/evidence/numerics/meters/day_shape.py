"""The shape of one meter's day: 24 hours and what is lowest, highest and steadiest in them, on any engine.

One aggregation without sort or window: a day is the vector of its hours, everything else follows from that row.
Integers only, so every engine answers the same bits.
"""

from datetime import date
from itertools import pairwise
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import Period
from terezi.base.units import HOUR_S
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.instants import MICROSECONDS, epoch_microseconds

HOURS = tuple(f"h{hour:02d}_wh" for hour in range(24))
"""Energy of each hour of the settlement day; empty where no reading covers any of it."""


def day_columns(readings: ir.Table, *, period: Period, zone: str) -> ir.Table:
    """Return one row per meter and settlement day, columns of METER_DAYS.

    `readings` holds meter_id, day, read_at, interval_seconds (at most an hour; longer ones are left out, as is
    the 25th hour of a day on which clocks go back) and energy_wh; `period` bounds its days, `zone` is the settlement zone.
    """
    hourly = readings.filter(readings.interval_seconds <= HOUR_S)
    hourly = hourly.select(
        "meter_id",
        "day",
        seconds=hourly.interval_seconds,
        # Sums of fractions are exact below 2 ** 53 in any order, and cost a third less than those of whole numbers.
        wh=hourly.energy_wh.cast("float64"),
        hour=_hour(hourly, period, zone),
    )
    added = hourly.group_by("meter_id", "day").agg(
        seconds=_added(hourly.seconds, hourly.hour < len(HOURS)),
        **{name: _added(hourly.wh, hourly.hour == hour) for hour, name in enumerate(HOURS)},
    )
    return with_shape(_with_totals(added))


def _added(value: Any, where: Any) -> Any:
    return where.ifelse(value.cast("float64"), ibis.null("float64")).sum()


def _with_totals(added: ir.Table) -> ir.Table:
    """Turn the sums into whole numbers, and leave out days of which no hour counts."""
    days = added.filter(added.seconds.notnull()).select(
        "meter_id",
        "day",
        covered_seconds=_.seconds.cast("int64"),
        **{name: added[name].cast("int64") for name in HOURS},
    )
    return days.mutate(total_wh=_sum([ibis.coalesce(days[name], 0) for name in HOURS]))


def with_shape(days: ir.Table) -> ir.Table:
    """Add to the hours of each day what follows from them; a day with part of an hour missing has `whole` 0."""
    hours = [days[name] for name in HOURS]
    covered = _sum([value.notnull().ifelse(1, 0) for value in hours])
    steps = [(later - earlier) for earlier, later in pairwise(hours)]
    return days.mutate(
        hours_covered=covered.cast("int32"),
        whole=(days.covered_seconds == covered * HOUR_S).ifelse(1, 0).cast("int32"),
        lowest_wh=ibis.least(*hours).cast("int64"),
        highest_wh=ibis.greatest(*hours).cast("int64"),
        zero_hours=_sum([_one_if(value == 0) for value in hours]).cast("int32"),
        steps_wh=_sum([ibis.coalesce(step.abs(), 0) for step in steps]).cast("int64"),
        steps_up_highest_wh=ibis.greatest(*steps, 0).cast("int64"),
        steps_down_highest_wh=(-ibis.least(*steps, 0)).cast("int64"),
    )


def _one_if(says: Any) -> Any:
    return ibis.coalesce(says, ibis.literal(value=False)).ifelse(1, 0)


def _sum(values: list[Any]) -> Any:
    return sum(values[1:], start=values[0])


def _hour(readings: ir.Table, period: Period, zone: str) -> Any:
    """Say in which hour, counted from the beginning of its settlement day, each reading starts."""
    since_us = epoch_microseconds(readings.read_at) - _begins_us(readings.day, period, zone)
    return since_us // (HOUR_S * MICROSECONDS)


def _begins_us(day: Any, period: Period, zone: str) -> Any:
    if period.days == 1:  # one number for every row
        return ibis.literal(int(day_bounds(period.starts_on, zone)[0].timestamp()) * MICROSECONDS, "int64")
    begins_s = day.epoch_days().cast("int64") * 86_400 - _ahead_s(day, period, zone)
    return begins_s * ibis.literal(MICROSECONDS, "int64")


def _ahead_s(day: Any, period: Period, zone: str) -> Any:
    """Say how far the zone is ahead of UTC when each day begins; most countries need one number."""
    first, *changes = _changes(period, zone)
    ahead = ibis.literal(first[1], "int64")
    for changed_on, ahead_s in changes:
        ahead = (day >= ibis.literal(changed_on, "date")).ifelse(ibis.literal(ahead_s, "int64"), ahead)
    return ahead


def _changes(period: Period, zone: str) -> list[tuple[date, int]]:
    changes: list[tuple[date, int]] = []
    for day in period:
        begins = int(day_bounds(day, zone)[0].timestamp())
        ahead_s = (day - date(1970, 1, 1)).days * 86_400 - begins
        if not changes or changes[-1][1] != ahead_s:
            changes.append((day, ahead_s))
    return changes
