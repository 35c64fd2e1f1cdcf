"""Trades at a price worse than a better order then waiting in the venue's own book.

One pass over the events of one instrument in their order. Orders placed before the first event are not known here, so what is
counted is a least number: an order that waited longer can only make more of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple

PPM = 1_000_000
BUY = 1
SELL = -1


class Event(NamedTuple):
    """An order as it stands after an event (`quantity_e8` 0 when it is gone), or a trade of two orders.

    `side` is `BUY` or `SELL`: of the order, or of the order that took the liquidity.
    """

    is_trade: bool
    side: int
    price_e8: int
    quantity_e8: int
    order: object
    other: object = None


@dataclass(frozen=True)
class Throughs:
    """How many trades went through a better order, and how far the furthest lay from it."""

    trades: int
    furthest_ppm: int


class _Waiting:
    """The orders of one side; the best is found by a heap whose stale entries are dropped when they surface."""

    def __init__(self, side: int) -> None:
        self._sign = -side
        self._heap: list[tuple[int, int, object]] = []
        self._left: dict[object, tuple[int, int]] = {}
        self._count = 0

    def stands(self, order: object, price_e8: int, quantity_e8: int) -> None:
        if quantity_e8 <= 0:
            self._left.pop(order, None)
            return
        before = self._left.get(order)
        self._left[order] = (price_e8, quantity_e8)
        if before is None or before[0] != price_e8:
            self._count += 1
            heappush(self._heap, (self._sign * price_e8, self._count, order))

    def takes(self, order: object, quantity_e8: int) -> None:
        if (told := self._left.get(order)) is not None:
            self.stands(order, told[0], told[1] - quantity_e8)

    def best(self) -> int | None:
        while self._heap:
            price, _, order = self._heap[0]
            told = self._left.get(order)
            if told is not None and told[0] == self._sign * price:
                return told[0]
            heappop(self._heap)
        return None


def trade_throughs(events: Iterable[Event]) -> Throughs:
    """Count the trades whose price is worse, for whoever took, than the best order waiting on the other side."""
    waiting = {BUY: _Waiting(BUY), SELL: _Waiting(SELL)}
    trades = furthest_ppm = 0
    for event in events:
        if not event.is_trade:
            waiting[event.side].stands(event.order, event.price_e8, event.quantity_e8)
            continue
        best = waiting[-event.side].best()
        worse_e8 = 0 if best is None else event.side * (event.price_e8 - best)
        if worse_e8 > 0 and best is not None:
            trades += 1
            furthest_ppm = max(furthest_ppm, worse_e8 * PPM // best)
        waiting[BUY].takes(event.order, event.quantity_e8)
        waiting[SELL].takes(event.other, event.quantity_e8)
    return Throughs(trades, furthest_ppm)
