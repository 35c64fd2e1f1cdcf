"""Feeds that number the messages of a book, so that a gap can be seen: Binance's kin, KuCoin, Gate.io, Poloniex, Bit.com, Deribit, Bittrex."""

import base64
import json
import zlib
from collections.abc import Iterator
from typing import Any

from terezi.evidence.sources import binance_streams
from terezi.evidence.sources.feeds.rows import (
    BOOK_KINDS,
    SIDES_IN_SHORT,
    Level,
    Read,
    book,
    millis,
    seconds,
    sided,
    trade,
)
from terezi.evidence.sources.formats import Row
from terezi.evidence.sources.raw_captures import UPDATE

NANO = 1e9
_LONGEST_INFLATED = 16 * 2**20


def binance(venue: str) -> Read:
    """Read the combined streams of a venue of Binance's kin; the recorder asks for trades by order and price (`aggTrade`)."""

    def read(told: Any, heard_at: str, number: int) -> Iterator[Row]:
        data = told.get("data", told)
        if data.get("e") == "aggTrade":
            took = "sell" if data["m"] else "buy"  # m: the buyer waited
            yield trade(venue, data["s"], f"a{data['a']}", at=millis(data["T"]), heard_at=heard_at, side=took, price=data["p"], quantity=data["q"])  # fmt: skip
        else:
            known = {"venue": venue, "symbol": ""}
            for row in binance_streams.message_rows(told, heard_at, known, number):
                yield (venue, *row[1:])

    return read


def kucoin(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read KuCoin's level 2 and matches; a change at price 0 only moves the number on."""
    subject, data = told.get("subject"), told.get("data", {})
    if subject == "trade.l2update":
        levels = [it for it in sided(data["changes"]) if float(it[1])]
        yield from book("kucoin", data["symbol"], UPDATE, levels, number=data["sequenceEnd"], before=data["sequenceStart"] - 1, heard_at=heard_at)  # fmt: skip
    elif subject == "trade.l3match":
        at = seconds(int(data["time"]) / NANO)
        yield trade("kucoin", data["symbol"], data["tradeId"], at=at, heard_at=heard_at, side=data["side"], price=data["price"], quantity=data["size"])  # fmt: skip


def gateio(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read version 4 of Gate.io's feed of spot markets."""
    channel, said = told.get("channel"), told.get("result", {})
    if told.get("event") != "update":
        return
    if channel == "spot.order_book_update":
        yield from book("gateio", said["s"], UPDATE, sided(said, SIDES_IN_SHORT), number=said["u"], before=said["U"] - 1, at=millis(said["t"]), heard_at=heard_at)  # fmt: skip
    elif channel == "spot.trades":
        yield trade("gateio", said["currency_pair"], said["id"], at=millis(said["create_time_ms"]), heard_at=heard_at, side=said["side"], price=said["price"], quantity=said["amount"])  # fmt: skip


def gateio_futures(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read version 4 of Gate.io's feed of futures, which counts contracts; a trade of a negative size was sold."""
    channel, said = told.get("channel"), told.get("result", {})
    if told.get("event") != "update":
        return
    if channel == "futures.order_book_update":
        levels = sided(said, SIDES_IN_SHORT, price="p", quantity="s")
        yield from book("gateio-futures", said["s"], UPDATE, levels, number=said["u"], before=said["U"] - 1, at=millis(said["t"]), heard_at=heard_at)  # fmt: skip
    elif channel == "futures.trades":
        for it in said:
            took = "sell" if it["size"] < 0 else "buy"
            yield trade("gateio-futures", it["contract"], it["id"], at=millis(it["create_time_ms"]), heard_at=heard_at, side=took, price=it["price"], quantity=abs(it["size"]))  # fmt: skip


def poloniex(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Poloniex's feed of 2022."""
    if "data" not in told:
        return
    for it in told["data"]:
        if told["channel"] == "book_lv2":
            yield from book("poloniex", it["symbol"], BOOK_KINDS[told["action"]], sided(it), number=it["id"], before=it["lastId"], at=millis(it["createTime"]), heard_at=heard_at)  # fmt: skip
        elif told["channel"] == "trades":
            yield trade("poloniex", it["symbol"], it["id"], at=millis(it["createTime"]), heard_at=heard_at, side=it["takerSide"], price=it["price"], quantity=it["quantity"])  # fmt: skip


def bit_com(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Bit.com's spot feed; what it counts by contracts (`ws.bit.com`) goes by another venue."""
    data = told.get("data", {})
    venue = "bitcom" if told.get("module") == "spot" else "bitcom-contracts"
    if told.get("channel") == "depth":
        kind, symbol = BOOK_KINDS[data["type"]], data.get("pair") or data["instrument_id"]
        levels: list[Level] = sided(data) if "changes" not in data else [tuple(it) for it in data["changes"]]
        before = data.get("prev_sequence", "")
        yield from book(venue, symbol, kind, levels, number=data["sequence"], before=before, at=millis(told["timestamp"]), heard_at=heard_at)  # fmt: skip
    elif told.get("channel") == "trade":
        for it in data:
            symbol = it.get("pair") or it["instrument_id"]
            yield trade(venue, symbol, it["trade_id"], at=millis(it["created_at"]), heard_at=heard_at, side=it["side"], price=it["price"], quantity=it["qty"])  # fmt: skip


def deribit(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Deribit's books by change and its trades; amounts are coins of options, dollars of what is settled in coins."""
    said = told.get("params", {})
    channel, data = str(said.get("channel", "")).partition(".")[0], said.get("data")
    if channel == "book":
        levels = [
            (side, price, 0 if word == "delete" else amount)
            for side, key in (("buy", "bids"), ("sell", "asks"))
            for word, price, amount in data[key]
        ]
        kind = BOOK_KINDS.get(data["type"], UPDATE)
        yield from book("deribit", data["instrument_name"], kind, levels, number=data["change_id"], before=data.get("prev_change_id", ""), at=millis(data["timestamp"]), heard_at=heard_at)  # fmt: skip
    elif channel == "trades":
        for it in data:
            yield trade("deribit", it["instrument_name"], it["trade_id"], at=millis(it["timestamp"]), heard_at=heard_at, side=it["direction"], price=it["price"], quantity=it["amount"])  # fmt: skip


def bittrex(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read version 3 of Bittrex's feed, whose calls carry a deflated message each."""
    for call in told.get("M", ()):
        for packed in call.get("A", ()) if call["M"] in {"orderBook", "trade"} else ():
            said = _inflated(packed)
            if call["M"] == "orderBook":
                sides = (("buy", "bidDeltas"), ("sell", "askDeltas"))
                levels = sided(said, sides, price="rate", quantity="quantity")
                yield from book("bittrex", said["marketSymbol"], UPDATE, levels, number=said["sequence"], before=said["sequence"] - 1, heard_at=heard_at)  # fmt: skip
                continue
            for it in said["deltas"]:
                yield trade("bittrex", said["marketSymbol"], it["id"], at=it["executedAt"], heard_at=heard_at, side=it["takerSide"], price=it["rate"], quantity=it["quantity"])  # fmt: skip


def _inflated(packed: str) -> Any:
    raw = zlib.decompressobj(-zlib.MAX_WBITS)
    said = raw.decompress(base64.b64decode(packed), _LONGEST_INFLATED)
    if raw.unconsumed_tail:
        raise ValueError("a message inflates to more than 16 MiB")
    return json.loads(said)
