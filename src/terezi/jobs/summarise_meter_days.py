"""Add up every meter's hours by settlement day and keep them in the lake as `meter_days`: the days that are new or late."""

from collections.abc import Callable, Iterable
from datetime import date

from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.meters.day_shape import day_columns

READ = ("meter_id", "day", "read_at", "interval_seconds", "energy_wh")
Told = Callable[[str, int, int], None]


def summarise_meter_days(*, lake: Lake, period: Period, zone: str, progress: Told) -> list[date]:
    """Add up the days of `period` whose readings are not those their rows rest on; answers these days.

    Each day is marked with the rows its readings had when it was added up. Late data and corrections make them more, so
    only such days are added up again; a run that was killed goes on where it stopped.
    """
    late = late_days(lake, period)
    for done, day in enumerate(late, start=1):
        summarise_meter_day(lake=lake, day=day, zone=zone)
        progress("Adding up meters", done, len(late))
    return late


def late_days(lake: Lake, days: Iterable[date]) -> list[date]:
    """List the days that hold readings their `meter_days` do not rest on, earliest first."""
    told = lake.told_rows("meter_readings")
    asked = [day for day in days if day in told]
    rests_on = lake.rests_on("meter_days", asked)
    return sorted(day for day in asked if rests_on.get(day) != told[day])


def summarise_meter_day(*, lake: Lake, day: date, zone: str) -> int:
    """Replace `meter_days` of one day; answers the rows written."""
    told = lake.told_rows("meter_readings").get(day, 0)
    readings = lake.on("meter_readings", day).select(*READ)
    rows = lake.collect(day_columns(readings, period=days_up_to(day, days=1), zone=zone))
    lake.replace_day("meter_days", day, rows, rests_on=told)
    return rows.height
