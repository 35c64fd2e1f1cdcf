"""Weigh the returns of venues day by day and keep them in the lake as `venue_days` and `venue_filings`: the days that are new or late."""

from collections.abc import Callable
from datetime import date, datetime

import polars as pl

from terezi.base.periods import Period
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.numerics.books.market import markets
from terezi.evidence.numerics.venues.market_days import WEIGHED, market_day, orphans
from terezi.evidence.numerics.venues.silences import TABLE_OF, filings

Told = Callable[[str, int, int], None]
EVENTS = ("venue_orders", "venue_trades")


def summarise_venues(*, lake: Lake, period: Period, zone: str, at: datetime, progress: Told) -> list[date]:
    """Weigh the days of `period` whose returns are not those their rows rest on; answers these days.

    A day that is not over at `at` is weighed up to then, and again once it is.
    """
    told = _told_rows(lake, period)
    late = [day for day in period if day in told and _rests_otherwise(lake, day, told[day], zone, at)]
    for done, day in enumerate(late, start=1):
        begins, ends = day_bounds(day, zone)
        mark = told[day] if ends <= at else None
        _keep(lake, "venue_filings", day, _filings(lake, day, begins, min(ends, at)), mark)
        _keep(lake, "venue_days", day, _whole(lake, day), mark)
        progress("Weighing returns", done, len(late))
    return late


def _told_rows(lake: Lake, period: Period) -> dict[date, int]:
    counts: dict[date, int] = {}
    for table in TABLE_OF.values():
        for day, rows in lake.told_rows(table).items():
            if day in period:
                counts[day] = counts.get(day, 0) + rows
    return counts


def _rests_otherwise(lake: Lake, day: date, rows: int, zone: str, at: datetime) -> bool:
    return day_bounds(day, zone)[1] > at or lake.rests_on("venue_days", [day]).get(day) != rows


def _keep(lake: Lake, name: str, day: date, rows: pl.DataFrame, mark: int | None) -> None:
    instants = [column.name for column in TABLES[name].columns if column.kind == "instant"]
    told = rows.with_columns(
        pl.from_epoch(f"{column.removesuffix('_at')}_us", time_unit="us")
        .dt.replace_time_zone("UTC")
        .alias(column)
        for column in instants
    )
    lake.replace_day(name, day, told.with_columns(day=pl.lit(day)), rests_on=mark)


def _filings(lake: Lake, day: date, begins: datetime, ends: datetime) -> pl.DataFrame:
    tables = {duty: lake.on(name, day) for duty, name in TABLE_OF.items()}
    rows = lake.collect(filings(tables, begins_us=_us(begins), ends_us=_us(ends)))
    return rows.with_columns(silent_seconds=pl.col("silent_us") // 1_000_000)


def _us(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000


def _whole(lake: Lake, day: date) -> pl.DataFrame:
    told = [market_day(lake, market, day) for market in markets(lake, day, EVENTS)]
    weighed, sought = zip(*told, strict=True) if told else ((), ())
    rows: pl.DataFrame = pl.concat([pl.DataFrame(schema=WEIGHED), *weighed])
    whole: pl.DataFrame = rows.join(orphans(lake, day, sought), on=["venue_id", "instrument"], how="left")
    return whole.with_columns(pl.col("orphans").fill_null(0))
