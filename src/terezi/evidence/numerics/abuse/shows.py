"""Orders shown and soon taken back untraded, beside what the account traded at that moment: the heavy pass over order events.

A moment is as long as the law's time for taking a large order back. What is shown counts in the moment it is taken back; what is
traded counts in its moment and the next, since the order behind it goes right after.
"""

from typing import Any

import ibis
from ibis import _

from terezi.evidence.facts.instants import MICROSECONDS, epoch_microseconds

WHO = ("venue_id", "instrument", "account_id")
MOMENT = (*WHO, "moment")


def usual_size(trades: Any) -> Any:
    """Return by venue and instrument the median quantity of a trade, 1e-8 base, and the volume."""
    return trades.group_by(["venue_id", "instrument"]).agg(
        usual_e8=_.quantity_e8.median().floor().cast("int64"), volume_e8=_.quantity_e8.sum().cast("int64")
    )


def taken_back(orders: Any, trades: Any, *, seconds: int) -> Any:
    """Return the orders that were added and cancelled within `seconds` without a trade."""
    ids = ("venue_id", "instrument", "order_id")
    added = orders.filter(orders.event == "add").select(
        *MOMENT[:3],
        "order_id",
        "side",
        "price_e8",
        "quantity_e8",
        added_at=orders.at,
        from_sequence=orders.sequence,
    )
    gone = orders.filter(orders.event == "cancel").select(
        *ids, gone_at=orders.at, to_sequence=orders.sequence
    )
    lives = added.inner_join(gone, list(ids))
    lived_us = epoch_microseconds(lives.gone_at) - epoch_microseconds(lives.added_at)
    short = lives.filter(lived_us >= 0, lived_us <= seconds * MICROSECONDS)
    for side in ("buy", "sell"):
        traded = trades.select("venue_id", "instrument", order_id=trades[f"{side}_order_id"])
        short = short.anti_join(traded, list(ids))
    return short.mutate(moment=moment(short.gone_at, seconds))


def shown(back: Any) -> Any:
    """Add up by account and moment what was shown and taken back on each side (1e-8 base), in how many orders and prices."""
    buys = back.side == "buy"
    return back.group_by(list(MOMENT)).agg(
        shown_buy_e8=buys.ifelse(back.quantity_e8, 0).sum().cast("int64"),
        shown_sell_e8=buys.ifelse(0, back.quantity_e8).sum().cast("int64"),
        orders=_.count().cast("int64"),
        prices=_.price_e8.nunique().cast("int64"),
        from_sequence=_.from_sequence.min(),
        to_sequence=_.to_sequence.max(),
        from_at=_.added_at.min(),
        to_at=_.gone_at.max(),
    )


def traded(trades: Any, *, seconds: int) -> Any:
    """Add up by account and moment what it bought and sold; each trade counts in its moment and the next."""
    at = moment(trades.traded_at, seconds)
    sides = [
        trades.select(
            "venue_id", "instrument", account_id=trades[f"{who}_account_id"], moment=at + later,
            bought_e8=trades.quantity_e8 * int(who == "buyer"),
            sold_e8=trades.quantity_e8 * int(who == "seller"),
        )
        for who in ("buyer", "seller")
        for later in (0, 1)
    ]  # fmt: skip
    return (
        ibis.union(*sides)
        .group_by(list(MOMENT))
        .agg(
            bought_e8=_.bought_e8.sum().cast("int64"),
            sold_e8=_.sold_e8.sum().cast("int64"),
            trades=_.count().cast("int64"),
        )
    )


def posted(orders: Any, *, seconds: int) -> Any:
    """Add up by account and moment what it placed on each side then or the moment before, whatever became of it (1e-8 base).

    A quote of two sides of which one was traded and the other taken back was no show.
    """
    added = orders.filter(orders.event == "add")
    at, buys = moment(added.at, seconds), added.side == "buy"
    told = [
        added.select(
            *WHO, moment=at + later, placed_buy_e8=buys.ifelse(added.quantity_e8, 0), placed_sell_e8=buys.ifelse(0, added.quantity_e8)
        )
        for later in (0, 1)
    ]  # fmt: skip
    return (
        ibis.union(*told)
        .group_by(list(MOMENT))
        .agg(
            placed_buy_e8=_.placed_buy_e8.sum().cast("int64"),
            placed_sell_e8=_.placed_sell_e8.sum().cast("int64"),
        )
    )


def large_shows(back: Any, usual: Any, placed: Any, *, size_times: float, lopsided: int) -> Any:
    """Return the moments in which an account took back on one side `size_times` the usual trade and `lopsided` times what it
    placed on the other."""
    told = shown(back).inner_join(usual, ["venue_id", "instrument"])
    more = ibis.greatest(told.shown_buy_e8, told.shown_sell_e8)
    # Tenths, so that the engines compare whole numbers.
    told = told.filter(10 * more >= round(10 * size_times) * told.usual_e8).inner_join(placed, list(MOMENT))
    on_sell = told.shown_sell_e8 > told.shown_buy_e8
    other = on_sell.ifelse(told.placed_buy_e8, told.placed_sell_e8)
    return told.filter(ibis.greatest(told.shown_buy_e8, told.shown_sell_e8) >= lopsided * other)


def coincidences(shows: Any, trades: Any, *, seconds: int) -> Any:
    """Join to each large show what the account traded at that moment, nothing where it did not trade."""
    own = traded(trades.filter(_.quantity_e8 > 0), seconds=seconds)
    return shows.left_join(own, list(MOMENT)).select(
        *MOMENT, "shown_buy_e8", "shown_sell_e8", "orders", "prices", "from_sequence", "to_sequence", "from_at", "to_at", "usual_e8",
        "volume_e8", bought_e8=own.bought_e8.fill_null(0), sold_e8=own.sold_e8.fill_null(0), trades=own.trades.fill_null(0),
    )  # fmt: skip


def moment(at: Any, seconds: int) -> Any:
    return (epoch_microseconds(at) // (seconds * MICROSECONDS)).cast("int64")
