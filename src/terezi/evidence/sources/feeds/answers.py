"""Whole books that a recorder asked for over http: where a feed tells changes alone, its book begins with them."""

from collections.abc import Callable, Iterator
from typing import Any

from terezi.evidence.sources.feeds.rows import MICRO, book, seconds, sided
from terezi.evidence.sources.formats import Row
from terezi.evidence.sources.raw_captures import SNAPSHOT

Answer = Callable[[Any, str, str], Iterator[Row]]
"""A reader: the answer, the market that was asked for, and when the answer was heard."""
_ASKED_BY = ("symbol", "currency_pair", "contract")


def symbol_of(address: str) -> str:
    """Return the market an address asks for: by name, or as the last word of the path."""
    path, _, query = address.partition("?")
    said = dict(part.partition("=")[::2] for part in query.split("&"))
    return next((said[name] for name in _ASKED_BY if name in said), path.rpartition("/")[2])


def binance(venue: str) -> Answer:
    """Read the depth of a venue of Binance's kin."""

    def read(told: Any, symbol: str, heard_at: str) -> Iterator[Row]:
        yield from book(venue, symbol, SNAPSHOT, sided(told), number=told["lastUpdateId"], heard_at=heard_at)

    return read


def bitstamp(told: Any, symbol: str, heard_at: str) -> Iterator[Row]:
    """Read Bitstamp's book, whose number is its microsecond."""
    number = int(told["microtimestamp"])
    yield from book("bitstamp", symbol, SNAPSHOT, sided(told), number=number, at=seconds(number / MICRO), heard_at=heard_at)  # fmt: skip


def kucoin(told: Any, symbol: str, heard_at: str) -> Iterator[Row]:
    """Read KuCoin's level 2."""
    said = told["data"]
    yield from book("kucoin", symbol, SNAPSHOT, sided(said), number=int(said["sequence"]), heard_at=heard_at)


def gateio(told: Any, symbol: str, heard_at: str) -> Iterator[Row]:
    """Read Gate.io's book of a spot market."""
    yield from book("gateio", symbol, SNAPSHOT, sided(told), number=told["id"], heard_at=heard_at)


def gateio_futures(told: Any, symbol: str, heard_at: str) -> Iterator[Row]:
    """Read Gate.io's book of a future, in contracts."""
    levels = sided(told, price="p", quantity="s")
    yield from book("gateio-futures", symbol, SNAPSHOT, levels, number=told["id"], heard_at=heard_at)
