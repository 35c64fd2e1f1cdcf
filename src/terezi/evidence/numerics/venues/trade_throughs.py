"""Trades at a price worse than a better order then waiting in the venue's own book.

The events of one instrument are replayed in their order, part after part. Orders placed before the first part are not known here, so
what is counted is a least number: an order that waited longer can only make more of them.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from terezi.evidence.numerics.books.capture import Integers, stable_order
from terezi.evidence.numerics.books.orders import from_orders
from terezi.evidence.numerics.books.replay import best_prices

PPM = 1_000_000


@dataclass(frozen=True)
class Throughs:
    """How many trades went through a better order, and how far the furthest lay from it."""

    trades: int
    furthest_ppm: int


def trade_throughs(
    orders: pl.DataFrame, trades: pl.DataFrame, standing: pl.DataFrame
) -> tuple[Throughs, pl.DataFrame]:
    """Count the trades whose price is worse, for whoever took, than the best order waiting on the other side.

    Columns are ORDER_EVENTS, TRADE_EVENTS and STANDING of `books.orders`: what stood before. Answers what is left standing too.
    """
    places = _places(orders, trades)
    of_order, of_trade = places[: len(orders)], places[len(orders) :]
    book = from_orders(
        orders.with_columns(sequence=of_order), trades.with_columns(sequence=of_trade), standing
    )
    # A message of what stood before goes first; before a trade is after the message in front of it.
    first = int(book.messages.is_snapshot[:1].sum())
    bid, ask = (np.append(0, best)[of_trade + first] for best in best_prices(book.messages, book.changes))
    bought, price = (trades["aggressor"] == "buy").to_numpy(), trades["price_e8"].to_numpy()
    best = np.where(bought, ask, bid)
    worse = np.where(best > 0, np.where(bought, price - best, best - price), 0)
    through = worse > 0
    far = (
        w * PPM // b for w, b in zip(worse[through].tolist(), best[through].tolist(), strict=True)
    )  # beyond 64 bits
    return Throughs(int(through.sum()), max(far, default=0)), book.standing


def _places(orders: pl.DataFrame, trades: pl.DataFrame) -> Integers:
    """Number order events and then trades by the venue's numbers, an order's event before a trade of the same one."""
    numbers = np.concatenate([2 * orders["sequence"].to_numpy(), 2 * trades["sequence"].to_numpy() + 1])
    places = np.empty(len(numbers), np.int64)
    places[stable_order(numbers)] = np.arange(len(numbers))
    return places
