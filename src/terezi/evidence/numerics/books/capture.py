"""What a recording of one market says: messages, what they set in the book, and trades."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
UNIT_E8 = 100_000_000

KEY_BITS = 62


def stable_order(keys: Integers) -> Integers:
    """Return the places of whole numbers in rising order, equal ones as they came.

    Sorting one packed integer is five times faster than an argsort.
    """
    if len(keys) < 2:
        return np.arange(len(keys))
    place_bits, least = len(keys).bit_length(), int(keys.min())
    if (int(keys.max()) - least).bit_length() + place_bits > KEY_BITS:
        return np.argsort(keys, kind="stable")
    packed = (keys - least << place_bits) | np.arange(len(keys))
    packed.sort()
    return packed & ((1 << place_bits) - 1)


@dataclass(frozen=True)
class Messages:
    """Messages that touch the book, in the order of the venue's numbers; times in microseconds since 1970, UTC.

    `follows` is the number each says it follows, -1 where it does not say; a snapshot says all that stands.
    """

    sequence: Integers
    follows: Integers
    at_us: Integers
    heard_at_us: Integers
    is_snapshot: Flags

    def __len__(self) -> int:
        return len(self.sequence)

    def gaps(self) -> Integers:
        """Return the messages (by place) that follow another one than the one before them; a snapshot heals a gap."""
        told = (self.follows[1:] >= 0) & ~self.is_snapshot[1:]
        broken = np.where(self.is_snapshot[:-1], False, self.follows[1:] != self.sequence[:-1])
        return np.flatnonzero(told & broken) + 1


@dataclass(frozen=True)
class Changes:
    """What stands at single prices afterwards, in order; `message` is a place in `Messages`, quantities are absolute."""

    message: Integers
    is_buy: Flags
    price_e8: Integers
    quantity_e8: Integers

    def __len__(self) -> int:
        return len(self.message)

    def of(self, *, is_buy: bool) -> "Changes":
        """Return the changes of one side of the book."""
        return self.where(self.is_buy if is_buy else ~self.is_buy)

    def where(self, kept: Any) -> "Changes":
        """Return the changes a mask keeps, or those at given places."""
        return Changes(self.message[kept], self.is_buy[kept], self.price_e8[kept], self.quantity_e8[kept])


@dataclass(frozen=True)
class Trades:
    """Trades by time; `sign` is 1 where the buyer took the liquidity, -1 the seller, 0 where it is not told."""

    at_us: Integers
    price_e8: Integers
    quantity_e8: Integers
    sign: Integers

    def __len__(self) -> int:
        return len(self.at_us)


@dataclass(frozen=True)
class Quotes:
    """Best bid and ask as the venue itself tells them, with the number of the update they hold after."""

    sequence: Integers
    at_us: Integers
    bid_e8: Integers
    bid_quantity_e8: Integers
    ask_e8: Integers
    ask_quantity_e8: Integers

    def __len__(self) -> int:
        return len(self.sequence)


Columns = TypeVar("Columns", Messages, Changes, Trades, Quotes)


@dataclass(frozen=True)
class Capture:
    """One market's recording, parsed; `lines` counts what was read, whether or not it touches the book."""

    lines: int
    messages: Messages
    changes: Changes
    trades: Trades
    quotes: Quotes


_NONE, _NO = np.zeros(0, np.int64), np.zeros(0, np.bool_)
NO_MESSAGES = Messages(_NONE, _NONE, _NONE, _NONE, _NO)
NO_CHANGES = Changes(_NONE, _NO, _NONE, _NONE)
NO_TRADES = Trades(_NONE, _NONE, _NONE, _NONE)
NO_QUOTES = Quotes(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE)


def together(parts: Sequence[Columns]) -> Columns:
    """Return the rows of at least one part after the other."""
    kind = type(parts[0])
    return kind(*(np.concatenate([getattr(part, it.name) for part in parts]) for it in fields(kind)))


def in_sequence(messages: Sequence[Messages], changes: Sequence[Changes]) -> tuple[Messages, Changes]:
    """Return all messages by the venue's number with their changes; a snapshot goes after the update with its number.

    Changes of each part name the places of that part.
    """
    begins = np.cumsum([0, *map(len, messages)])
    moved = [replace(it, message=it.message + begin) for it, begin in zip(changes, begins[:-1], strict=True)]
    all_messages, all_changes = together(messages), together(moved)
    if (np.diff(all_messages.sequence) >= 0).all():
        return all_messages, all_changes
    order = np.argsort(all_messages.sequence, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    sorted_changes = replace(all_changes, message=place[all_changes.message])
    by_place = np.argsort(sorted_changes.message, kind="stable")
    kept = [getattr(all_messages, it.name)[order] for it in fields(Messages)]
    return Messages(*kept), sorted_changes.where(by_place)
