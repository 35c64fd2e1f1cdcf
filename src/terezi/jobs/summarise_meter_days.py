"""Add up every meter's hours by settlement day and keep them in the lake as `meter_days`: the days that are new or late."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

import polars as pl

from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.meters.day_shape import day_columns

READINGS_AT_ONCE = 2_000_000
READ = ("meter_id", "day", "read_at", "interval_seconds", "energy_wh")
Told = Callable[[str, int, int], None]


def summarise_meter_days(*, lake: Lake, period: Period, zone: str, progress: Told) -> list[date]:
    """Add up the days of `period` whose readings are not those their rows rest on; answers these days.

    Each day is marked with the rows its readings had when it was added up. Late data and corrections make them more, so
    only such days are added up again; a run that was killed goes on where it stopped.
    """
    late = late_days(lake, period)
    done = 0
    for span in _spans(late, lake.told_rows("meter_readings")):
        _summarise(lake, span, zone)
        done += span.days
        progress("Adding up meters", done, len(late))
    return late


def _spans(days: list[date], told: Mapping[date, int]) -> list[Period]:
    """Join small days that follow each other: to ask costs more than to add up a few thousand readings."""
    spans: list[Period] = []
    for day in days:
        last = spans[-1] if spans else None
        if (
            last
            and last.ends_before == day
            and sum(told[one] for one in last) + told[day] <= READINGS_AT_ONCE
        ):
            spans[-1] = Period(last.starts_on, day + timedelta(days=1))
        else:
            spans.append(days_up_to(day, days=1))
    return spans


def late_days(lake: Lake, days: Iterable[date]) -> list[date]:
    """List the days that hold readings their `meter_days` do not rest on, earliest first."""
    told = lake.told_rows("meter_readings")
    asked = [day for day in days if day in told]
    rests_on = lake.rests_on("meter_days", asked)
    return sorted(day for day in asked if rests_on.get(day) != told[day])


def summarise_meter_day(*, lake: Lake, day: date, zone: str) -> int:
    """Replace `meter_days` of one day; answers the rows written."""
    return _summarise(lake, days_up_to(day, days=1), zone)


def _summarise(lake: Lake, period: Period, zone: str) -> int:
    told = lake.told_rows("meter_readings")
    readings = lake.within("meter_readings", period).select(*READ)
    rows = lake.collect(day_columns(readings, period=period, zone=zone))
    for day in period:
        lake.replace_day("meter_days", day, rows.filter(pl.col("day") == day), rests_on=told.get(day, 0))
    return rows.height
