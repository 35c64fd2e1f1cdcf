"""Add up the hours of feeders, transformers and phases, once per day and late day, and keep them in the lake."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl

from terezi.base.periods import Period, days_up_to, joined
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import FEEDER_HOURS
from terezi.evidence.numerics.feeders.assembling import assembled
from terezi.evidence.numerics.feeders.hours import feeder_hours
from terezi.evidence.numerics.feeders.silent import expected, gaps
from terezi.jobs.late_days import late_days

PAST_DAYS = 60
HISTORY_DAYS = 210
AT_ONCE_DAYS = 10
Told = Callable[[str, int, int], None]


def add_up_missing(*, lake: Lake, period: Period, zone: str, progress: Told) -> None:
    """Add up the days of `period` and its history whose readings are not those their rows rest on.

    Each day is marked with the rows its readings had, so that late data and corrections are seen by their number.
    """
    history = days_up_to(list(period)[-1], days=HISTORY_DAYS)
    wanted = late_days(lake, "feeder_hours", history, also_silent=period)
    done = 0
    for span in joined(wanted, while_=lambda days: days.days <= AT_ONCE_DAYS):
        add_up_feeders(lake=lake, period=span, zone=zone)
        done += span.days
        progress("Adding up feeders", done, len(wanted))


def add_up_feeders(*, lake: Lake, period: Period, zone: str) -> int:
    """Replace `feeder_hours` for every day of `period`; answers the rows written."""
    seconds = _day_seconds(period, zone)
    past = Period(period.starts_on - timedelta(days=PAST_DAYS), period.ends_before)
    rows = assembled(
        hours=lake.collect(feeder_hours(lake, period)),
        expected=lake.collect(expected(lake, seconds)),
        gaps=lake.collect(gaps(lake, seconds, period=period, past=past)),
        slots=_slots(period, zone),
    )
    told = lake.told_rows("meter_readings")
    for day in period:
        of_day = rows.filter(pl.col("day") == day).select(FEEDER_HOURS.names)
        lake.replace_day("feeder_hours", day, of_day, rests_on=told.get(day, 0))
    return rows.height


def _day_seconds(period: Period, zone: str) -> pl.DataFrame:
    bounds = [day_bounds(day, zone) for day in period]
    lengths = [round((ends - starts).total_seconds()) for starts, ends in bounds]
    return pl.DataFrame(
        {"day": list(period), "day_seconds": lengths}, schema={"day": pl.Date, "day_seconds": pl.Int64}
    )


def _slots(period: Period, zone: str) -> pl.DataFrame:
    """Return every whole UTC hour of every settlement day; the halves of an hour cut by midnight are left out."""
    rows = []
    for day in period:
        starts, ends = (round(bound.timestamp()) for bound in day_bounds(day, zone))
        first = -(-starts // 3600) * 3600
        rows += [(day, hour_s) for hour_s in range(first, ends - 3599, 3600)]
    return pl.DataFrame(rows, schema={"day": pl.Date, "hour_s": pl.Int64}, orient="row")
