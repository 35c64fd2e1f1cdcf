"""One market's day out of the lake: its messages and changes, whether the venue tells single orders or only levels."""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import polars as pl

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.books.capture import NO_CHANGES, NO_MESSAGES, Changes, Messages, Trades
from terezi.evidence.numerics.books.liquidity import Counts
from terezi.evidence.numerics.books.orders import ORDER_EVENTS, STANDING, TRADE_EVENTS, from_orders, trades_of
from terezi.evidence.numerics.venues.alike import alike

TOLD = ("venue_orders", "venue_trades", "venue_levels", "ticks")
_LEVELS = ("sequence", "before", "at", "heard_at", "kind", "side", "price_e8", "quantity_e8")
_TICKS = ("trade_id", "traded_at", "price_e8", "quantity_e8", "aggressor")


@dataclass(frozen=True, order=True)
class Market:
    """One instrument at one venue."""

    venue_id: str
    instrument: str


@dataclass(frozen=True)
class Recording:
    """What a market's day says; `standing` are the orders left at its end, `unknown` trades of orders never told of."""

    messages: Messages
    changes: Changes
    trades: Trades
    counts: Counts
    standing: pl.DataFrame
    unknown: int


def markets(lake: Lake, day: date) -> list[Market]:
    """List the markets of which anything is told on a settlement day."""
    pairs = (alike(lake.on(name, day).select("venue_id", "instrument")).distinct() for name in TOLD)
    return sorted(Market(*row) for row in lake.collect(ibis.union(*pairs, distinct=True)).iter_rows())


def recording(lake: Lake, market: Market, day: date) -> Recording:
    """Return a market's settlement day; a book of orders begins with what `venue_standing` says the day before left."""
    orders = _rows(lake, "venue_orders", day, market, ORDER_EVENTS)
    trades = _rows(lake, "venue_trades", day, market, TRADE_EVENTS)
    standing = _rows(lake, "venue_standing", day - timedelta(days=1), market, STANDING)
    if len(orders) or len(standing):
        return _of_orders(orders, trades, standing)
    levels = _rows(lake, "venue_levels", day, market, _LEVELS)
    ticks = _rows(lake, "ticks", day, market, _TICKS).sort("traded_at", "trade_id")
    messages, changes = from_levels(levels)
    known = trades_of(trades.sort("sequence") if len(trades) else ticks)
    is_set = changes.quantity_e8 > 0
    at_us = messages.at_us[changes.message]
    return Recording(messages, changes, known, Counts(at_us[is_set], at_us[~is_set]), standing, 0)


def from_levels(levels: pl.DataFrame) -> tuple[Messages, Changes]:
    """Return rows of `venue_levels` of one market as messages by the venue's number, a snapshot after its update."""
    if not len(levels):
        return NO_MESSAGES, NO_CHANGES
    rows = levels.with_columns(is_snapshot=pl.col("kind") == "snapshot").sort(
        "sequence", "is_snapshot", "side", "price_e8"
    )
    heads = rows.unique(["sequence", "is_snapshot"], keep="first", maintain_order=True)
    place = rows.select(pl.struct("sequence", "is_snapshot").rle_id().cast(pl.Int64)).to_series()
    at = heads["at"].dt.timestamp("us")
    messages = Messages(
        heads["sequence"].to_numpy(),
        heads["before"].fill_null(-1).to_numpy(),
        at.to_numpy(),
        heads["heard_at"].dt.timestamp("us").fill_null(at).to_numpy(),
        heads["is_snapshot"].to_numpy(),
    )
    sides = (rows["side"] == "buy").to_numpy()
    return messages, Changes(
        place.to_numpy(), sides, rows["price_e8"].to_numpy(), rows["quantity_e8"].to_numpy()
    )


def _of_orders(orders: pl.DataFrame, trades: pl.DataFrame, standing: pl.DataFrame) -> Recording:
    book = from_orders(orders, trades, standing)
    cancelled = (orders["event"] == "cancel").to_numpy()
    at_us = orders["at"].dt.timestamp("us").to_numpy()
    counts = Counts(at_us[~cancelled], at_us[cancelled])
    return Recording(book.messages, book.changes, book.trades, counts, book.standing, book.unknown)


def _rows(lake: Lake, name: str, day: date, market: Market, columns: tuple[str, ...]) -> pl.DataFrame:
    told = lake.on(name, day)
    its = told.filter(told.venue_id == market.venue_id, told.instrument == market.instrument)
    return lake.collect(its.select(*columns)).select(columns)
