"""What the orders of some accounts make of a market's book: the same replay, of their own events and trades only."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.books.capture import Integers
from terezi.evidence.numerics.books.market import Market
from terezi.evidence.numerics.books.orders import (
    ORDER_EVENTS,
    STANDING,
    TRADE_EVENTS,
    OrderBook,
    from_orders,
)
from terezi.evidence.numerics.books.replay import book_after

LOOKED_BACK_DAYS = 7
"""How long ago an order of theirs that still stands may have been told of last."""


def own_book(lake: Lake, market: Market, day: date, accounts: Sequence[str]) -> OrderBook:
    """Return a market's settlement day of some accounts' orders alone: what trades took from them is taken off."""
    orders = _theirs(lake.on("venue_orders", day), market, accounts, "account_id")
    trades = _theirs(lake.on("venue_trades", day), market, accounts, "buyer_account_id", "seller_account_id")
    left = _of(lake.on("venue_standing", day - timedelta(days=1)), market)
    before = lake.within("venue_orders", Period(day - timedelta(days=LOOKED_BACK_DAYS), day))
    stood = left.semi_join(_theirs(before, market, accounts, "account_id"), "order_id")
    told = [
        lake.collect(rows.select(*columns)).select(columns)
        for rows, columns in ((orders, ORDER_EVENTS), (trades, TRADE_EVENTS), (stood, STANDING))
    ]
    return from_orders(*told)


def own_after(own: OrderBook, number: int) -> dict[tuple[str, int], int]:
    """Return what is left of own orders after the message of a number, by side (buy, sell) and price, in 1e-8 of the base."""
    place = int(np.searchsorted(own.messages.sequence, number, side="right")) - 1
    if place < 0:
        return {}
    book = book_after(own.messages, own.changes, message=place)
    return _levels("buy", book.bid_e8, book.bid_quantity_e8) | _levels(
        "sell", book.ask_e8, book.ask_quantity_e8
    )


def _levels(side: str, price: Integers, quantity: Integers) -> dict[tuple[str, int], int]:
    return {(side, at): left for at, left in zip(price.tolist(), quantity.tolist(), strict=True)}


def _of(rows: Any, market: Market) -> Any:
    return rows.filter(rows.venue_id == market.venue_id, rows.instrument == market.instrument)


def _theirs(rows: Any, market: Market, accounts: Sequence[str], *columns: str) -> Any:
    its, wanted = _of(rows, market), list(accounts)
    theirs = its[columns[0]].isin(wanted)
    for column in columns[1:]:
        theirs = theirs | its[column].isin(wanted)
    return its.filter(theirs)
