"""A book at a moment, and a strip of moments around an event, as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from terezi.base.errors import Unavailable
from terezi.evidence.facts.days import settlement_day
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.books.capture import Integers, Messages
from terezi.evidence.numerics.books.market import FARTHEST, Market, Recording, recording, stretch
from terezi.evidence.numerics.books.own import own_after, own_book
from terezi.evidence.numerics.books.replay import Book, book_after

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_WHILE_US = 1_000_000
"""A book crossed for less than this is in the middle of a match whose trades are told one after the other."""
LOOKED_AT = 24  # moments next to a crossed one that are looked at for the end of its match


@dataclass(frozen=True)
class Level:
    """What stands at a price, in 1e-8."""

    price_e8: int
    quantity_e8: int


@dataclass(frozen=True)
class Frame:
    """One moment of a book: the nearest levels from the best on, and what was traded since the frame before.

    `own_bids_e8`, `own_asks_e8` say how much of each of these levels is the accounts' the strip was asked for, in their order.
    """

    at: datetime
    sequence: int
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    trades: int
    bought_e8: int
    sold_e8: int
    last_price_e8: int | None
    own_bids_e8: tuple[int, ...]
    own_asks_e8: tuple[int, ...]

    @property
    def is_crossed(self) -> bool:
        """Whether somebody bids as much as somebody asks, or more."""
        return bool(self.bids and self.asks) and self.bids[0].price_e8 >= self.asks[0].price_e8


def book_at(lake: Lake, *, venue_id: str, instrument: str, at: datetime, zone: str) -> Book:
    """Return a market's whole book as it stood at an instant.

    :raises Unavailable: when nothing of its book is told that day before the instant.
    """
    told = _told(lake, venue_id, instrument, at, zone)
    return book_after(told.messages, told.changes, message=_place(told.messages, at, venue_id, instrument))


def film_strip(
    lake: Lake,
    *,
    venue_id: str,
    instrument: str,
    starts_at: datetime,
    ends_at: datetime,
    zone: str,
    frames: int = 12,
    levels: int = 10,
    accounts: Sequence[str] = (),
    through: datetime | None = None,
) -> list[Frame]:
    """Return some `frames` moments of a market, about equally many messages apart, from the one before `starts_at` to `ends_at`.

    Each is the end of an instant, so that what matches at once is shown matched. The span lies within one settlement day: what comes
    after it is left out. `accounts` are those whose part of the levels is told; `through` is a moment that is shown in any case.

    :raises Unavailable: when nothing of its book is told that day before `ends_at`, or before `through`.
    """
    day, market = settlement_day(starts_at, zone), Market(venue_id, instrument)
    told = stretch(lake, market, day, starts_at=starts_at, ends_at=ends_at)
    last = _place(told.messages, ends_at, venue_id, instrument)
    at_us = np.maximum.accumulate(told.messages.at_us)
    places = _spread(at_us, max(0, int(np.searchsorted(at_us, _micros(starts_at))) - 1), last, frames)
    if through is not None:
        places = np.union1d(places, [_place(told.messages, through, venue_id, instrument)])
    books = dict(_matched(told, at_us, int(place), last) for place in places)
    own = own_book(lake, market, day, accounts) if accounts else None
    before = int(at_us[min(books)])
    strip = []
    for place, book in sorted(books.items()):
        nearest = _Nearest(book, levels, own_after(own, int(told.messages.sequence[place])) if own else {})
        strip.append(_frame(told, place, before, int(at_us[place]), nearest))
        before = int(at_us[place])
    return strip


def _spread(at_us: Integers, first: int, last: int, frames: int) -> Integers:
    """Choose places that are each the last of its instant, from the first one's on."""
    ends = np.flatnonzero(np.diff(at_us[: last + 1], append=FARTHEST))
    ends = ends[np.searchsorted(ends, min(first, last)) :]
    chosen: Integers = ends[np.unique(np.linspace(0, len(ends) - 1, frames).round().astype(np.int64))]
    return chosen


def _matched(told: Recording, at_us: Integers, place: int, last: int) -> tuple[int, Book]:
    """Return the place with its book, or where it is crossed for less than a while the nearest place at which it is not."""
    book = book_after(told.messages, told.changes, message=place)
    if not _is_crossed(book):
        return place, book
    ends = np.flatnonzero(np.diff(at_us[: last + 1], append=FARTHEST))
    here = int(np.searchsorted(ends, place))
    later, earlier = ends[here + 1 : here + 1 + LOOKED_AT], ends[max(0, here - LOOKED_AT) : here][::-1]
    is_cut = at_us[last] - at_us[place] < A_WHILE_US
    for each in [*later, *(earlier if is_cut else ())]:
        if abs(at_us[each] - at_us[place]) >= A_WHILE_US:
            continue
        near = book_after(told.messages, told.changes, message=int(each))
        if not _is_crossed(near):
            return int(each), near
    return place, book


def _is_crossed(book: Book) -> bool:
    return bool(len(book.bid_e8) and len(book.ask_e8)) and int(book.bid_e8[0]) >= int(book.ask_e8[0])


def _told(lake: Lake, venue_id: str, instrument: str, at: datetime, zone: str) -> Recording:
    return recording(lake, Market(venue_id, instrument), settlement_day(at, zone))


def _place(messages: Messages, at: datetime, venue_id: str, instrument: str) -> int:
    """Return the last message at or before an instant, by clocks that never run backwards."""
    at_us = np.maximum.accumulate(messages.at_us) if len(messages) else messages.at_us
    place = int(np.searchsorted(at_us, _micros(at), side="right")) - 1
    if place < 0:
        raise Unavailable(
            f"Nothing is told of the book of {instrument} at {venue_id} on its day up to {at:%Y-%m-%d %H:%M:%S} UTC: "
            "load the venue's orders, or ask for a later moment"
        )
    return place


@dataclass(frozen=True)
class _Nearest:
    """A book of which so many levels are shown, and what of it is the accounts' by side and price."""

    book: Book
    levels: int
    theirs: dict[tuple[str, int], int]

    def of(self, side: str, price: Integers, quantity: Integers) -> tuple[tuple[Level, ...], tuple[int, ...]]:
        shown = _levels(price, quantity, self.levels)
        return shown, tuple(self.theirs.get((side, level.price_e8), 0) for level in shown)


def _frame(told: Recording, place: int, after_us: int, until_us: int, nearest: _Nearest) -> Frame:
    trades, book = told.trades, nearest.book
    part = slice(*(int(it) for it in np.searchsorted(trades.at_us, [after_us, until_us], side="right")))
    bought, sold = (int(trades.quantity_e8[part][trades.sign[part] == sign].sum()) for sign in (1, -1))
    prices = trades.price_e8[part]
    bids, own_bids = nearest.of("buy", book.bid_e8, book.bid_quantity_e8)
    asks, own_asks = nearest.of("sell", book.ask_e8, book.ask_quantity_e8)
    return Frame(
        EPOCH + timedelta(microseconds=until_us),
        int(told.messages.sequence[place]),
        bids,
        asks,
        len(prices),
        bought,
        sold,
        int(prices[-1]) if len(prices) else None,
        own_bids,
        own_asks,
    )


def _levels(price: Integers, quantity: Integers, most: int) -> tuple[Level, ...]:
    return tuple(Level(*it) for it in zip(price[:most].tolist(), quantity[:most].tolist(), strict=True))


def _micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
