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
from terezi.evidence.sources.source import Heading, Source

LEAST_S, MOST_S = 60, 3600
LOCAL = {"time_zone": "UTC", "starts_on": "2018-01-01"}
"""Local clocks are read as they stand: the hour of the day is what matters here, not the zone."""
CLOCKS = (
    "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M",
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M",
)  # fmt: skip
OFFSET = r"\s*(Z|[+-]\d{2}:?\d{2})$"
METER = ("meter_id", "meter", "customer_id", "household_id", "household", "home", "lclid", "dataid", "id")
READ_AT = (
    "read_at", "reading_datetime", "timestamp", "datetime", "date_time", "tstp", "localhour", "local_15min", "time", "date",
)  # fmt: skip
KWH = (
    "kwh",
    "energy_kwh",
    "usage_kwh",
    "consumption_kwh",
    "energy(kwh/hh)",
    "kwh/hh (per half hour)",
    "usage",
    "energy",
    "value",
)


def _named(columns: Sequence[str]) -> dict[str, str]:
    """Find which column says what; names differ by sender only in case, blanks and the word they chose."""
    told = {name.strip().lower(): name for name in columns}
    words = {"meter_id": METER, "read_at": READ_AT, "kwh": KWH}
    return {
        what: told[word]
        for what, known in words.items()
        if (word := next((w for w in known if w in told), ""))
    }


def _recognised(heading: Heading) -> bool:
    return len(_named(heading.columns)) == 3


def _plain(rows: pl.LazyFrame, options: object) -> pl.LazyFrame:
    """Read meter, clock and kWh; the interval is the commonest step of each meter."""
    schema = rows.collect_schema()
    names = _named(schema.names())
    read = rows.select(
        meter_id=pl.col(names["meter_id"]).cast(pl.String),
        read_at=_clock(pl.col(names["read_at"]), schema[names["read_at"]]),
        energy_wh=whole(number(names["kwh"]), times=1000),
    ).sort("meter_id", "read_at")
    step = pl.col("read_at").diff().dt.total_seconds().over("meter_id").mode().max().over("meter_id")
    return read.with_columns(interval_seconds=step.cast(pl.Int32), flags=fixed(0))


def _clock(at: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind == pl.String:
        plain = at.str.replace(OFFSET, "")
        at = pl.coalesce(plain.str.to_datetime(clock, time_unit="us", strict=False) for clock in CLOCKS)
    elif getattr(kind, "time_zone", None):
        at = at.dt.replace_time_zone(None)
    return at.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


PLAIN = Source(
    name="Meter readings of one column",
    table="meter_readings",
    recognises=_recognised,
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
