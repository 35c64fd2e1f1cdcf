"""Feeds of spot markets in dollars and euros, all but one without numbers: Coinbase, Gemini, Bitstamp, Kraken."""

from collections.abc import Iterator
from typing import Any

from terezi.evidence.sources.feeds.rows import SIDES, seconds
from terezi.evidence.sources.formats import Row
from terezi.evidence.sources.raw_captures import SNAPSHOT, TRADE, UPDATE


def coinbase(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Coinbase: a match names the side that waited."""
    kind = told.get("type")
    if kind == "snapshot":
        head = ("coinbase", told["product_id"], SNAPSHOT, number, "", heard_at, heard_at)
        for side, key in SIDES:
            yield from ((*head, side, price, quantity) for price, quantity in told[key] if float(quantity))
    elif kind == "l2update":
        head = ("coinbase", told["product_id"], UPDATE, number, "", told["time"], heard_at)
        yield from ((*head, *change) for change in _last_said(told["changes"]))
    elif kind == "match":
        taken = {"buy": "sell", "sell": "buy"}[told["side"]]  # the feed names the side that waited
        head = ("coinbase", told["product_id"], TRADE, told["trade_id"], "", told["time"], heard_at)
        yield (*head, taken, told["price"], told["size"])


def gemini(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Gemini, version 2 of its market data."""
    if told.get("type") == "l2_updates":
        kind = SNAPSHOT if "trades" in told else UPDATE
        head = ("gemini", told["symbol"], kind, number, "", heard_at, heard_at)
        changes = _last_said(told["changes"])
        yield from ((*head, *it) for it in changes if kind == UPDATE or float(it[2]))
    elif told.get("type") == "trade":
        head = (
            "gemini",
            told["symbol"],
            TRADE,
            told["event_id"],
            "",
            seconds(told["timestamp"] / 1_000),
            heard_at,
        )
        yield (*head, told["side"], told["price"], told["quantity"])


def bitstamp(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Bitstamp's changes, whose number is their microsecond, and its trades."""
    channel, _, symbol = str(told.get("channel", "")).rpartition("_")
    data = told.get("data", {})
    if channel == "diff_order_book" and told.get("event") == "data":
        at = seconds(int(data["microtimestamp"]) / 1e6)
        head = ("bitstamp", symbol, UPDATE, data["microtimestamp"], "", at, heard_at)
        for side, key in SIDES:
            yield from ((*head, side, price, quantity) for price, quantity in data[key])
    elif channel == "live_trades" and told.get("event") == "trade":
        at = seconds(int(data["microtimestamp"]) / 1e6)
        head = ("bitstamp", symbol, TRADE, data["id"], "", at, heard_at)
        yield (*head, "sell" if data["type"] else "buy", data["price_str"], data["amount_str"])


def kraken(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Kraken's spot markets, version 1: two parts of a message are two messages."""
    if not isinstance(told, list) or len(told) < 4:
        return
    *parts, channel, symbol = told[1:]
    if str(channel).startswith("book"):
        for place, part in enumerate(parts):
            is_snapshot = "as" in part
            head = (
                "kraken",
                symbol,
                SNAPSHOT if is_snapshot else UPDATE,
                number * 2 + place,
                "",
                heard_at,
                heard_at,
            )
            said = [
                (side, *level[:2])
                for side, key in (("buy", "b"), ("sell", "a"))
                for level in part.get(key + "s" * is_snapshot, ())
            ]
            yield from ((*head, *it) for it in _last_said(said))
    elif channel == "trade":
        for place, (price, quantity, at, side, *_) in enumerate(parts[0]):
            traded = ("kraken", symbol, TRADE, f"{number}-{place}", "", seconds(float(at)), heard_at)
            yield (*traded, {"b": "buy", "s": "sell"}[side], price, quantity)


def _last_said(changes: Any) -> list[Any]:
    """Keep of several changes of one price in a message the last."""
    return list({(it[0], float(it[1])): it for it in changes}.values())
