"""One market's day out of the lake: its messages and changes, whether the venue tells single orders or only levels.

A day of orders comes whole, or in parts by the venue's numbers, each of which begins with the orders the one before left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import ibis
import polars as pl
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.books.capture import (
    NO_CHANGES,
    NO_MESSAGES,
    Changes,
    Integers,
    Messages,
    Trades,
)
from terezi.evidence.numerics.books.liquidity import Counts
from terezi.evidence.numerics.books.orders import ORDER_EVENTS, STANDING, TRADE_EVENTS, from_orders, trades_of
from terezi.evidence.numerics.venues.alike import alike

EVENTS_AT_ONCE = 2_000_000
"""Order events and trades of one part of a day: some 0.4 GiB while it is replayed."""
FARTHEST = 2**62
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
    """What a market's day says; `standing` are the orders left at its end, `unknown` trades of orders never told of.

    `met` is the message (by place) of each trade; none of a feed of levels, which does not say.
    """

    messages: Messages
    changes: Changes
    trades: Trades
    met: Integers | None
    counts: Counts
    standing: pl.DataFrame
    unknown: int


def markets(lake: Lake, day: date, told: Sequence[str] = TOLD) -> list[Market]:
    """List the markets of which anything is told on a settlement day, in any of these tables."""
    pairs = (alike(lake.on(name, day).select("venue_id", "instrument")).distinct() for name in told)
    return sorted(Market(*row) for row in lake.collect(ibis.union(*pairs, distinct=True)).iter_rows())


def recording(lake: Lake, market: Market, day: date) -> Recording:
    """Return a market's settlement day; a book of orders begins with what `venue_standing` says the day before left."""
    (whole,) = recordings(lake, market, day, events_at_once=None)
    return whole


def recordings(
    lake: Lake, market: Market, day: date, *, events_at_once: int | None = EVENTS_AT_ONCE
) -> Iterator[Recording]:
    """Yield a market's settlement day in parts of about so many events, in the order of the venue's numbers; at least one."""
    standing = rows_of(lake, "venue_standing", day - timedelta(days=1), market, STANDING)
    parts = spans(lake, market, day, events_at_once)
    if not len(standing) and not any(span.orders for span in parts):
        yield _of_levels(lake, market, day, standing)
        return
    for span in parts:
        orders = rows_of(lake, "venue_orders", day, market, ORDER_EVENTS, span)
        trades = rows_of(lake, "venue_trades", day, market, TRADE_EVENTS, span)
        part = _of_orders(orders, trades, standing)
        standing = part.standing
        yield part


def stretch(lake: Lake, market: Market, day: date, *, starts_at: datetime, ends_at: datetime) -> Recording:
    """Return what a market's day says from the last message before an instant until another one, with what stood before it.

    What stood is worked out by the engine, so that a day of millions of events is not replayed for a look at a few of them. Where the
    day tells no order, or nothing before the instant, the recording begins with the day.
    """
    first = _number_before(lake, market, day, starts_at)
    if first is None:
        return recording(lake, market, day)
    beyond = _number_from(lake, market, day, _later_than(ends_at))
    span = Span(first, FARTHEST if beyond is None else beyond - 1, orders=True)
    orders = rows_of(lake, "venue_orders", day, market, ORDER_EVENTS, span)
    trades = rows_of(lake, "venue_trades", day, market, TRADE_EVENTS, span)
    return _of_orders(
        orders, trades, lake.collect(standing_before(lake, market, day, first)).select(STANDING)
    )


def standing_before(lake: Lake, market: Market, day: date, number: int) -> Any:
    """Return the orders (STANDING) left before the message of a number, on any engine."""
    events = _told(lake, "venue_orders", day, market)
    trades = _told(lake, "venue_trades", day, market).filter(_.sequence < number)
    told = events.filter(events.sequence < number).select(
        "order_id",
        "side",
        "sequence",
        "price_e8",
        left=(events.event == "cancel").ifelse(0, events.quantity_e8),
    )
    stood = _told(lake, "venue_standing", day - timedelta(days=1), market)
    before = stood.select(
        "order_id", "side", sequence=ibis.literal(-1, "int64"), price_e8=_.price_e8, left=_.quantity_e8
    )
    last = alike(told).union(alike(before)).group_by("order_id", "side").agg(
        last=_.sequence.max(), price_e8=_.price_e8.argmax(_.sequence), left=_.left.argmax(_.sequence)
    )  # fmt: skip
    last = last.filter(last.left > 0)
    sides = [
        trades.select(order_id=trades[f"{side}_order_id"], side=ibis.literal(side), at=trades.sequence, quantity=trades.quantity_e8)
        for side in ("buy", "sell")
    ]  # fmt: skip
    met = last.inner_join(sides[0].union(sides[1]), ["order_id", "side"])
    taken = (
        met.filter(met.at >= met.last).group_by("order_id", "side").agg(taken=_.quantity.sum().cast("int64"))
    )
    rest = last.left_join(taken, ["order_id", "side"])
    rest = rest.select(
        "order_id", "side", "price_e8", quantity_e8=(rest.left - rest.taken.fill_null(0)).cast("int64")
    )
    return rest.filter(rest.quantity_e8 > 0)


def _number_before(lake: Lake, market: Market, day: date, at: datetime) -> int | None:
    """Return the last number before the first one told of an instant or later; none where there is none, or no order is told."""
    if not _numbered(lake, "venue_orders", day, market)[0]:
        return None
    reached = _number_from(lake, market, day, at)
    ends = [
        lake.collect(rows.filter(_.sequence < (FARTHEST if reached is None else reached)).agg(n=_.sequence.max()))["n"].item()
        for rows in (_told(lake, name, day, market) for name in ("venue_orders", "venue_trades"))
    ]  # fmt: skip
    return max((it for it in ends if it is not None), default=None)


def _number_from(lake: Lake, market: Market, day: date, at: datetime) -> int | None:
    """Return the least number of an event at an instant or later."""
    found = []
    for name, time in (("venue_orders", "at"), ("venue_trades", "traded_at")):
        rows = _told(lake, name, day, market)
        late = rows.filter(rows[time] >= ibis.literal(at))
        found.append(lake.collect(late.agg(n=late.sequence.min()))["n"].item())
    return min((it for it in found if it is not None), default=None)


def _later_than(at: datetime) -> datetime:
    return at + timedelta(microseconds=1)


@dataclass(frozen=True)
class Span:
    """The venue's numbers from `first` up to and with `last`, and whether orders may be among them."""

    first: int
    last: int
    orders: bool


def spans(lake: Lake, market: Market, day: date, events_at_once: int | None = EVENTS_AT_ONCE) -> list[Span]:
    """Cut the numbers of a day into equal stretches: they have no gaps, so that events are about as many in each."""
    told = [_numbered(lake, name, day, market) for name in ("venue_orders", "venue_trades")]
    count, has_orders = sum(it[0] for it in told), told[0][0] > 0
    first = min((it[1] for it in told if it[0]), default=0)
    last = max((it[2] for it in told if it[0]), default=0)
    parts = 1 if events_at_once is None else max(1, -(-count // events_at_once))
    cuts = [first + (last + 1 - first) * part // parts for part in range(parts + 1)]
    return [Span(begins, ends - 1, has_orders) for begins, ends in pairwise(cuts)]


def _numbered(lake: Lake, name: str, day: date, market: Market) -> tuple[int, int, int]:
    rows = _told(lake, name, day, market)
    counted = lake.collect(rows.agg(n=rows.count(), first=rows.sequence.min(), last=rows.sequence.max()))
    n, first, last = counted.select("n", "first", "last").row(0)
    return n, first or 0, last or 0


def _of_levels(lake: Lake, market: Market, day: date, standing: pl.DataFrame) -> Recording:
    levels = rows_of(lake, "venue_levels", day, market, _LEVELS)
    trades = rows_of(lake, "venue_trades", day, market, TRADE_EVENTS)
    ticks = rows_of(lake, "ticks", day, market, _TICKS).sort("traded_at", "trade_id")
    messages, changes = from_levels(levels)
    known = trades_of(trades.sort("sequence") if len(trades) else ticks)
    is_set = changes.quantity_e8 > 0
    at_us = messages.at_us[changes.message]
    return Recording(messages, changes, known, None, Counts(at_us[is_set], at_us[~is_set]), standing, 0)


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
    return Recording(book.messages, book.changes, book.trades, book.met, counts, book.standing, book.unknown)


def rows_of(
    lake: Lake, name: str, day: date, market: Market, columns: tuple[str, ...], span: Span | None = None
) -> pl.DataFrame:
    """Return columns of a market's day in an event table, of all its numbers or of a stretch of them."""
    its = _told(lake, name, day, market)
    if span is not None:
        its = its.filter(its.sequence.between(span.first, span.last))
    return lake.collect(its.select(*columns)).select(columns)


def _told(lake: Lake, name: str, day: date, market: Market) -> Any:
    rows = lake.on(name, day)
    return rows.filter(rows.venue_id == market.venue_id, rows.instrument == market.instrument)
