"""Who tells intervals in a delivery, and from when to when: one row per meter or machine."""

import polars as pl

from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.day_files import DayFile


def has_intervals(table: Table) -> bool:
    """Say whether rows of the table follow each other interval by interval."""
    return {"read_at", "interval_seconds"} <= set(table.names)


def who(table: Table) -> list[str]:
    """Return the columns that name who tells."""
    return [name for name in table.key if name != "read_at"]


def rows_told(table: Table, files: list[DayFile], repeated: pl.Series) -> pl.LazyFrame:
    """Return the staged rows but the repeated ones, with `_who`, a hash of who tells.

    Grouping by text would hold all the text in memory; two names of one hash only blur a note.
    """
    rows = pl.scan_parquet([file.path for file in files], hive_partitioning=False)
    if len(repeated):
        rows = rows.filter(~pl.col("row_number").is_in(repeated.implode()))
    return rows.with_columns(_who=pl.struct(who(table)).hash())


def tellers(rows: pl.LazyFrame) -> pl.DataFrame:
    """Return by `_who`: told (rows), first, last, shortest and longest interval, and the ends of its `phase`.

    The phase is where in its interval's grid a reading starts, s: with one interval and one phase no two overlap.
    """
    phase = pl.col("read_at").dt.epoch("s") % pl.col("interval_seconds")
    return (
        rows.group_by("_who")
        .agg(
            told=pl.len(),
            first=pl.col("read_at").min(),
            last=pl.col("read_at").max(),
            interval=pl.col("interval_seconds").min(),
            longest=pl.col("interval_seconds").max(),
            least_phase=phase.min(),
            most_phase=phase.max(),
        )
        .collect(engine="streaming")
    )
