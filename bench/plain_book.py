"""An order book in two plain dictionaries, message by message: what the product's replay is compared with."""

import gzip
import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

PPM, UNIT_E8 = 1_000_000, 100_000_000
Level = tuple[int, int]


class PlainBook:
    """Prices and quantities of 1e-8; `set` says what stands at a price, `clear` that nothing stands anywhere."""

    def __init__(self) -> None:
        self.sides: dict[bool, dict[int, int]] = {True: {}, False: {}}

    def clear(self) -> None:
        self.sides = {True: {}, False: {}}

    def set(self, is_buy: bool, price: int, quantity: int) -> None:
        if quantity:
            self.sides[is_buy][price] = quantity
        else:
            self.sides[is_buy].pop(price, None)

    def levels(self, is_buy: bool) -> list[Level]:
        """Return what stands on a side, from the best price on."""
        return sorted(self.sides[is_buy].items(), reverse=is_buy)

    def best(self) -> tuple[int, int, int, int]:
        bid, ask = max(self.sides[True], default=0), min(self.sides[False], default=0)
        return bid, self.sides[True].get(bid, 0), ask, self.sides[False].get(ask, 0)

    def within(self, band_ppm: int) -> tuple[int, int]:
        """Return the quantities no farther from the middle than the band."""
        bid, _, ask, _ = self.best()
        if not bid or not ask:
            return 0, 0
        reach = (bid + ask) * band_ppm // PPM
        low, high = bid + ask - reach, bid + ask + reach
        return (
            sum(q for p, q in self.sides[True].items() if 2 * p >= low),
            sum(q for p, q in self.sides[False].items() if 2 * p <= high),
        )

    def slippage(self, size_e8: int) -> tuple[float | None, float | None]:
        """Return the cost of buying and of selling a size of quote units at once, in ppm of the middle."""
        bid, _, ask, _ = self.best()
        if not bid or not ask:
            return None, None
        quantity = max(round(size_e8 / ((bid + ask) / 200_000_000)), 1)
        fair = Fraction(quantity) * (bid + ask) / 2
        paid, got = self._taken(False, quantity), self._taken(True, quantity)
        return (
            None if paid is None else float((paid / fair - 1) * PPM),
            None if got is None else float((1 - got / fair) * PPM),
        )

    def _taken(self, is_buy: bool, quantity: int) -> int | None:
        left, notional = quantity, 0
        for price, stands in self.levels(is_buy):
            notional += price * min(left, stands)
            left -= min(left, stands)
            if not left:
                return notional
        return None


def replayed(snapshots: list[bool], changes: list[tuple[int, bool, int, int]]) -> Iterator[PlainBook]:
    """Yield the same book after each message; `changes` are (message, is_buy, price, quantity) in order."""
    book, at = PlainBook(), 0
    for message, is_snapshot in enumerate(snapshots):
        if is_snapshot:
            book.clear()
        while at < len(changes) and changes[at][0] == message:
            book.set(*changes[at][1:])
            at += 1
        yield book


def by_json(file: Path) -> tuple[list[bool], list[tuple[int, bool, int, int]]]:
    """Return what json and Decimal read of a Binance capture's depth messages, by the venue's number: snapshots and changes."""
    with gzip.open(file) as told:
        heard = [json.loads(it.partition(b" ")[2]) for it in told]
    said = [it.get("data", it) for it in heard]
    kept = [it for it in said if it.get("e") == "depthUpdate" or "lastUpdateId" in it]
    kept.sort(key=lambda it: it.get("u", it.get("lastUpdateId")))
    rows = [
        (n, is_buy, int(Decimal(price) * UNIT_E8), int(Decimal(quantity) * UNIT_E8))
        for n, it in enumerate(kept)
        for is_buy, keys in ((True, ("b", "bids")), (False, ("a", "asks")))
        for price, quantity in it.get(keys[0], it.get(keys[1]))
    ]
    return ["lastUpdateId" in it for it in kept], rows
