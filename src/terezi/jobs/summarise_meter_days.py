"""Add up every meter's hours by settlement day and keep them in the lake as `meter_days`: the days that are new or late."""

from collections.abc import Callable
from datetime import date

import polars as pl

from terezi.base.periods import Period, joined
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.meters.day_shape import day_columns
from terezi.jobs.late_days import late_days

READINGS_AT_ONCE = 2_000_000
READ = ("meter_id", "day", "read_at", "interval_seconds", "energy_wh")
Told = Callable[[str, int, int], None]


def summarise_meter_days(*, lake: Lake, period: Period, zone: str, progress: Told) -> list[date]:
    """Add up the days of `period` whose readings are not those their rows rest on; answers these days.

    Each day is marked with the rows its readings had when it was added up. Late data and corrections make them more, so
    only such days are added up again; a run that was killed goes on where it stopped.
    """
    told = lake.told_rows("meter_readings")
    late = late_days(lake, "meter_days", period)
    done = 0
    # to ask costs more than to add up a few thousand readings
    for span in joined(late, while_=lambda days: sum(told[day] for day in days) <= READINGS_AT_ONCE):
        _summarise(lake, span, zone)
        done += span.days
        progress("Adding up meters", done, len(late))
    return late


def _summarise(lake: Lake, period: Period, zone: str) -> None:
    told = lake.told_rows("meter_readings")
    readings = lake.within("meter_readings", period).select(*READ)
    rows = lake.collect(day_columns(readings, period=period, zone=zone))
    for day in period:
        lake.replace_day("meter_days", day, rows.filter(pl.col("day") == day), rests_on=told.get(day, 0))
