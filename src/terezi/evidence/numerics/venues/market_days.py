"""How whole one market's day is: its events are read in parts of the venue's numbers, so that no day has to fit into memory."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.books.market import EVENTS_AT_ONCE, Market, rows_of, spans
from terezi.evidence.numerics.venues.wholeness import Wholeness

_WHOSE = {"venue_id": pl.String, "instrument": pl.String}
WEIGHED = _WHOSE | dict.fromkeys(Wholeness().as_row(), pl.Int64)
"""The columns of `venue_days` but `orphans`, times in microseconds."""
SOUGHT = _WHOSE | {"trade_id": pl.String, "order_id": pl.String}
"""Trades, and which of their orders the part they came in does not tell."""
_ORDERS = ("sequence", "at", "order_id", "known_at")
_TRADES = ("sequence", "traded_at", "trade_id", "buy_order_id", "sell_order_id", "known_at")


def market_day(
    lake: Lake, market: Market, day: date, *, events_at_once: int = EVENTS_AT_ONCE
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return one market's row (WEIGHED), and what is still to be sought elsewhere (SOUGHT)."""
    whole, sought = Wholeness(), []
    for span in spans(lake, market, day, events_at_once):
        orders = rows_of(lake, "venue_orders", day, market, _ORDERS, span)
        trades = rows_of(lake, "venue_trades", day, market, _TRADES, span)
        whole.add(orders, trades)
        sought.append(_sought(orders, trades, market))
    return pl.DataFrame([vars(market) | whole.as_row()], schema=WEIGHED), pl.concat(sought)


def orphans(lake: Lake, day: date, parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Count by venue and instrument the trades one of whose orders no day tells; looks back day by day while any is sought."""
    sought = pl.concat([pl.DataFrame(schema=SOUGHT), *parts])
    days = lake.days("venue_orders")
    for told in sorted(days, key=lambda each: (each > day, abs((day - each).days))):
        if sought.is_empty():
            break
        ids = sought.select("venue_id", "order_id").unique()
        known = lake.on("venue_orders", told).select("venue_id", "order_id")
        found = lake.collect(known.semi_join(lake.memory(ids), ["venue_id", "order_id"]).distinct())
        sought = sought.join(found, on=["venue_id", "order_id"], how="anti")
    without = sought.unique(["venue_id", "instrument", "trade_id"])
    return without.group_by("venue_id", "instrument").agg(orphans=pl.len().cast(pl.Int64))


def _sought(orders: pl.DataFrame, trades: pl.DataFrame, market: Market) -> pl.DataFrame:
    sides = pl.concat(
        trades.select("trade_id", order_id=side) for side in ("buy_order_id", "sell_order_id")
    ).join(orders, on="order_id", how="anti")
    return sides.select(
        pl.lit(market.venue_id).alias("venue_id"),
        pl.lit(market.instrument).alias("instrument"),
        "trade_id",
        "order_id",
    )
