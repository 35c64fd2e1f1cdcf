"""The book after every message: best prices, depth within bands, and what standard sizes would have cost.

Deterministic, in integers of 1e-8 but for the slippage; only messages and changes come in, in the order of the venue's numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from terezi.base.units import PPM
from terezi.evidence.numerics.books.capture import UNIT_E8, Changes, Floats, Integers, Messages, together
from terezi.evidence.numerics.books.side import Side, side

CHANGES_AT_ONCE = 1 << 16


@dataclass(frozen=True)
class Measures:
    """What to measure besides the best prices: bands around the middle (ppm), order sizes in quote units of 1e-8."""

    bands_ppm: tuple[int, ...] = ()
    sizes_e8: tuple[int, ...] = ()


@dataclass(frozen=True)
class States:
    """After each message: best bid and ask with their quantities (1e-8; 0 where nothing stands) and the measures.

    `depth_e8[band, side]` in base, `slippage_ppm[size, way]` of the middle (NaN where the book holds too little or is one-sided);
    side 0 is bids, way 0 buys.
    """

    bid_e8: Integers
    bid_quantity_e8: Integers
    ask_e8: Integers
    ask_quantity_e8: Integers
    depth_e8: NDArray[np.int64]
    slippage_ppm: Floats

    def __len__(self) -> int:
        return len(self.bid_e8)

    def where(self, kept: Any) -> "States":
        """Return the states a slice or a mask keeps."""
        return States(
            self.bid_e8[kept],
            self.bid_quantity_e8[kept],
            self.ask_e8[kept],
            self.ask_quantity_e8[kept],
            self.depth_e8[:, :, kept],
            self.slippage_ppm[:, :, kept],
        )

    @property
    def is_two_sided(self) -> NDArray[np.bool_]:
        return (self.bid_e8 > 0) & (self.ask_e8 > 0)


@dataclass(frozen=True)
class Book:
    """One moment of a book: prices from the best on and what stands there, in 1e-8."""

    bid_e8: Integers
    bid_quantity_e8: Integers
    ask_e8: Integers
    ask_quantity_e8: Integers


def replay(messages: Messages, changes: Changes, *, measures: Measures | None = None) -> States:
    """Return the states after every message of a recording."""
    asked = measures or Measures()
    parts = [_states(bids, asks, asked) for _, bids, asks in _chunks(messages, changes)]
    if not parts:
        return _nothing(asked)
    return States(
        np.concatenate([part.bid_e8 for part in parts]),
        np.concatenate([part.bid_quantity_e8 for part in parts]),
        np.concatenate([part.ask_e8 for part in parts]),
        np.concatenate([part.ask_quantity_e8 for part in parts]),
        np.concatenate([part.depth_e8 for part in parts], axis=2),
        np.concatenate([part.slippage_ppm for part in parts], axis=2),
    )


def book_after(messages: Messages, changes: Changes, *, message: int) -> Book:
    """Return the whole book as it stands after one message, by its place."""
    kept = _emptied(messages, changes)
    kept = kept.where(slice(0, int(np.searchsorted(kept.message, message, side="right"))))
    empty = kept.where(slice(0, 0))
    bids, asks = (
        _left(side(kept.of(is_buy=is_buy), standing=empty, messages=np.array([message]), bids=is_buy), empty)
        for is_buy in (True, False)
    )
    return Book(bids.price_e8, bids.quantity_e8, asks.price_e8, asks.quantity_e8)


def _chunks(messages: Messages, changes: Changes) -> Iterator[tuple[Integers, Side, Side]]:
    """Yield messages with both sides over them; each chunk begins with what stood at the end of the one before."""
    changes = _emptied(messages, changes)
    empty = changes.where(slice(0, 0))
    standing = {True: empty, False: empty}
    begins = 0
    while begins < len(messages):
        first = int(np.searchsorted(changes.message, begins))
        ends = _chunk_end(changes, begins, first, len(messages))
        last = int(np.searchsorted(changes.message, ends))
        places, part = np.arange(begins, ends), changes.where(slice(first, last))
        bids, asks = (
            side(part.of(is_buy=is_buy), standing=standing[is_buy], messages=places, bids=is_buy)
            for is_buy in (True, False)
        )
        yield places, bids, asks
        standing = {True: _left(bids, empty), False: _left(asks, empty)}
        begins = ends


def _chunk_end(changes: Changes, begins: int, first: int, messages: int) -> int:
    """Return the message a chunk ends before: some ten thousand changes, at least one message, at most as many messages."""
    after = first + CHANGES_AT_ONCE
    ends = int(changes.message[after]) if after < len(changes) else messages
    return min(max(ends, begins + 1), begins + CHANGES_AT_ONCE)


def _left(ended: Side, like: Changes) -> Changes:
    """Return what stands on a side at last, from the best price on."""
    stands = ended.left_e8 > 0
    count = int(stands.sum())
    return Changes(
        np.zeros(count, np.int64), np.zeros(count, np.bool_), ended.price_e8[stands], ended.left_e8[stands]
    )


def _emptied(messages: Messages, changes: Changes) -> Changes:
    """Let every snapshot take away, before it sets its own levels, all levels told before it."""
    snapshots = np.flatnonzero(messages.is_snapshot)
    snapshots = snapshots[snapshots > (changes.message[0] if len(changes) else 0)]
    if not len(snapshots):
        return changes
    parts, begins = [], 0
    for snapshot in snapshots:
        at = int(np.searchsorted(changes.message, snapshot))
        parts += [changes.where(slice(begins, at)), *_taken_away(changes.where(slice(0, at)), int(snapshot))]
        begins = at
    return together([*parts, changes.where(slice(begins, len(changes)))])


def _taken_away(told: Changes, message: int) -> Iterator[Changes]:
    for is_buy in (True, False):
        price = np.unique(told.of(is_buy=is_buy).price_e8)
        yield Changes(
            np.full(len(price), message), np.full(len(price), is_buy), price, np.zeros(len(price), np.int64)
        )


def _states(bids: Side, asks: Side, asked: Measures) -> States:
    numbers = bids.best(), asks.best()
    best = [_price(side_, number) for side_, number in zip((bids, asks), numbers, strict=True)]
    whole = (best[0] > 0) & (best[1] > 0)
    twice_middle = np.where(whole, best[0] + best[1], 2 * UNIT_E8)
    within = _within(bids, asks, twice_middle, asked.bands_ppm)
    told = [
        side_.below(np.stack([number, number + 1, *bounds]))
        for side_, number, bounds in zip((bids, asks), numbers, within, strict=True)
    ]
    at_best = [np.where(price > 0, below[1] - below[0], 0) for price, below in zip(best, told, strict=True)]
    depth = np.stack([np.where(whole, below[2:], 0) for below in told], axis=1)
    slippage = np.where(whole, _slippage(bids, asks, twice_middle, asked.sizes_e8), np.nan)
    return States(best[0], at_best[0], best[1], at_best[1], depth, slippage)


def _price(one: Side, number: Integers) -> Integers:
    return np.append(one.price_e8, 0)[number] if one.bits else np.zeros_like(number)


def _within(
    bids: Side, asks: Side, twice_middle: Integers, bands_ppm: Sequence[int]
) -> tuple[list[Integers], list[Integers]]:
    """Count on each side the prices no farther from the middle than each band; whole numbers all the way."""
    reaches = [twice_middle // PPM * band + twice_middle % PPM * band // PPM for band in bands_ppm]
    rising, asked = 2 * bids.price_e8[::-1], 2 * asks.price_e8
    return (
        [len(rising) - np.searchsorted(rising, twice_middle - reach, side="left") for reach in reaches],
        [np.searchsorted(asked, twice_middle + reach, side="right") for reach in reaches],
    )


def _slippage(bids: Side, asks: Side, twice_middle: Integers, sizes_e8: Sequence[int]) -> Floats:
    if not sizes_e8:
        return np.zeros((0, 2, len(twice_middle)))
    middle = twice_middle / (2 * UNIT_E8)
    quantity = np.maximum(np.rint(np.array(sizes_e8)[:, np.newaxis] / middle), 1).astype(np.int64)
    fair = quantity / UNIT_E8 * middle
    return np.stack([(asks.cost(quantity) / fair - 1) * PPM, (1 - bids.cost(quantity) / fair) * PPM], axis=1)


def _nothing(asked: Measures) -> States:
    none = np.zeros(0, np.int64)
    return States(
        none,
        none,
        none,
        none,
        np.zeros((len(asked.bands_ppm), 2, 0), np.int64),
        np.zeros((len(asked.sizes_e8), 2, 0)),
    )
