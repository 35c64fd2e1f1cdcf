"""A book at a moment, and a strip of moments around an event, as a page shows them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from terezi.base.errors import Unavailable
from terezi.evidence.facts.days import settlement_day
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.books.capture import Integers, Messages
from terezi.evidence.numerics.books.market import Market, Recording, recording, stretch
from terezi.evidence.numerics.books.replay import Book, book_after

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Level:
    """What stands at a price, in 1e-8."""

    price_e8: int
    quantity_e8: int


@dataclass(frozen=True)
class Frame:
    """One moment of a book: the nearest levels from the best on, and what was traded since the frame before."""

    at: datetime
    sequence: int
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    trades: int
    bought_e8: int
    sold_e8: int
    last_price_e8: int | None


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
) -> list[Frame]:
    """Return at most `frames` moments of a market, equally many messages apart, from the one before `starts_at` to `ends_at`.

    The span lies within one settlement day: what comes after it is left out.

    :raises Unavailable: when nothing of its book is told that day before `ends_at`.
    """
    day, market = settlement_day(starts_at, zone), Market(venue_id, instrument)
    told = stretch(lake, market, day, starts_at=starts_at, ends_at=ends_at)
    last = _place(told.messages, ends_at, venue_id, instrument)
    at_us = np.maximum.accumulate(told.messages.at_us)
    first = max(0, int(np.searchsorted(at_us, _micros(starts_at))) - 1)
    places = np.unique(np.linspace(min(first, last), last, frames).round().astype(np.int64))
    before = int(at_us[places[0]])
    strip = []
    for place in places.tolist():
        strip.append(_frame(told, place, before, int(at_us[place]), levels))
        before = int(at_us[place])
    return strip


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


def _frame(told: Recording, place: int, after_us: int, until_us: int, levels: int) -> Frame:
    book = book_after(told.messages, told.changes, message=place)
    trades = told.trades
    part = slice(*(int(it) for it in np.searchsorted(trades.at_us, [after_us, until_us], side="right")))
    bought, sold = (int(trades.quantity_e8[part][trades.sign[part] == sign].sum()) for sign in (1, -1))
    prices = trades.price_e8[part]
    return Frame(
        EPOCH + timedelta(microseconds=until_us),
        int(told.messages.sequence[place]),
        _levels(book.bid_e8, book.bid_quantity_e8, levels),
        _levels(book.ask_e8, book.ask_quantity_e8, levels),
        len(prices),
        bought,
        sold,
        int(prices[-1]) if len(prices) else None,
    )


def _levels(price: Integers, quantity: Integers, most: int) -> tuple[Level, ...]:
    return tuple(Level(*it) for it in zip(price[:most].tolist(), quantity[:most].tolist(), strict=True))


def _micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
