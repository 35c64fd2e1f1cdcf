"""A book order by order: what each order has left after every event, and so what stands at each price.

An order's event says what is left of it then; trades take from it until its next event. Orders of which only a trade or
a cancellation is told have an unknown past and are counted, not guessed.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from terezi.evidence.numerics.books.capture import Changes, Messages, Trades

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
    """The book's messages and changes, its trades, the orders left at last (STANDING), and trades of orders never told of."""

    messages: Messages
    changes: Changes
    trades: Trades
    standing: pl.DataFrame
    unknown: int


def from_orders(orders: pl.DataFrame, trades: pl.DataFrame, standing: pl.DataFrame) -> OrderBook:
    """Rebuild one instrument's book from ORDER_EVENTS, TRADE_EVENTS and what stood before them (STANDING)."""
    told = pl.concat([_begun(standing), _told(orders), *(_taken(trades, side) for side in ("buy", "sell"))])
    lives = _lives(told.sort("sequence", "is_trade", maintain_order=True))
    messages = _messages(orders, trades, has_standing=len(standing) > 0)
    known = lives.filter(pl.col("left").is_not_null())
    return OrderBook(
        messages, _changes(known, messages), _trades(trades), _left(known), lives["left"].null_count()
    )


def _begun(standing: pl.DataFrame) -> pl.DataFrame:
    return standing.select(
        "order_id", "side", "price_e8", sequence=pl.lit(_BEFORE, pl.Int64), is_trade=pl.lit(False),
        left="quantity_e8", taken=pl.lit(0, pl.Int64),
    )  # fmt: skip


def _told(orders: pl.DataFrame) -> pl.DataFrame:
    cancelled = pl.col("event") == "cancel"
    return orders.select(
        "order_id", "side", "price_e8", "sequence", is_trade=pl.lit(False),
        left=pl.when(cancelled).then(0).otherwise(pl.col("quantity_e8")), taken=pl.lit(0, pl.Int64),
    )  # fmt: skip


def _taken(trades: pl.DataFrame, side: str) -> pl.DataFrame:
    return trades.select(
        pl.col(f"{side}_order_id").alias("order_id"), pl.lit(side).alias("side"), pl.lit(None, pl.Int64).alias("price_e8"),
        "sequence", is_trade=pl.lit(True), left=pl.lit(None, pl.Int64), taken="quantity_e8",
    )  # fmt: skip


def _lives(told: pl.DataFrame) -> pl.DataFrame:
    """Follow every order: its price and what is left after each event, and both before it; `left` is null where unknown."""
    running = pl.col("taken").cum_sum()
    followed = told.with_columns(
        price_e8=pl.col("price_e8").forward_fill().over("order_id"),
        left=((pl.col("left") + running).forward_fill() - running).clip(0).over("order_id"),
    )
    return followed.with_columns(
        price_before=pl.col("price_e8").shift().over("order_id"),
        left_before=pl.col("left").shift().fill_null(0).over("order_id"),
    )


def _changes(known: pl.DataFrame, messages: Messages) -> Changes:
    """Add up orders to levels: what an event takes from the old price and puts at the new one."""
    parts = [
        known.select("sequence", "side", price="price_before", adds=-pl.col("left_before")).drop_nulls(),
        known.select("sequence", "side", price="price_e8", adds="left"),
    ]
    levels = (
        pl.concat(parts)
        .group_by("sequence", "side", "price")
        .agg(pl.col("adds").sum())
        .filter(pl.col("adds") != 0)
        .sort("sequence", "side", "price")
        .with_columns(stands=pl.col("adds").cum_sum().over("side", "price"))
    )
    place = np.searchsorted(messages.sequence, levels["sequence"].to_numpy())
    return Changes(
        place, (levels["side"] == "buy").to_numpy(), levels["price"].to_numpy(), levels["stands"].to_numpy()
    )


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


def _trades(trades: pl.DataFrame) -> Trades:
    return trades_of(trades.sort("sequence"))


def trades_of(rows: pl.DataFrame) -> Trades:
    """Return rows of `traded_at, price_e8, quantity_e8, aggressor` (which may be empty) as trades, in their order."""
    sign = pl.col("aggressor").replace_strict({"buy": 1, "sell": -1}, default=0, return_dtype=pl.Int64)
    return Trades(
        rows["traded_at"].dt.timestamp("us").to_numpy(),
        rows["price_e8"].to_numpy(),
        rows["quantity_e8"].to_numpy(),
        rows.select(sign.fill_null(0)).to_series().to_numpy(),
    )


def _left(known: pl.DataFrame) -> pl.DataFrame:
    last = known.group_by("order_id", maintain_order=True).last()
    return (
        last.filter(pl.col("left") > 0)
        .select("order_id", "side", "price_e8", quantity_e8="left")
        .sort("order_id")
    )
