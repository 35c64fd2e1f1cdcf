"""Feeds of spot markets that number nothing a gap could be seen by: Upbit, Bithumb, bitFlyer, Blockchain.com, ProBit, AscendEX, HTX (Huobi)."""

import re
from collections.abc import Iterator
from typing import Any

from terezi.evidence.sources.feeds.rows import SIDES, Level, Read, book, millis, sided, trade
from terezi.evidence.sources.formats import Row
from terezi.evidence.sources.raw_captures import SNAPSHOT, UPDATE

_BITFLYER = re.compile(r"lightning_(board_snapshot|board|executions)_(.+)")
_DATED = re.compile(r"([A-Z]{6})(\d{2}[A-Z]{3}\d{4})")
_MOST_DECIMALS = re.compile(r"(\.\d{6})\d+")
_KOREAN_TIME = "+09:00"


def upbit(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Upbit's short words: every book is told whole, and a market is named quote first."""
    quote, _, base = told.get("cd", "").partition("-")
    symbol = f"{base}-{quote}"
    if told.get("ty") == "orderbook":
        levels: list[Level] = [("buy", it["bp"], it["bs"]) for it in told["obu"]]
        levels += [("sell", it["ap"], it["as"]) for it in told["obu"]]
        yield from book("upbit", symbol, SNAPSHOT, levels, number=number, at=millis(told["tms"]), heard_at=heard_at)  # fmt: skip
    elif told.get("ty") == "trade":
        took = {"BID": "buy", "ASK": "sell"}[told["ab"]]
        yield trade("upbit", symbol, told["sid"], at=millis(told["ttms"]), heard_at=heard_at, side=took, price=told["tp"], quantity=told["tv"])  # fmt: skip


def bithumb(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Bithumb's trades, in Korean time and without a number; captures with its book were not seen."""
    if told.get("type") != "transaction":
        return
    for place, it in enumerate(told["content"]["list"]):
        took = {"1": "sell", "2": "buy"}[it["buySellGb"]]
        at = it["contDtm"].replace(" ", "T") + _KOREAN_TIME
        yield trade("bithumb", it["symbol"], f"{number}-{place}", at=at, heard_at=heard_at, side=took, price=it["contPrice"], quantity=it["contQty"])  # fmt: skip


def bitflyer(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read bitFlyer's boards and executions; the opening auction's have no side that took."""
    said = told.get("params", {})
    channel = _BITFLYER.fullmatch(str(said.get("channel", "")))
    if not channel:
        return
    what, symbol = channel[1], _DATED.sub(r"\1-\2", channel[2])
    if what == "executions":
        for it in said["message"]:
            at = _MOST_DECIMALS.sub(r"\1", it["exec_date"])
            yield trade("bitflyer", symbol, it["id"], at=at, heard_at=heard_at, side=it["side"], price=it["price"], quantity=it["size"])  # fmt: skip
        return
    kind = UPDATE if what == "board" else SNAPSHOT
    levels = [it for it in sided(said["message"], price="price", quantity="size") if float(it[1])]
    yield from book("bitflyer", symbol, kind, levels, number=number, heard_at=heard_at)


def blockchain(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Blockchain.com's level 2; its trades are left out, for its words do not say which side took."""
    kind = {"snapshot": SNAPSHOT, "updated": UPDATE}.get(told.get("event"))
    if told.get("channel") == "l2" and kind:
        levels = sided(told, price="px", quantity="qty")
        yield from book("blockchain", told["symbol"], kind, levels, number=number, at=told["timestamp"], heard_at=heard_at)  # fmt: skip


def probit(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read ProBit's market data: a book that begins anew says `reset`."""
    if told.get("channel") != "marketdata":
        return
    symbol, kind = told["market_id"], SNAPSHOT if told.get("reset") else UPDATE
    levels = [(it["side"], it["price"], it["quantity"]) for it in told.get("order_books", ())]
    yield from book("probit", symbol, kind, levels, number=number, heard_at=heard_at)
    for it in told.get("recent_trades", ()):
        yield trade("probit", symbol, it["id"], at=it["time"], heard_at=heard_at, side=it["side"], price=it["price"], quantity=it["quantity"])  # fmt: skip


def ascendex(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read AscendEX's spot markets and its perpetuals (`BTC-PERP`), both in coins."""
    said, kind = told.get("data"), {"depth-snapshot": SNAPSHOT, "depth": UPDATE}.get(told.get("m"))
    if kind:
        yield from book("ascendex", told["symbol"], kind, sided(said), number=number, at=millis(said["ts"]), heard_at=heard_at)  # fmt: skip
    elif told.get("m") == "trades":
        for it in said:
            took = "sell" if it["bm"] else "buy"  # bm: the buyer waited
            yield trade("ascendex", told["symbol"], it["seqnum"], at=millis(it["ts"]), heard_at=heard_at, side=took, price=it["p"], quantity=it["q"])  # fmt: skip


def huobi(venue: str, *, sides_counted: int = 1) -> Read:
    """Read HTX (Huobi): every book is told whole; the swaps count each contract of a trade twice, as bought and as sold."""

    def read(told: Any, heard_at: str, number: int) -> Iterator[Row]:
        _, symbol, what, *_rest = (*str(told.get("ch", "")).split("."), "", "", "")
        said = told.get("tick", {})
        if what == "depth":
            yield from book(venue, symbol, SNAPSHOT, sided(said, SIDES), number=number, at=millis(said["ts"]), heard_at=heard_at)  # fmt: skip
        elif what == "trade":
            for it in said["data"]:
                trade_id = it.get("tradeId") or it["id"]
                yield trade(venue, symbol, trade_id, at=millis(it["ts"]), heard_at=heard_at, side=it["direction"], price=it["price"], quantity=it["amount"] / sides_counted)  # fmt: skip

    return read
