"""A number of the count belongs to one trade: told by two, the count hides what is missing."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from terezi.base.sayings import saying
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.day_files import DayFile
from terezi.evidence.facts.receipts import Problem

SHOWN = 20
NUMBER = ("venue_id", "instrument", "sequence")


def numbers_told_twice(table: Table, files: Sequence[DayFile]) -> list[Problem]:
    """Say which trades of a staged delivery share a number of one day's count with another trade of the same instrument."""
    if table.name != "venue_trades":
        return []
    by_day: dict[object, list[Path]] = defaultdict(list)
    for file in files:
        by_day[file.day].append(file.path)
    found = [_twice(paths) for paths in by_day.values()]
    rows = sorted(row for each in found for row in each)
    if not rows:
        return []
    remedy = "Send each trade under the number it has in the count that order events and trades share"
    says = saying("Two trades of an instrument do not have one number of its count")
    return [Problem("VEN-38", says, tuple(rows[:SHOWN]), len(rows), remedy)]


def _twice(paths: list[Path]) -> list[int]:
    rows = pl.scan_parquet(paths, hive_partitioning=False)
    marked = rows.select(*NUMBER, "row_number", _number=pl.struct(NUMBER).hash())
    numbers = marked.select("_number").collect(engine="streaming").to_series().to_numpy().copy()
    numbers.sort()
    twice = np.unique(numbers[1:][numbers[1:] == numbers[:-1]])
    if not len(twice):
        return []
    alike = marked.filter(pl.col("_number").is_in(pl.Series(twice).implode())).collect(engine="streaming")
    return alike.filter(pl.struct(NUMBER).is_duplicated())["row_number"].to_list()
