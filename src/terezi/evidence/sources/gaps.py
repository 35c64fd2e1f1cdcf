"""Readings missing between others of the same delivery: noted, and the first one after is flagged."""

from dataclasses import dataclass
from math import ceil

import polars as pl

from terezi.evidence.facts.columns import Table
from terezi.evidence.sources.tellers import who

AT_ONCE = 6_000_000


@dataclass(frozen=True)
class Gaps:
    """Who lacks how many intervals, and the rows that come after a hole."""

    missing: pl.DataFrame
    after: pl.Series


def gaps(rows: pl.LazyFrame, tellers: pl.DataFrame, table: Table) -> Gaps:
    """Compare how many intervals each meter or machine told with how many there should be."""
    missing = _missing(tellers)
    if missing.is_empty():
        return Gaps(missing, pl.Series("row_number", [], pl.Int64))
    parts = ceil(int(missing["told"].sum()) / AT_ONCE)
    share = ceil(len(missing) / parts)
    told = [_told(rows, missing.slice(part * share, share), who(table)) for part in range(parts)]
    named = missing.join(pl.concat(names for names, _ in told), on="_who").sort(who(table))
    return Gaps(named, pl.concat(after for _, after in told))


def _missing(tellers: pl.DataFrame) -> pl.DataFrame:
    span = (pl.col("last") - pl.col("first")).dt.total_seconds()
    told = tellers.filter(pl.col("interval") == pl.col("longest"))
    missing = span // pl.col("interval") + 1 - pl.col("told").cast(pl.Int64)
    return told.with_columns(missing=missing).filter(pl.col("missing") > 0)


def _told(rows: pl.LazyFrame, missing: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, pl.Series]:
    """Return the names of those who lack intervals, and the numbers of their rows after a hole."""
    told = (
        rows.join(missing.lazy().select("_who"), on="_who", how="semi")
        .select(*names, "_who", "read_at", "interval_seconds", "row_number")
        .collect(engine="streaming")
        .sort("_who", "read_at")
    )
    before = pl.col("read_at").shift().over("_who")
    late = pl.col("read_at") - before > pl.duration(seconds=pl.col("interval_seconds"))
    named = told.select("_who", *names).unique("_who")
    return named, told.filter(late)["row_number"]
