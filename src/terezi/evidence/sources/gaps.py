"""Readings missing between others of the same delivery: noted, and the first one after is flagged."""

from dataclasses import dataclass
from math import ceil

import polars as pl

from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.day_files import DayFile

AT_ONCE = 6_000_000


@dataclass(frozen=True)
class Gaps:
    """Who lacks how many intervals, and the rows that come after a hole."""

    missing: pl.DataFrame
    after: pl.Series


def has_intervals(table: Table) -> bool:
    """Say whether rows of the table follow each other interval by interval."""
    return {"read_at", "interval_seconds"} <= set(table.names)


def gaps(table: Table, files: list[DayFile], repeated: pl.Series) -> Gaps:
    """Compare how many intervals each meter or machine told with how many there should be."""
    who = [name for name in table.key if name != "read_at"]
    rows = pl.scan_parquet([file.path for file in files], hive_partitioning=False)
    if len(repeated):
        rows = rows.filter(~pl.col("row_number").is_in(repeated.implode()))
    missing = _missing(rows, who)
    if missing.is_empty():
        return Gaps(missing, pl.Series("row_number", [], pl.Int64))
    return Gaps(missing, _after(rows, who, missing))


def _missing(rows: pl.LazyFrame, who: list[str]) -> pl.DataFrame:
    span = (pl.col("last") - pl.col("first")).dt.total_seconds()
    told = rows.group_by(who).agg(
        told=pl.len(),
        first=pl.col("read_at").min(),
        last=pl.col("read_at").max(),
        interval=pl.col("interval_seconds").min(),
        longest=pl.col("interval_seconds").max(),
    )
    return (
        told.filter(pl.col("interval") == pl.col("longest"))
        .with_columns(missing=span // pl.col("interval") + 1 - pl.col("told").cast(pl.Int64))
        .filter(pl.col("missing") > 0)
        .sort(who)
        .collect(engine="streaming")
    )


def _after(rows: pl.LazyFrame, who: list[str], missing: pl.DataFrame) -> pl.Series:
    parts = ceil(int(missing["told"].sum()) / AT_ONCE)
    share = ceil(len(missing) / parts)
    found = [_after_in(rows, who, missing.slice(part * share, share)) for part in range(parts)]
    return pl.concat(found)


def _after_in(rows: pl.LazyFrame, who: list[str], missing: pl.DataFrame) -> pl.Series:
    told = (
        rows.join(missing.lazy().select(who), on=who, how="semi")
        .select(*who, "read_at", "interval_seconds", "row_number")
        .collect(engine="streaming")
        .sort(*who, "read_at")
    )
    before = pl.col("read_at").shift().over(who)
    late = pl.col("read_at") - before > pl.duration(seconds=pl.col("interval_seconds"))
    return told.filter(late)["row_number"]
