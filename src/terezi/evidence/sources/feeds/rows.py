"""What all readers of feeds share: what a reader is, and how a book or a trade becomes rows."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from terezi.evidence.sources.formats import Row
from terezi.evidence.sources.raw_captures import SNAPSHOT, TRADE, UPDATE

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SIDES = (("buy", "bids"), ("sell", "asks"))
SIDES_IN_SHORT = (("buy", "b"), ("sell", "a"))
MILLI, MICRO = 1_000, 1_000_000
Read = Callable[[Any, str, int], Iterator[Row]]
"""A reader: the message, when it was heard, and the number of its line."""
Level = tuple[str, Any, Any]
BOOK_KINDS = {"snapshot": SNAPSHOT, "update": UPDATE}


def seconds(stamp: float) -> str:
    """Return seconds since 1970 as an instant."""
    return (EPOCH + timedelta(microseconds=round(stamp * 1e6))).isoformat()


def millis(stamp: Any) -> str:
    """Return milliseconds since 1970, as number or text, as an instant."""
    return seconds(float(stamp) / MILLI)


def plain(amount: Any) -> str:
    """Return an amount in digits, without the power of ten that JSON's numbers may have: `1.6E-7` is 0.00000016."""
    return format(Decimal(str(amount)), "f")


def sided(said: Any, sides: Iterable[tuple[str, str]] = SIDES, *, price: Any = 0, quantity: Any = 1) -> list[Level]:  # fmt: skip
    """Return the levels of both sides, whose price and quantity stand at these places or under these names."""
    return [(side, it[price], it[quantity]) for side, key in sides for it in said.get(key) or ()]


def book(
    venue: str, symbol: str, kind: str, levels: Iterable[Level], *,
    number: int, heard_at: str, at: str = "", before: object = "",
) -> Iterator[Row]:  # fmt: skip
    """Yield a message of a book; where it does not say when, it was when it was heard."""
    head = (venue, symbol, kind, number, before, at or heard_at, heard_at)
    yield from standing(head, kind, [(side, plain(price), plain(size)) for side, price, size in levels])


def trade(
    venue: str, symbol: str, number: object, *,
    at: str, heard_at: str, side: str, price: Any, quantity: Any,
) -> Row:  # fmt: skip
    """Return a trade; `side` is that of whoever took, in any case of letters, or nothing where none did."""
    return (venue, symbol, TRADE, number, "", at, heard_at, side.lower(), plain(price), plain(quantity))


def standing(head: tuple[Any, ...], kind: str, levels: list[Level]) -> Iterator[Row]:
    """Yield levels, of several changes of one price the last; in a snapshot only what stands."""
    said = {(side, float(price)): (side, price, quantity) for side, price, quantity in levels}
    yield from ((*head, *it) for it in said.values() if kind == UPDATE or float(it[2]))
