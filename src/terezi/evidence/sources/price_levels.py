"""A price is of the size of those before it: price and quantity that changed places, or another unit, are seen by it.

Asked of every trade, and of the middle order of a file, since an order may lie as far from the market as it likes. An
instrument nobody knows a price of is not asked.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import polars as pl

from terezi.base.periods import Period
from terezi.base.sayings import saying
from terezi.base.units import E8
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.day_files import DayFile
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.receipts import Problem

APART = "VEN-16"
TIMES = 20
"""No pair that is traded on a market moved so far from one day to the next; price and quantity lie further apart."""
KNOWN_WITHIN_DAYS = 7
ENOUGH_ORDERS = 100  # fewer may all lie far from the market
SHOWN = 20
MARKET = ("venue_id", "instrument")
Price = tuple[str, str, float]
"""Venue, instrument and what its middle trade or order stood at, in 1e-8."""


def prices_apart(table: Table, files: Sequence[DayFile], home: Home) -> list[Problem]:
    """Say which prices of a staged delivery lie more than `TIMES` times from those traded before its first day.

    What the venue told of itself as an incident of these days that names the instrument is not asked.
    """
    days = sorted(file.day for file in files if file.day)
    if table.name not in {"venue_orders", "venue_trades"} or not days:
        return []
    paths = [file.path for file in files]
    markets = (
        pl.scan_parquet(paths, hive_partitioning=False).select(MARKET).unique().collect(engine="streaming")
    )
    lake = Lake.open(home)
    known = known_before(lake, days[0], markets)
    asked = _not_excused(known, lake, Period(days[0], days[-1] + timedelta(days=1)))
    if asked.is_empty():
        return []
    return _trades_apart(paths, asked) if table.name == "venue_trades" else _orders_apart(paths, asked)


def known_before(lake: Lake, day: date, markets: pl.DataFrame) -> pl.DataFrame:
    """Return `venue_id, instrument, known_e8`: the middle trade of the last day before `day` on which each was traded."""
    found = markets.head(0).with_columns(known_e8=pl.lit(0.0))
    told, venues = lake.told_rows("venue_trades"), tuple(sorted(markets["venue_id"].unique()))
    for before in (day - timedelta(days=ago) for ago in range(1, KNOWN_WITHIN_DAYS + 1)):
        missing = markets.join(found, on=MARKET, how="anti")
        if before in told and len(missing):
            rows = pl.DataFrame(_middles(lake.home, before, told[before], venues), found.schema, orient="row")
            found = pl.concat([found, rows.join(missing, on=MARKET, how="semi")])
    return found


@lru_cache(maxsize=64)
def _middles(home: Home, day: date, rows_told: int, venues: tuple[str, ...]) -> tuple[Price, ...]:
    """Answer once for many small files; with later rows of the day, `rows_told` grows and it is asked anew."""
    lake = Lake.open(home)
    rows = lake.on("venue_trades", day)
    own = rows.filter(rows.venue_id.isin(list(venues)))
    found = lake.collect(own.group_by(*MARKET).agg(known_e8=own.price_e8.median().cast("float64")))
    return tuple(found.select(*MARKET, "known_e8").iter_rows())


def _not_excused(known: pl.DataFrame, lake: Lake, period: Period) -> pl.DataFrame:
    if known.is_empty():
        return known
    told = lake.collect(lake.within("venue_incidents", period)).select("venue_id", "what")
    named = known.join(told, on="venue_id").filter(
        pl.col("what").str.contains(pl.col("instrument"), literal=True)
    )
    return known.join(named, on=MARKET, how="anti")


def _is_apart(price: str) -> pl.Expr:
    times = pl.col(price) / pl.col("known_e8")
    return ~times.is_between(1 / TIMES, TIMES)


def _trades_apart(paths: list[Path], known: pl.DataFrame) -> list[Problem]:
    rows = pl.scan_parquet(paths, hive_partitioning=False).join(known.lazy(), on=MARKET)
    first = pl.col("row_number").bottom_k(SHOWN).sort()
    apart = rows.filter(_is_apart("price_e8")).group_by(*MARKET, "known_e8")
    found = apart.agg(pl.col("price_e8").median(), rows=first, count=pl.len()).collect(engine="streaming")
    return [
        _problem(row, row["rows"], row["count"])
        for row in found.sort(MARKET).head(SHOWN).iter_rows(named=True)
    ]


def _orders_apart(paths: list[Path], known: pl.DataFrame) -> list[Problem]:
    """Weigh the middle order without sorting all: it lies apart where most orders do, on one side."""
    rows = pl.scan_parquet(paths, hive_partitioning=False).join(known.lazy(), on=MARKET)
    times = pl.col("price_e8") / pl.col("known_e8")
    counted = rows.group_by(MARKET).agg(
        above=(times > TIMES).sum(), below=(times < 1 / TIMES).sum(), orders=pl.len()
    )
    most = pl.max_horizontal("above", "below") * 2 > pl.col("orders")
    apart = counted.filter(most, pl.col("orders") >= ENOUGH_ORDERS).collect(engine="streaming")
    if apart.is_empty():
        return []
    found = apart.join(known, on=MARKET).join(middle_orders(paths), on=MARKET).sort(MARKET).head(SHOWN)
    return [_problem(row, [], row["orders"]) for row in found.iter_rows(named=True)]


def trades_unlike_orders(trades: Sequence[Path], orders: Sequence[Path]) -> list[Problem]:
    """Say of which instruments the middle trade lies more than `TIMES` times from the middle order sent with it."""
    rows = pl.scan_parquet(list(trades), hive_partitioning=False)
    middles = (
        rows.group_by(MARKET).agg(pl.col("price_e8").median(), rows=pl.len()).collect(engine="streaming")
    )
    both = middles.join(middle_orders(orders).rename({"price_e8": "known_e8"}), on=MARKET)
    return [_unlike(row) for row in both.filter(_is_apart("price_e8")).sort(MARKET).iter_rows(named=True)]


def _unlike(row: dict[str, object]) -> Problem:
    says = saying(
        "Orders and trades of {instrument} are priced alike; here orders stand at {known} and trades at {price}",
        instrument=row["instrument"],
        known=spoken(row["known_e8"]),
        price=spoken(row["price_e8"]),
    )
    remedy = "Mind price and quantity that changed places in one of the files, and their units"
    return Problem(APART, says, count=int(str(row["rows"])), remedy=remedy)


def middle_orders(paths: Sequence[Path]) -> pl.DataFrame:
    """Return `venue_id, instrument, price_e8`: what the middle order of staged files stands at."""
    rows = pl.scan_parquet(list(paths), hive_partitioning=False)
    return rows.group_by(MARKET).agg(pl.col("price_e8").median()).collect(engine="streaming")


def _problem(row: dict[str, object], rows: list[int], count: int) -> Problem:
    says = saying(
        "A price of {instrument} lies within {times} times of {known}, its last one; here it is {price}",
        instrument=row["instrument"],
        times=TIMES,
        known=spoken(row["known_e8"]),
        price=spoken(row["price_e8"]),
    )
    remedy = (
        "Mind price and quantity that changed places, and their units; if it was traded so, first file an incident of that day"
        " that names the instrument; if what was filed before is wrong, first file it corrected"
    )
    return Problem(APART, says, tuple(rows), count, remedy)


def spoken(price_e8: object) -> str:
    """Write a price as a decimal without needless zeros."""
    return f"{float(str(price_e8)) / E8:.8f}".rstrip("0").rstrip(".")
