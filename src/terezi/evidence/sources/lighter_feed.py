"""Recordings of Lighter's public feed: a JSON list of `{"ts": seconds heard, "msg": message}`, one pair a line each.

The feed tells levels and trades, not single orders, whatever the file is called. Its markets have numbers and no names, so that
option `instrument` names the one that is loaded, and option `markets` its number where a recording has several.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from terezi.evidence.sources.feeds.rows import MILLI, seconds
from terezi.evidence.sources.formats import Format, Row, refusal, text_lines
from terezi.evidence.sources.raw_captures import COLUMNS, SNAPSHOT, TRADE, UPDATE
from terezi.evidence.sources.unpack import Bounds

_BEGINS = re.compile(rb'\s*\[\s*\{\s*"ts": ?\d{9,11}(\.\d+)?,\s*"msg": ?"')
_HEARD = re.compile(r'\s*"ts": ?(\d{9,11}(?:\.\d+)?),?\s*$')
_MESSAGE = re.compile(r'\s*"msg": ?(".*")\s*$')
VENUE = "lighter"
BOOKS = {"subscribed/order_book": SNAPSHOT, "update/order_book": UPDATE}
TRADES = ("subscribed/trade", "update/trade")


def _rows(path: Path, bounds: Bounds) -> Iterator[Row]:
    heard = 0.0
    for number, line in text_lines(path, bounds):
        if stamp := _HEARD.match(line):
            heard = float(stamp[1])
        elif said := _MESSAGE.match(line):
            try:
                yield from _message(json.loads(json.loads(said[1])), heard)
            except (KeyError, TypeError, ValueError, RecursionError) as broken:
                says = f"A message has the fields of its kind: {broken!r}"[:200]
                raise refusal("LGF-01", says, number, "Send the recording as it was written") from broken


def _message(told: dict[str, Any], heard: float) -> Iterator[Row]:
    kind, market = told.get("type"), str(told.get("channel", "")).rpartition(":")[2]
    if kind in BOOKS:
        book, at = told["order_book"], seconds(told["timestamp"] / MILLI)
        before = "" if BOOKS[kind] == SNAPSHOT else told["offset"] - 1
        head = (VENUE, market, BOOKS[kind], told["offset"], before, at, seconds(heard))
        for side, key in (("buy", "bids"), ("sell", "asks")):
            yield from ((*head, side, it["price"], it["size"]) for it in book[key])
    elif kind in TRADES:
        for it in (*(told.get("trades") or ()), *(told.get("liquidation_trades") or ())):
            at = seconds(it["timestamp"] / MILLI)
            taken = "buy" if it["is_maker_ask"] else "sell"
            yield (VENUE, market, TRADE, it["trade_id"], "", at, seconds(heard), taken, it["price"], it["size"])  # fmt: skip


LIGHTER_FEED = Format(
    "recordings of Lighter's feed", COLUMNS, lambda head: _BEGINS.match(head) is not None, _rows
)
