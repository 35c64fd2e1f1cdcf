"""Messages of public feeds of venues whose captures say what they need in one message: HitBTC's kin, OKX, Bitget.

Futures and swaps count contracts, not coins, and are left out.
"""

from collections.abc import Iterator
from typing import Any

from terezi.evidence.sources.feeds.rows import BOOK_KINDS, MILLI, SIDES, Read, seconds, standing
from terezi.evidence.sources.formats import Row
from terezi.evidence.sources.raw_captures import SNAPSHOT, TRADE, UPDATE


def hitbtc(venue: str) -> Read:
    """Read version 2 of the feed HitBTC and its kin speak: numbered books by market, and trades."""
    books = {"snapshotOrderbook": SNAPSHOT, "updateOrderbook": UPDATE}

    def read(told: Any, heard_at: str, number: int) -> Iterator[Row]:
        method, said = told.get("method"), told.get("params", {})
        if method in books:
            kind = books[method]
            head = (venue, said["symbol"], kind, said["sequence"], "", said["timestamp"], heard_at)
            levels = [(side, it["price"], it["size"]) for side, key in (("buy", "bid"), ("sell", "ask")) for it in said[key]]  # fmt: skip
            yield from standing(head, kind, levels)
        elif method in {"snapshotTrades", "updateTrades"}:
            for it in said["data"]:
                head = (venue, said["symbol"], TRADE, it["id"], "", it["timestamp"], heard_at)
                yield (*head, it["side"], it["price"], it["quantity"])

    return read


def fmfw(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read version 3 of that feed, as FMFW speaks it: several markets in a message."""
    channel = told.get("ch", "")
    for word, kind in BOOK_KINDS.items():
        for symbol, said in told.get(word, {}).items():
            if channel == "orderbook/full":
                head = ("fmfw", symbol, kind, said["s"], "", seconds(said["t"] / MILLI), heard_at)
                levels = [(side, *it) for side, key in (("buy", "b"), ("sell", "a")) for it in said[key]]
                yield from standing(head, kind, levels)
            elif channel == "trades":
                for it in said:
                    head = ("fmfw", symbol, TRADE, it["i"], "", seconds(it["t"] / MILLI), heard_at)
                    yield (*head, it["s"], it["p"], it["q"])


def okx(venue: str) -> Read:
    """Read version 5 of the feed of OKX and OKCoin."""

    def read(told: Any, heard_at: str, number: int) -> Iterator[Row]:
        channel, symbol = (told.get("arg", {}).get(name, "") for name in ("channel", "instId"))
        if symbol.count("-") != 1:
            return
        for it in told.get("data", ()):
            if channel == "books":
                kind = BOOK_KINDS[told["action"]]
                head = (venue, symbol, kind, number, "", seconds(int(it["ts"]) / MILLI), heard_at)
                yield from standing(
                    head, kind, [(side, *level[:2]) for side, key in SIDES for level in it[key]]
                )
            elif channel == "trades":
                at = seconds(int(it["ts"]) / MILLI)
                yield (venue, symbol, TRADE, it["tradeId"], "", at, heard_at, it["side"], it["px"], it["sz"])

    return read


def bitget(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read version 1 of Bitget's feed of spot markets, which numbers neither books nor trades."""
    arg = told.get("arg", {})
    if str(arg.get("instType", "")).lower() != "sp":
        return
    for place, it in enumerate(told.get("data", ())):
        if arg["channel"] == "books":
            kind = BOOK_KINDS[told["action"]]
            head = ("bitget", arg["instId"], kind, number, "", seconds(int(it["ts"]) / MILLI), heard_at)
            yield from standing(head, kind, [(side, *level[:2]) for side, key in SIDES for level in it[key]])
        elif arg["channel"] == "trade":
            stamp, price, quantity, side = it
            at, trade = seconds(int(stamp) / MILLI), f"{number}-{place}"
            yield ("bitget", arg["instId"], TRADE, trade, "", at, heard_at, side, price, quantity)
