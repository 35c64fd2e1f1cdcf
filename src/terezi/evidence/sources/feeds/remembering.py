"""Feeds of which a message says too little by itself: the reader remembers what the capture said before.

Each function returns a new reader for one capture.
"""

import re
from collections.abc import Iterator
from typing import Any

from terezi.evidence.sources.feeds.rows import Level, Read, book, millis, sided, trade
from terezi.evidence.sources.formats import Row
from terezi.evidence.sources.raw_captures import SNAPSHOT, UPDATE

_DELIVERED = re.compile(r"([A-Z]+)([FGHJKMNQUVXZ]\d{2})")


def bitfinex() -> Read:
    """Read Bitfinex, version 2: channels are numbered; an amount below 0 is asked or sold, a count of 0 is gone."""
    channels: dict[int, tuple[str, str]] = {}

    def read(told: Any, heard_at: str, number: int) -> Iterator[Row]:
        if isinstance(told, dict):
            if told.get("event") == "subscribed":
                pair = str(told.get("pair", told.get("symbol", ""))).replace(":", "-")
                channels[told["chanId"]] = (told["channel"], pair)
            return
        what, symbol = channels.get(told[0], ("", ""))
        said = told[1]
        if what == "book" and isinstance(said, list):
            is_whole = not said or isinstance(said[0], list)
            levels = [_bitfinex_level(*it) for it in (said if is_whole else [said])]
            yield from book("bitfinex", symbol, SNAPSHOT if is_whole else UPDATE, levels, number=number, heard_at=heard_at)  # fmt: skip
        elif what == "trades" and said == "te":
            trade_id, at, amount, price = told[2]
            took = "buy" if amount > 0 else "sell"
            yield trade("bitfinex", symbol, trade_id, at=millis(at), heard_at=heard_at, side=took, price=price, quantity=abs(amount))  # fmt: skip

    return read


def _bitfinex_level(price: Any, count: int, amount: Any) -> Level:
    return "buy" if amount > 0 else "sell", price, abs(amount) if count else 0


def bitmex() -> Read:
    """Read BitMEX, which counts contracts: an order's price is said once, and by its number from then on."""
    prices: dict[tuple[str, int], Any] = {}

    def read(told: Any, heard_at: str, number: int) -> Iterator[Row]:
        table, action = told.get("table"), told.get("action")
        if table == "orderBookL2":
            prices.update({(it["symbol"], it["id"]): it["price"] for it in told["data"] if "price" in it})
            by_market: dict[str, list[Level]] = {}
            for it in told["data"]:
                key = (it["symbol"], it["id"])
                if key in prices:
                    level = (it["side"].lower(), prices[key], 0 if action == "delete" else it["size"])
                    by_market.setdefault(it["symbol"], []).append(level)
            for symbol, levels in by_market.items():
                kind = SNAPSHOT if action == "partial" else UPDATE
                yield from book("bitmex", _bitmex_name(symbol), kind, levels, number=number, heard_at=heard_at)  # fmt: skip
        elif table == "trade" and action in {"partial", "insert"}:
            for it in told["data"]:
                yield trade("bitmex", _bitmex_name(it["symbol"]), it["trdMatchID"], at=it["timestamp"], heard_at=heard_at, side=it["side"], price=it["price"], quantity=it["size"])  # fmt: skip

    return read


def _bitmex_name(symbol: str) -> str:
    """Part a contract with a month of delivery (`XRPU21`) from it."""
    return _DELIVERED.sub(r"\1-\2", symbol) if _DELIVERED.fullmatch(symbol) else symbol


def dydx() -> Read:
    """Read version 3 of dYdX's feed, in coins: changes of a level come out of order, and an older one does not count.

    Its trades have no number; those told again at the start are left out.
    """
    newest: dict[tuple[str, str, float], int] = {}

    def fresh(symbol: str, side: str, price: Any, offset: Any) -> bool:
        key = (symbol, side, float(price))
        is_newer = int(offset) >= newest.get(key, 0)
        if is_newer:
            newest[key] = int(offset)
        return is_newer

    def read(told: Any, heard_at: str, number: int) -> Iterator[Row]:
        channel, kind, symbol = told.get("channel"), told.get("type"), told.get("id", "")
        said = told.get("contents", {})
        if channel == "v3_orderbook" and kind == "subscribed":
            for side, key in (("buy", "bids"), ("sell", "asks")):
                for it in said[key]:
                    fresh(symbol, side, it["price"], it["offset"])
            levels = sided(said, price="price", quantity="size")
            yield from book("dydx", symbol, SNAPSHOT, levels, number=number, heard_at=heard_at)
        elif channel == "v3_orderbook" and kind == "channel_data":
            levels = [it for it in sided(said) if fresh(symbol, it[0], it[1], said["offset"])]
            yield from book("dydx", symbol, UPDATE, levels, number=number, heard_at=heard_at)
        elif channel == "v3_trades" and kind == "channel_data":
            for place, it in enumerate(said["trades"]):
                yield trade("dydx", symbol, f"{number}-{place}", at=it["createdAt"], heard_at=heard_at, side=it["side"], price=it["price"], quantity=it["size"])  # fmt: skip

    return read
