"""The book after every message: best prices, depth within bands, and what standard sizes would have cost.

Deterministic, in integers of 1e-8 but for the slippage; only messages and changes come in, in the order of the venue's numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terezi.evidence.numerics.books.capture import UNIT_E8, Changes, Floats, Integers, Messages
from terezi.evidence.numerics.books.side import Side, side

CHANGES_AT_ONCE = 1 << 16
PPM = 1_000_000


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
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("bid_e8", "bid_quantity_e8", "ask_e8", "ask_quantity_e8")),
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
    return joined([*parts, changes.where(slice(begins, len(changes)))])


def _taken_away(told: Changes, message: int) -> Iterator[Changes]:
    for is_buy in (True, False):
        price = np.unique(told.of(is_buy=is_buy).price_e8)
        yield Changes(
            np.full(len(price), message), np.full(len(price), is_buy), price, np.zeros(len(price), np.int64)
        )


def joined(parts: Sequence[Changes]) -> Changes:
    """Return changes one after another."""
    return Changes(
        np.concatenate([part.message for part in parts]),
        np.concatenate([part.is_buy for part in parts]),
        np.concatenate([part.price_e8 for part in parts]),
        np.concatenate([part.quantity_e8 for part in parts]),
    )


def _states(bids: Side, asks: Side, asked: Measures) -> States:
    best_bid, best_ask = bids.best(), asks.best()
    bid, ask = _price(bids, best_bid), _price(asks, best_ask)
    whole = (bid > 0) & (ask > 0)
    twice_middle = np.where(whole, bid + ask, 2 * UNIT_E8)
    depth = [np.stack([np.where(whole, it, 0) for it in _within(bids, asks, twice_middle, band)]) for band in asked.bands_ppm]
    slippage = [np.stack([np.where(whole, it, np.nan) for it in _slippage(bids, asks, twice_middle, size)]) for size in asked.sizes_e8]
    return States(
        bid,
        np.where(bid > 0, bids.at(best_bid), 0),
        ask,
        np.where(ask > 0, asks.at(best_ask), 0),
        np.stack(depth) if depth else np.zeros((0, 2, len(bid)), np.int64),
        np.stack(slippage) if slippage else np.zeros((0, 2, len(bid))),
    )


def _price(one: Side, number: Integers) -> Integers:
    return np.append(one.price_e8, 0)[number] if one.bits else np.zeros_like(number)


def _within(bids: Side, asks: Side, twice_middle: Integers, band_ppm: int) -> tuple[Integers, Integers]:
    """Return what stands on each side no farther from the middle than the band; whole numbers all the way."""
    reach = twice_middle // PPM * band_ppm + twice_middle % PPM * band_ppm // PPM
    bid_numbers = len(bids.price_e8) - np.searchsorted(2 * bids.price_e8[::-1], twice_middle - reach, side="left")
    ask_numbers = np.searchsorted(2 * asks.price_e8, twice_middle + reach, side="right")
    return bids.below(bid_numbers), asks.below(ask_numbers)


def _slippage(bids: Side, asks: Side, twice_middle: Integers, size_e8: int) -> tuple[Floats, Floats]:
    middle = twice_middle / (2 * UNIT_E8)
    quantity = np.maximum(np.rint(size_e8 / middle), 1).astype(np.int64)
    fair = quantity / UNIT_E8 * middle
    return (asks.cost(quantity) / fair - 1) * PPM, (1 - bids.cost(quantity) / fair) * PPM


def _nothing(asked: Measures) -> States:
    none = np.zeros(0, np.int64)
    return States(
        none, none, none, none, np.zeros((len(asked.bands_ppm), 2, 0), np.int64), np.zeros((len(asked.sizes_e8), 2, 0))
    )
