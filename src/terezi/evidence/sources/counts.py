"""What the order events and trades of one delivery, or of several checked together, lack: numbers, and orders behind trades."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from terezi.base.sayings import saying
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.receipts import Note

SHOWN = 20
_WHO = ("venue_id", "instrument")


def missing_numbers(files: Mapping[Table, Sequence[Path]]) -> list[Note]:
    """Return a note for each venue and instrument whose count has gaps, and one for trades without their orders.

    `files` are staged Parquet files of `venue_orders` and `venue_trades`; the count is one over both, so it is looked at only
    where both are there.
    """
    rows = {
        table.name: pl.scan_parquet(list(paths), hive_partitioning=False) for table, paths in files.items()
    }
    if len(rows) < 2:
        return []
    return [*_gaps(rows), *_orphans(rows)]


def _gaps(rows: Mapping[str, pl.LazyFrame]) -> list[Note]:
    told = pl.concat(each.select(*_WHO, "sequence") for each in rows.values()).unique()
    counted = told.group_by(_WHO).agg(
        first=pl.col("sequence").min(), last=pl.col("sequence").max(), told=pl.len()
    )
    lacking = counted.with_columns(missing=pl.col("last") - pl.col("first") + 1 - pl.col("told"))
    found = lacking.filter(pl.col("missing") > 0).sort("missing", descending=True).head(SHOWN)
    return [
        Note(
            "VEN-02",
            saying(
                "{venue_id} {instrument} lacks {missing} numbers between {first} and {last}",
                **{name: row[name] for name in (*_WHO, "missing", "first", "last")},
            ),
            count=int(row["missing"]),
        )
        for row in found.collect(engine="streaming").iter_rows(named=True)
    ]


def _orphans(rows: Mapping[str, pl.LazyFrame]) -> list[Note]:
    orders, trades = rows["venue_orders"], rows["venue_trades"]
    sides = [
        trades.select("venue_id", "row_number", order_id=side) for side in ("buy_order_id", "sell_order_id")
    ]
    known = orders.select("venue_id", "order_id").unique()
    without = pl.concat(sides).join(known, on=["venue_id", "order_id"], how="anti")
    numbers = (
        without.select("row_number").unique().sort("row_number").collect(engine="streaming")["row_number"]
    )
    if not len(numbers):
        return []
    says = saying("Trades name an order that these files do not tell; file its events, or have filed them")
    return [Note("VEN-06", says, tuple(numbers.head(SHOWN).to_list()), len(numbers))]
