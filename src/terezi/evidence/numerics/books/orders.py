"""A book order by order: what each order has left after every event, and so what stands at each price.

An order's event says what is left of it then; trades take from it until its next event. Orders of which only a trade or
a cancellation is told have an unknown past and are counted, not guessed.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from terezi.evidence.numerics.books.capture import (
    Changes,
    Flags,
    Integers,
    Messages,
    Trades,
    stable_order,
)

ORDER_EVENTS = ("sequence", "at", "event", "order_id", "side", "price_e8", "quantity_e8")
TRADE_EVENTS = (
    "sequence",
    "traded_at",
    "price_e8",
    "quantity_e8",
    "aggressor",
    "buy_order_id",
    "sell_order_id",
)
STANDING = ("order_id", "side", "price_e8", "quantity_e8")
_BEFORE = -1


@dataclass(frozen=True)
class OrderBook:
    """The book's messages and changes, its trades, the orders left at last (STANDING), and trades of orders never told of.

    `met` is the message (by place) of each trade.
    """

    messages: Messages
    changes: Changes
    trades: Trades
    met: Integers
    standing: pl.DataFrame
    unknown: int


def from_orders(orders: pl.DataFrame, trades: pl.DataFrame, standing: pl.DataFrame) -> OrderBook:
    """Rebuild one instrument's book from ORDER_EVENTS, TRADE_EVENTS and what stood before them (STANDING)."""
    told = pl.concat([_begun(standing), _told(orders), *(_taken(trades, side) for side in ("buy", "sell"))])
    lives = _lives(told[_by_order(told)])
    messages = _messages(orders, trades, has_standing=len(standing) > 0)
    known = lives.is_known
    in_order = trades.sort("sequence")
    met = np.searchsorted(messages.sequence, in_order["sequence"].to_numpy())
    return OrderBook(
        messages, _changes(lives, messages), trades_of(in_order), met, _left(lives), int((~known).sum())
    )


@dataclass(frozen=True)
class Lives:
    """Every event of every order, by order and then by time: price and what is left, before it and after it."""

    order_id: pl.Series
    is_buy: Flags
    sequence: Integers
    price_e8: Integers
    left_e8: Integers
    price_before_e8: Integers
    left_before_e8: Integers
    is_known: Flags
    is_last: Flags


def _begun(standing: pl.DataFrame) -> pl.DataFrame:
    return standing.select(
        "order_id", is_buy=pl.col("side") == "buy", sequence=pl.lit(_BEFORE, pl.Int64), is_trade=pl.lit(False),
        price="price_e8", left="quantity_e8", taken=pl.lit(0, pl.Int64),
    )  # fmt: skip


def _told(orders: pl.DataFrame) -> pl.DataFrame:
    cancelled = pl.col("event") == "cancel"
    return orders.select(
        "order_id", "sequence", is_buy=pl.col("side") == "buy", is_trade=pl.lit(False), price="price_e8",
        left=pl.when(cancelled).then(0).otherwise(pl.col("quantity_e8")), taken=pl.lit(0, pl.Int64),
    ).select("order_id", "is_buy", "sequence", "is_trade", "price", "left", "taken")  # fmt: skip


def _taken(trades: pl.DataFrame, side: str) -> pl.DataFrame:
    return trades.select(
        pl.col(f"{side}_order_id").alias("order_id"), pl.lit(side == "buy").alias("is_buy"), "sequence",
        is_trade=pl.lit(True), price=pl.lit(0, pl.Int64), left=pl.lit(0, pl.Int64), taken="quantity_e8",
    )  # fmt: skip


def _by_order(told: pl.DataFrame) -> Integers:
    """Return the places by order and side and then by time, an order's event before a trade of the same number."""
    names = told["order_id"].to_arrow(compat_level=pl.CompatLevel.oldest())
    numbers = np.asarray(names.dictionary_encode().indices, np.int64)
    in_time = stable_order(2 * told["sequence"].to_numpy() + told["is_trade"].to_numpy())
    order: Integers = in_time[stable_order((2 * numbers + told["is_buy"].to_numpy())[in_time])]
    return order


def _lives(told: pl.DataFrame) -> Lives:
    """Follow every order: what is left is what its last event said, less what trades took since."""
    place = np.arange(len(told))
    is_new = (told["order_id"] != told["order_id"].shift()) | (told["is_buy"] != told["is_buy"].shift())
    is_first = is_new.fill_null(value=True).to_numpy()
    born = np.maximum.accumulate(np.where(is_first, place, 0)) if len(told) else place
    is_trade, taken = told["is_trade"].to_numpy(), np.cumsum(told["taken"].to_numpy())
    said = np.maximum.accumulate(np.where(is_trade, -1, place)) if len(told) else place
    known = said >= born
    said = np.where(known, said, 0)
    left = np.maximum(told["left"].to_numpy()[said] + taken[said] - taken, 0) * known
    price = told["price"].to_numpy()[said] * known
    is_followed = ~is_first & np.append(False, known[:-1])[: len(told)]
    return Lives(
        told["order_id"],
        told["is_buy"].to_numpy(),
        told["sequence"].to_numpy(),
        price,
        left,
        np.where(is_followed, np.append(0, price[:-1])[: len(told)], 0),
        np.where(is_followed, np.append(0, left[:-1])[: len(told)], 0),
        known,
        np.append(is_first[1:], True)[: len(told)],
    )


def _changes(lives: Lives, messages: Messages) -> Changes:
    """Add up orders to levels: what an event takes from the old price and puts at the new one."""
    moved = lives.is_known & (
        (lives.price_e8 != lives.price_before_e8) | (lives.left_e8 != lives.left_before_e8)
    )
    gone = moved & (lives.left_before_e8 > 0)
    sequence = np.concatenate([lives.sequence[gone], lives.sequence[moved]])
    in_time = stable_order(sequence)
    sequence = sequence[in_time]
    is_buy = np.concatenate([lives.is_buy[gone], lives.is_buy[moved]])[in_time]
    price = np.concatenate([lives.price_before_e8[gone], lives.price_e8[moved]])[in_time]
    adds = np.concatenate([-lives.left_before_e8[gone], lives.left_e8[moved]])[in_time]
    place = np.searchsorted(messages.sequence, sequence)
    return Changes(place, is_buy, price, _left_at(np.where(is_buy, price, -price), adds))


def _left_at(level: Integers, adds: Integers) -> Integers:
    """Return what stands at each one's level after it, of additions in the order of time."""
    by_level = stable_order(level)
    running = np.cumsum(adds[by_level])
    begins = np.flatnonzero(np.diff(level[by_level], prepend=level[by_level][:1] - 1))
    before = np.repeat(np.append(0, running)[begins], np.diff(begins, append=len(adds)))
    left = np.empty_like(adds)
    left[by_level] = running - before
    return left


def _messages(orders: pl.DataFrame, trades: pl.DataFrame, *, has_standing: bool) -> Messages:
    told = (
        pl.concat([orders.select("sequence", "at"), trades.select("sequence", at="traded_at")])
        .unique("sequence", keep="first", maintain_order=True)
        .sort("sequence")
    )
    sequence = told["sequence"].to_numpy()
    at_us = told["at"].dt.timestamp("us").to_numpy()
    if has_standing:
        sequence = np.concatenate([[_BEFORE], sequence])
        at_us = np.concatenate([at_us[:1] if len(at_us) else [0], at_us])
    follows = np.where(sequence == _BEFORE, -1, sequence - 1)
    return Messages(sequence, follows, at_us, at_us, sequence == _BEFORE)


def trades_of(rows: pl.DataFrame) -> Trades:
    """Return rows of `traded_at, price_e8, quantity_e8, aggressor` (which may be empty) as trades, in their order."""
    sign = pl.col("aggressor").replace_strict({"buy": 1, "sell": -1}, default=0, return_dtype=pl.Int64)
    return Trades(
        rows["traded_at"].dt.timestamp("us").to_numpy(),
        rows["price_e8"].to_numpy(),
        rows["quantity_e8"].to_numpy(),
        rows.select(sign.fill_null(0)).to_series().to_numpy(),
    )


def _left(lives: Lives) -> pl.DataFrame:
    stays = lives.is_last & (lives.left_e8 > 0)
    side = np.where(lives.is_buy[stays], "buy", "sell")
    return pl.DataFrame(
        {
            "order_id": lives.order_id.filter(pl.Series(stays)),
            "side": pl.Series(side, dtype=pl.String),
            "price_e8": lives.price_e8[stays],
            "quantity_e8": lives.left_e8[stays],
        }
    )
