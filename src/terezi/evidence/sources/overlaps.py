"""One meter speaks once for a time: readings with different starts that cover the same time are refused.

Only meters: what two polls of a machine say is averaged over the time they cover, never added up.
"""

from dataclasses import dataclass
from math import ceil

import polars as pl

from terezi.evidence.facts.columns import Table

AT_ONCE = 6_000_000
FORGIVEN = 8
"""A reading may begin this part of an interval early: a day on which clocks go forward is an hour short."""


@dataclass(frozen=True)
class Overlaps:
    """Pairs of rows that speak for the same time, the first few, and how many there are."""

    pairs: list[tuple[int, int]]
    count: int


def adds_up(table: Table) -> bool:
    """Say whether the table's energy is added up by meter, so that no time may be told twice."""
    return table.name == "meter_readings"


def overlaps(rows: pl.LazyFrame, tellers: pl.DataFrame, *, shown: int) -> Overlaps:
    """Find readings that begin before the one before them ended, of `rows_told` and `tellers`."""
    uneven = tellers.filter(
        (pl.col("interval") != pl.col("longest")) | (pl.col("least_phase") != pl.col("most_phase"))
    )
    share = ceil(len(uneven) / max(1, ceil(int(uneven["told"].sum()) / AT_ONCE)))
    parts = [uneven.slice(start, share) for start in range(0, len(uneven), max(1, share))]
    found = [_in(rows, part) for part in parts]
    pairs = [pair for each in found for pair in each.select("before", "row_number").rows()]
    return Overlaps(pairs[:shown], len(pairs))


def _in(rows: pl.LazyFrame, part: pl.DataFrame) -> pl.DataFrame:
    told = (
        rows.join(part.lazy().select("_who"), on="_who", how="semi")
        .select("_who", "read_at", "interval_seconds", "row_number")
        .collect(engine="streaming")
        .sort("_who", "read_at")
    )
    ends = pl.col("read_at") + pl.duration(seconds=pl.col("interval_seconds"))
    told = told.with_columns(
        # the reading that reaches furthest of all before it, for a long one may span several
        reached=ends.cum_max().shift().over("_who"),
        shorter=pl.min_horizontal("interval_seconds", pl.col("interval_seconds").shift().over("_who")),
        before=pl.col("row_number").shift().over("_who"),
    )
    early_s = (pl.col("reached") - pl.col("read_at")).dt.total_seconds()
    return told.filter(early_s * FORGIVEN > pl.col("shorter"))
