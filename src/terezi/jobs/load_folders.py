"""Folders of real load for evaluation: every Parquet and CSV file of hours or less that names meter, time and energy."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from terezi.base.errors import BadData
from terezi.base.periods import Period
from terezi.evidence.facts.engines import Engine
from terezi.evidence.numerics.meters.day_shape import day_columns
from terezi.evidence.sources.australian_homes import AUSTRALIAN_HOMES
from terezi.evidence.sources.californian_homes import CALIFORNIAN_HOMES
from terezi.evidence.sources.readable import fixed, number, whole
from terezi.evidence.sources.source import Heading, Source, with_columns

LEAST_S, MOST_S = 60, 3600
LOCAL = {"time_zone": "UTC", "starts_on": "2018-01-01"}
"""Local clocks are read as they stand: the hour of the day is what matters here, not the zone."""
CLOCKS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M")


def _plain(rows: pl.LazyFrame, options: object) -> pl.LazyFrame:
    """Read meter_id, read_at, kwh; the interval is the commonest step of each meter."""
    at = pl.col("read_at")
    if rows.collect_schema()["read_at"] == pl.String:
        at = pl.coalesce(at.str.to_datetime(clock, time_unit="us", strict=False) for clock in CLOCKS)
    elif getattr(rows.collect_schema()["read_at"], "time_zone", None):
        at = at.dt.replace_time_zone(None)
    read = rows.select(
        meter_id=pl.col("meter_id").cast(pl.String),
        read_at=at.dt.cast_time_unit("us").dt.replace_time_zone("UTC"),
        energy_wh=whole(number("kwh"), times=1000),
    ).sort("meter_id", "read_at")
    step = pl.col("read_at").diff().dt.total_seconds().over("meter_id").mode().max().over("meter_id")
    return read.with_columns(interval_seconds=step.cast(pl.Int32), flags=fixed(0))


PLAIN = Source(
    name="Meter readings of one column",
    table="meter_readings",
    recognises=with_columns("meter_id", "read_at", "kwh"),
    parse=_plain,
    checks=(),
)
KNOWN = (AUSTRALIAN_HOMES, CALIFORNIAN_HOMES, PLAIN)


def meter_days_of(paths: Sequence[Path], engine: Engine) -> dict[str, pl.DataFrame]:
    """Return rows of METER_DAYS by source: the name of the file without its ending.

    :raises BadData: when no file holds load that can be read.
    """
    files = [file for path in paths for file in _files(path)]
    found = {
        file.name.split(".")[0]: _days(file, source, engine) for file in files if (source := _source(file))
    }
    if not found:
        raise BadData(
            f"{', '.join(map(str, paths))} hold no load: give Parquet or CSV with meter_id, read_at and kwh, an hour or less apart"
        )
    return found


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.name.endswith((".parquet", ".csv", ".csv.gz")))


def _scan(file: Path) -> pl.LazyFrame:
    return pl.scan_parquet(file) if file.suffix == ".parquet" else pl.scan_csv(file, infer_schema=False)


def _source(file: Path) -> Source | None:
    heading = Heading(file.name, tuple(_scan(file).collect_schema().names()))
    return next((source for source in KNOWN if source.recognises(heading)), None)


def _days(file: Path, source: Source, engine: Engine) -> pl.DataFrame:
    rows = source.parse(_scan(file).with_row_index("row_number"), LOCAL).collect()
    usable = pl.col("energy_wh").is_not_null() & pl.col("read_at").is_not_null() & (pl.col("energy_wh") >= 0)
    rows = rows.filter(usable, pl.col("interval_seconds").is_between(LEAST_S, MOST_S))
    rows = rows.unique(["meter_id", "read_at"], keep="last").with_columns(day=pl.col("read_at").dt.date())
    if rows.is_empty():
        raise BadData(f"{file} holds no readings of an hour or less: check its clock and units (kWh)")
    first, last = rows["day"].min(), rows["day"].max()
    assert isinstance(first, date)  # noqa: S101 - there are rows
    assert isinstance(last, date)  # noqa: S101
    period = Period(first, date.fromordinal(last.toordinal() + 1))
    used = rows.select("meter_id", "day", "read_at", "interval_seconds", "energy_wh")
    days = engine.answer(day_columns(engine.memory(used.to_arrow()), period=period, zone="UTC"))
    return pl.DataFrame(days)
