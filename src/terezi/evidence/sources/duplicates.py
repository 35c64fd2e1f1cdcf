"""A fact is told once in a delivery: the same row twice is dropped, two different ones are refused."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import polars as pl

from terezi.base.sayings import saying
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.day_files import DayFile
from terezi.evidence.facts.lake import stays_in_its_day
from terezi.evidence.facts.receipts import Problem
from terezi.evidence.facts.tables import PROVENANCE
from terezi.evidence.sources.unpack import Unreadable

AT_ONCE = 4_000_000
MOST_TIMES = 100_000


@dataclass(frozen=True)
class Repeats:
    """Rows that repeat an earlier one word for word, and pairs of rows that contradict each other."""

    repeated: pl.Series
    conflicts: list[tuple[int, int]]
    conflicting: int


def repeats(table: Table, files: list[DayFile]) -> Repeats:
    """Find the keys told more than once.

    :raises Unreadable: DOOR-11 where one is told so often that comparing its rows would fill the memory.
    """
    by_day: dict[object, list[DayFile]] = defaultdict(list)
    for file in files:
        by_day[file.day if stays_in_its_day(table) else None].append(file)
    found = [_in(table, group) for group in _gathered(list(by_day.values()))]
    return Repeats(
        pl.concat([pl.Series("row_number", [], pl.Int64), *(it.repeated for it in found)]),
        [pair for it in found for pair in it.conflicts],
        sum(it.conflicting for it in found),
    )


def _gathered(groups: list[list[DayFile]]) -> list[list[DayFile]]:
    """Put small days together, so that few passes are made."""
    gathered: list[list[DayFile]] = []
    rows = AT_ONCE
    for group in groups:
        if rows >= AT_ONCE:
            gathered.append([])
            rows = 0
        gathered[-1] += group
        rows += sum(file.rows for file in group)
    return gathered


def _in(table: Table, files: list[DayFile]) -> Repeats:
    rows = _staged(table, files)
    marked = rows.with_columns(_key=pl.struct(table.key).hash())
    hashes = marked.select("_key").collect(engine="streaming").to_series().to_numpy().copy()
    hashes.sort()
    twice = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    times = np.searchsorted(hashes, twice, "right") - np.searchsorted(hashes, twice)
    del hashes
    if times.max(initial=0) > MOST_TIMES:
        raise Unreadable(_too_often(table))
    full = np.flatnonzero(np.diff(times.cumsum() // AT_ONCE)) + 1
    parts = [_compared(table, marked, part) for part in np.split(twice, full)]
    return Repeats(
        pl.concat(part.repeated for part in parts),
        [pair for part in parts for pair in part.conflicts],
        sum(part.conflicting for part in parts),
    )


def _too_often(table: Table) -> Problem:
    says = saying(
        "One fact ({key}) is told at most {most} times", key=", ".join(table.key), most=f"{MOST_TIMES:,}"
    )
    return Problem("DOOR-11", says, remedy="Send each fact once; send a correction as a later delivery")


def _staged(table: Table, files: list[DayFile]) -> pl.LazyFrame:
    paths = [file.path for file in files]
    if "day" not in table.key:
        return pl.scan_parquet(paths, hive_partitioning=False)
    return pl.scan_parquet(paths, hive_partitioning=True, hive_schema={"day": pl.Date})


def _compared(table: Table, marked: pl.LazyFrame, twice: np.ndarray) -> Repeats:
    if not len(twice):
        return Repeats(pl.Series("row_number", [], pl.Int64), [], 0)
    rows = marked.filter(pl.col("_key").is_in(pl.Series(twice).implode())).collect(engine="streaming")
    values = [name for name in rows.columns if name not in {"_key", *(it.name for it in PROVENANCE)}]
    rows = rows.sort("row_number").with_columns(
        _first_said=pl.col("row_number").min().over(values),
        _first_key=pl.col("row_number").min().over(table.key),
    )
    contradicts = rows.filter(pl.col("_first_said") != pl.col("_first_key"))
    repeated = rows.filter(
        (pl.col("_first_said") == pl.col("_first_key")) & (pl.col("row_number") != pl.col("_first_key"))
    )
    return Repeats(
        repeated["row_number"],
        contradicts.select("_first_key", "row_number").head(20).rows(),
        len(contradicts),
    )
