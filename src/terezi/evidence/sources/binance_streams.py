"""Recordings of Binance streams: lines `<time heard in us or ns> <message>`, one market or several; depth, snapshots and trades.

The fast reader of numerics/books takes the same files without the lake; this one goes through the door, row by row.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from terezi.evidence.sources.formats import Format, Row, refusal, text_lines
from terezi.evidence.sources.raw_captures import COLUMNS, SNAPSHOT, TRADE, UPDATE
from terezi.evidence.sources.unpack import Bounds

_BEGINS = re.compile(rb'^(\d{16}|\d{19}) \{"(stream|lastUpdateId)":')
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
REMEDY = "Send the recording as the recorder wrote it: the time heard, a space, the message"


def _rows(path: Path, bounds: Bounds) -> Iterator[Row]:
    known = _first_stream(path, bounds)
    for number, line in text_lines(path, bounds):
        if line:
            stamp, _, body = line.partition(" ")
            yield from message_rows(_json(body, number), heard(stamp, number), known, number)


def _first_stream(path: Path, bounds: Bounds) -> dict[str, str]:
    """Return venue and symbol of the first stream: a snapshot is the answer to a request and names neither."""
    for number, line in text_lines(path, bounds):
        if '"depthUpdate"' in line:
            data = _json(line.partition(" ")[2], number)["data"]
            return {"venue": _venue(data), "symbol": str(data["s"])}
    return {"venue": "binance", "symbol": ""}


def message_rows(told: Any, heard_at: str, known: dict[str, str], number: int) -> Iterator[Row]:
    """Yield the rows of one combined-stream message; `known` names the market of a snapshot, which does not."""
    data = told.get("data", told) if isinstance(told, dict) else {}
    try:
        if "lastUpdateId" in data:
            head = (known["venue"], known["symbol"], SNAPSHOT, data["lastUpdateId"], "", heard_at, heard_at)
            yield from _levels(head, data["bids"], data["asks"])
        elif data.get("e") == "depthUpdate":
            before = data["pu"] if "pu" in data else data["U"] - 1
            head = (_venue(data), data["s"], UPDATE, data["u"], before, millis(data["E"]), heard_at)
            yield from _levels(head, data["b"], data["a"])
        elif data.get("e") == "trade" and float(data["q"]) > 0:
            side = "sell" if data["m"] else "buy"
            yield (
                _venue_of_trade(data),
                data["s"],
                TRADE,
                data["t"],
                "",
                millis(data["T"]),
                heard_at,
                side,
                data["p"],
                data["q"],
            )
    except (KeyError, TypeError, ValueError) as broken:
        raise refusal(
            "BIN-02", f"A message has the fields of its kind: {broken!r}", number, REMEDY
        ) from broken


def _levels(head: Row, bids: Any, asks: Any) -> Iterator[Row]:
    for side, levels in (("buy", bids), ("sell", asks)):
        for price, quantity, *_ in levels:
            yield (*head, side, price, quantity)


def _venue(data: Any) -> str:
    return "binance-usdm" if "pu" in data else "binance"


def _venue_of_trade(data: Any) -> str:
    return "binance-usdm" if "X" in data else "binance"


def millis(stamp: int) -> str:
    """Return milliseconds since 1970 as an instant."""
    return (EPOCH + timedelta(milliseconds=stamp)).isoformat()


def heard(stamp: str, number: int) -> str:
    """Return a recorder's microseconds or nanoseconds since 1970 as an instant."""
    if not re.fullmatch(r"\d{16}|\d{19}", stamp):
        raise refusal(
            "BIN-01", f"A line begins with the time it was heard, not {stamp[:20]!r}", number, REMEDY
        )
    return (EPOCH + timedelta(microseconds=int(stamp[:16]))).isoformat()


def _json(body: str, number: int) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise refusal("BIN-02", f"A message is JSON: {str(broken)[:100]}", number, REMEDY) from broken


BINANCE_STREAMS = Format("Binance streams", COLUMNS, lambda head: _BEGINS.match(head) is not None, _rows)
