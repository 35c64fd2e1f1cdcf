"""Websocket captures written by the recorder of the library cryptofeed: lines `<seconds heard>: <message>`, after the address.

Read are the books and trades of the venues of `READERS`; a capture of another venue is refused by name.
Where a feed numbers nothing, the line is the number of the message.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from terezi.evidence.sources import binance_streams
from terezi.evidence.sources.feed_readers import SIDES, Read, bitget, fmfw, hitbtc, okx, seconds
from terezi.evidence.sources.formats import Format, Row, refusal, text_lines
from terezi.evidence.sources.raw_captures import COLUMNS, SNAPSHOT, TRADE, UPDATE
from terezi.evidence.sources.unpack import Bounds

_ADDRESS = re.compile(r"^wss://([^/ ]+)\S* <-> ")
_HEARD = re.compile(r"^(\d{9,11}(?:\.\d+)?): (.*)$")
REMEDY = "Send the capture as the recorder wrote it"


def _rows(path: Path, bounds: Bounds) -> Iterator[Row]:
    read: Read | None = None
    for number, line in text_lines(path, bounds):
        address, told = _ADDRESS.match(line), _HEARD.match(line)
        if address:
            read = _reader(address[1], number)
        elif told and read:
            yield from _message(read, told[2], seconds(float(told[1])), number)


def _reader(host: str, number: int) -> Read:
    found = next((read for part, read in READERS.items() if part in host), None)
    if found is None:
        known = ", ".join(sorted(READERS))
        raise refusal(
            "CFD-01",
            f"Captures of {known} can be read, not of {host}",
            number,
            "Send the venue's returns instead",
        )
    return found


def _message(read: Read, body: str, heard_at: str, number: int) -> Iterator[Row]:
    try:
        yield from read(json.loads(body), heard_at, number)
    except (KeyError, TypeError, ValueError, IndexError, RecursionError) as broken:
        raise refusal(
            "CFD-02", f"A message has the fields of its kind: {broken!r}"[:200], number, REMEDY
        ) from broken


def _binance(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    yield from binance_streams.message_rows(told, heard_at, {"venue": "binance", "symbol": ""}, number)


def _coinbase(told: Any, heard_at: str, number: int) -> Iterator[Row]:
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


def _gemini(told: Any, heard_at: str, number: int) -> Iterator[Row]:
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


def _bitstamp(told: Any, heard_at: str, number: int) -> Iterator[Row]:
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


def _kraken(told: Any, heard_at: str, number: int) -> Iterator[Row]:
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


READERS: dict[str, Read] = {
    "binance.com": _binance,
    "coinbase.com": _coinbase,
    "gemini.com": _gemini,
    "bitstamp.net": _bitstamp,
    "kraken.com": _kraken,
    "hitbtc.com": hitbtc("hitbtc"),
    "bequant.io": hitbtc("bequant"),
    "fmfw.io": fmfw,
    "okx.com": okx("okx"),
    "okcoin.com": okx("okcoin"),
    "bitget.com": bitget,
}
CRYPTOFEED_CAPTURES = Format(
    "cryptofeed captures",
    COLUMNS,
    lambda head: _ADDRESS.match(head.decode("utf-8", "replace")) is not None,
    _rows,
)
