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
    # Grouping by text would hold all the text in memory; two names of one hash only blur a note.
    rows = rows.with_columns(_who=pl.struct(who).hash())
    missing = _missing(rows)
    if missing.is_empty():
        return Gaps(missing, pl.Series("row_number", [], pl.Int64))
    parts = ceil(int(missing["told"].sum()) / AT_ONCE)
    share = ceil(len(missing) / parts)
    told = [_told(rows, missing.slice(part * share, share), who) for part in range(parts)]
    named = missing.join(pl.concat(names for names, _ in told), on="_who").sort(who)
    return Gaps(named, pl.concat(after for _, after in told))


def _missing(rows: pl.LazyFrame) -> pl.DataFrame:
    span = (pl.col("last") - pl.col("first")).dt.total_seconds()
    told = rows.group_by("_who").agg(
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
        .collect(engine="streaming")
    )


def _told(rows: pl.LazyFrame, missing: pl.DataFrame, who: list[str]) -> tuple[pl.DataFrame, pl.Series]:
    """Return the names of those who lack intervals, and the numbers of their rows after a hole."""
    told = (
        rows.join(missing.lazy().select("_who"), on="_who", how="semi")
        .select(*who, "_who", "read_at", "interval_seconds", "row_number")
        .collect(engine="streaming")
        .sort("_who", "read_at")
    )
    before = pl.col("read_at").shift().over("_who")
    late = pl.col("read_at") - before > pl.duration(seconds=pl.col("interval_seconds"))
    names = told.select("_who", *who).unique("_who")
    return names, told.filter(late)["row_number"]
