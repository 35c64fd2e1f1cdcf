"""Balance every feeder, transformer and phase that has a meter of its own, and keep days and balances in the lake."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from ibis import _

from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import FEEDER_BALANCES, FEEDER_DAYS
from terezi.evidence.numerics.feeders.balance import Balance, balance
from terezi.evidence.numerics.feeders.losses import LossBounds
from terezi.evidence.numerics.feeders.rows import Coverage, balance_row, day_rows
from terezi.evidence.numerics.feeders.series import Hours, hours_of
from terezi.jobs.look_behind_feeders import StandingOut, look_behind_feeders
from terezi.law.terms import Law

HISTORY_DAYS = 180
AT_ONCE = 500
"""Subjects whose hours are held in memory together."""
_ID = ["level", "subject_id", "feeder_id"]


def balance_feeders(*, lake: Lake, law: Law) -> int:
    """Replace `feeder_balances` and `feeder_days` of the law's day; answers the balances written.

    Where the law as known sets no window or no share of false alarms, nothing is judged; FDR-01 then says which term is unknown.
    """
    detection = law.detection
    terms = (
        detection.feeder_window_days,
        detection.feeder_false_alarm_share,
        detection.feeder_most_loss_share,
    )
    if not all(term.is_known for term in terms):
        return 0
    judged = [_judged(rows, law) for rows in _subjects(lake, law)]
    balances = pl.DataFrame([each.row for each in judged], schema=FEEDER_BALANCES.polars_schema())
    lake.replace_day("feeder_balances", law.day, balances)
    days = [each.days for each in judged if each.days is not None]
    _keep_days(lake, law, pl.concat(days) if days else pl.DataFrame(schema=FEEDER_DAYS.polars_schema()))
    look_behind_feeders(lake=lake, day=law.day, feeders=[each.out for each in judged if each.out is not None])
    return balances.height


def _keep_days(lake: Lake, law: Law, rows: pl.DataFrame) -> None:
    """Write the law's day, and days of the window that were never written."""
    there = set(lake.days("feeder_days"))
    for day in days_up_to(law.day, days=law.detection.feeder_window_days.value):
        if day == law.day or day not in there:
            lake.replace_day("feeder_days", day, rows.filter(pl.col("day") == day))


def _subjects(lake: Lake, law: Law) -> Iterator[pl.DataFrame]:
    """Yield the hours of each subject that has a head on the law's day, with `index`, `degrees` and `rated_w`."""
    period = _span(lake, law)
    heads = lake.collect(lake.on("feeder_hours", law.day).select("subject_id").distinct())[
        "subject_id"
    ].sort()
    feeders = lake.collect(lake.table("ref_feeders")).select("feeder_id", "region", "rated_w")
    weather = _weather(lake, period)
    hours = lake.within("feeder_hours", period)
    for at in range(0, len(heads), AT_ONCE):
        some = heads[at : at + AT_ONCE].to_list()
        told = lake.collect(hours.filter(hours.subject_id.isin(some)))
        placed = told.join(feeders, on="feeder_id", how="left").join(
            weather, on=["region", "starts_at"], how="left"
        )
        days = (pl.col("day") - period.starts_on).dt.total_days()
        yield from placed.with_columns(index=days).sort(*_ID, "starts_at").partition_by("level", "subject_id")


def _span(lake: Lake, law: Law) -> Period:
    """Return the days that can speak: the window and as much history as there is."""
    window = days_up_to(law.day, days=law.detection.feeder_window_days.value)
    longest = Period(window.starts_on - timedelta(days=HISTORY_DAYS), window.ends_before)
    told = [day for day in lake.days("feeder_hours") if day in longest]
    return Period(min([window.starts_on, *told]), window.ends_before)


def _weather(lake: Lake, period: Period) -> pl.DataFrame:
    hours = lake.within("weather_hours", period).group_by("region", "starts_at")
    mean: Any = hours.agg(mdeg=_.temperature_mdeg.mean())
    return lake.collect(mean).select("region", "starts_at", degrees=pl.col("mdeg") / 1000)


@dataclass(frozen=True)
class _Judged:
    row: dict[str, object]
    days: pl.DataFrame | None
    out: StandingOut | None


def _judged(rows: pl.DataFrame, law: Law) -> _Judged:
    """Balance one subject: its row, its days where hours could be counted, and itself where a feeder stands out."""
    window_days = law.detection.feeder_window_days.value
    first = law.day - timedelta(days=int(rows["index"][-1]))
    window_from = int(rows["index"][-1]) - window_days + 1
    hours, coverage = hours_of(rows), _coverage(rows.filter(pl.col("index") >= window_from))
    found = balance(
        hours,
        window_from=window_from,
        bounds=LossBounds(
            rated_w=_rated_w(rows), most_share=float(law.detection.feeder_most_loss_share.value)
        ),
        false_alarm_share=float(law.detection.feeder_false_alarm_share.value),
        coverage=coverage.usable,
    )
    who = {name: rows[name][-1] for name in _ID}
    row = {**who, "day": law.day, "window_days": window_days, **balance_row(found, hours, coverage)}
    row["changed_on"] = None if found.changed_on is None else first + timedelta(days=found.changed_on)
    least_w = law.detection.feeder_least_unexplained_w
    worth_it = found.estimate is not None and least_w.is_known and found.estimate.estimate_w >= least_w.value
    stands_out = found.stands_out and worth_it and who["level"] == "feeder"
    return _Judged(
        row=row,
        days=_days(rows, found, hours.where(hours.day >= window_from), first),
        out=StandingOut(who["feeder_id"], found, hours, first) if stands_out else None,
    )


def _days(rows: pl.DataFrame, found: Balance, window: Hours, first: date) -> pl.DataFrame | None:
    if not len(window.day):
        return None
    dated = (
        day_rows(found, window)
        .join(_told(rows), on="index")
        .with_columns(
            *(pl.lit(rows[name][-1]).alias(name) for name in _ID),
            day=pl.lit(first) + pl.duration(days="index"),
        )
    )
    return dated.select(FEEDER_DAYS.names).cast(dict(FEEDER_DAYS.polars_schema()))  # type: ignore[arg-type]


def _rated_w(rows: pl.DataFrame) -> float:
    """Return the power the feeder is built for; of what is not listed, the highest hour seen."""
    listed = rows["rated_w"][-1] if rows["level"][-1] == "feeder" else None
    highest: Any = rows["delivered_wh"].max()
    return float(listed or highest or 1)


def _coverage(window: pl.DataFrame) -> Coverage:
    told = pl.min_horizontal("metered_seconds", "expected_seconds").sum()
    sums = window.select("expected_seconds", "unknown_seconds").sum().row(0)
    return Coverage(expected=sums[0], told=window.select(told).item(), unknown=sums[1])


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    """Return by day the share of the metered time that was told."""
    sums = rows.group_by("index").agg(pl.col("metered_seconds", "expected_seconds").sum())
    told = (
        pl.min_horizontal("metered_seconds", "expected_seconds")
        * 1_000_000
        // pl.col("expected_seconds").clip(1)
    )
    return sums.select(pl.col("index").cast(pl.Int64), coverage_ppm=told)
