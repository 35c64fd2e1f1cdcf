"""Captures written by the recorder of the library cryptofeed: lines `<seconds heard>: <message>`, after the address.

Read are the books and trades of the venues of `READERS`, and of what was asked over http (`https://... -> <seconds>: <answer>`) the whole
books of `ANSWERS`; a capture of another venue is refused by name. Where a feed numbers nothing, the line is the number of the message.
"""

import ast
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from terezi.evidence.sources.feeds import answers
from terezi.evidence.sources.feeds.answers import Answer
from terezi.evidence.sources.feeds.contracts import bybit, delta, kraken_futures, phemex
from terezi.evidence.sources.feeds.in_dollars_and_euros import bitstamp, coinbase, gemini, kraken
from terezi.evidence.sources.feeds.in_one_message import bitget, fmfw, hitbtc, okx
from terezi.evidence.sources.feeds.numbered import (
    binance,
    bit_com,
    bittrex,
    deribit,
    gateio,
    gateio_futures,
    kucoin,
    poloniex,
)
from terezi.evidence.sources.feeds.remembering import bitfinex, bitmex, dydx
from terezi.evidence.sources.feeds.rows import Read, seconds
from terezi.evidence.sources.feeds.spot import ascendex, bitflyer, bithumb, blockchain, huobi, probit, upbit
from terezi.evidence.sources.formats import Format, Row, refusal, text_lines
from terezi.evidence.sources.raw_captures import COLUMNS
from terezi.evidence.sources.unpack import Bounds

_ADDRESS = re.compile(r"^wss://(\S+) <-> ")
_ANSWER = re.compile(r"^https://(\S+) -> (\d{9,11}(?:\.\d+)?): (.*)$")
_BEGINS = re.compile(r"wss://\S+ <-> |https://\S+ -> \d")
_HEARD = re.compile(r"^(\d{9,11}(?:\.\d+)?): (.*)$")
Reader = TypeVar("Reader")
_BYTES = ("b'", 'b"')
_GZIP = b"\x1f\x8b"
_OF_GZIP = zlib.MAX_WBITS | 16
REMEDY = "Send the capture as the recorder wrote it"
_BROKEN = (
    KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError, RecursionError, SyntaxError, zlib.error,
)  # fmt: skip


def _rows(path: Path, bounds: Bounds) -> Iterator[Row]:
    read: Read | None = None
    for number, line in text_lines(path, bounds):
        address, told, answer = _ADDRESS.match(line), _HEARD.match(line), _ANSWER.match(line)
        if address:
            read = _reader(address[1], number)
        elif answer:
            yield from _message(_answer(answer[1], number), answer[3], answer[2], number, bounds)
        elif told and read:
            yield from _message(read, told[2], told[1], number, bounds)


def _reader(address: str, number: int) -> Read:
    fresh = _named(REMEMBERING, address)
    return fresh() if fresh else _named(READERS, address) or _refuse(address, READERS | REMEMBERING, number)


def _answer(address: str, number: int) -> Read:
    answer = _named(ANSWERS, address) or _refuse(address, ANSWERS, number)
    symbol = answers.symbol_of(address)
    return lambda told, heard_at, _: answer(told, symbol, heard_at)


def _named(readers: dict[str, Reader], address: str) -> Reader | None:
    """Return the first reader of a host, or of a host and the beginning of a path."""
    host, _, path = address.partition("?")[0].partition("/")
    place = f"{host.partition(':')[0]}/{path}/"
    return next((read for part, read in readers.items() if f".{part}/" in f".{place}"), None)


def _refuse(address: str, readers: dict[str, Any], number: int) -> Any:
    known, host = ", ".join(sorted(readers)), address.partition("/")[0]
    raise refusal(
        "CFD-01",
        f"Captures of {known} can be read, not of {host}",
        number,
        "Send the venue's returns instead",
    )


def _message(read: Read, body: str, heard: str, number: int, bounds: Bounds) -> Iterator[Row]:
    try:
        yield from read(json.loads(_text(body, bounds)), seconds(float(heard)), number)
    except _BROKEN as broken:
        raise refusal(
            "CFD-02", f"A message has the fields of its kind: {broken!r}"[:200], number, REMEDY
        ) from broken


def _text(body: str, bounds: Bounds) -> str | bytes:
    """Return the message, which the recorder writes as Python writes bytes where the venue sent no text."""
    if not body.startswith(_BYTES):
        return body
    told = ast.literal_eval(body)
    if not told.startswith(_GZIP):
        return bytes(told)
    packed = zlib.decompressobj(_OF_GZIP)
    text = packed.decompress(told, bounds.line_bytes)
    if not packed.eof:
        raise ValueError("a message is cut off, or unpacks to more than a line may hold")
    return text


READERS: dict[str, Read] = {
    "stream-cloud.trbinance.com": binance("binance-tr"),
    "binance.us": binance("binance-us"),
    "fstream.binance.com": binance("binance-usdm"),
    "dstream.binance.com": binance("binance-coinm"),
    "binance.com": binance("binance"),
    "coinbase.com": coinbase,
    "gemini.com": gemini,
    "bitstamp.net": bitstamp,
    "futures.kraken.com": kraken_futures,
    "kraken.com": kraken,
    "hitbtc.com": hitbtc("hitbtc"),
    "bequant.io": hitbtc("bequant"),
    "fmfw.io": fmfw,
    "okx.com": okx("okx"),
    "okcoin.com": okx("okcoin"),
    "bitget.com": bitget,
    "kucoin.com": kucoin,
    "fx-ws.gateio.ws": gateio_futures,
    "gateio.ws": gateio,
    "poloniex.com": poloniex,
    "bit.com": bit_com,
    "deribit.com": deribit,
    "bittrex.com": bittrex,
    "upbit.com": upbit,
    "bithumb.com": bithumb,
    "bitflyer.com": bitflyer,
    "blockchain.info": blockchain,
    "probit.com": probit,
    "ascendex.com": ascendex,
    "huobi.pro": huobi("huobi"),
    "hbdm.com/swap-ws": huobi("huobi-swap", sides_counted=2),
    "hbdm.com/linear-swap-ws": huobi("huobi-linear-swap", sides_counted=2),
    "bybit.com": bybit,
    "delta.exchange": delta,
    "phemex.com": phemex,
}
REMEMBERING: dict[str, Callable[[], Read]] = {
    "bitfinex.com": bitfinex,
    "bitmex.com": bitmex,
    "dydx.exchange": dydx,
}
ANSWERS: dict[str, Answer] = {
    "api.binance.com/api/v3/depth": answers.binance("binance"),
    "api.binance.us/api/v3/depth": answers.binance("binance-us"),
    "api.binance.me/api/v3/depth": answers.binance("binance-tr"),
    "fapi.binance.com/fapi/v1/depth": answers.binance("binance-usdm"),
    "dapi.binance.com/dapi/v1/depth": answers.binance("binance-coinm"),
    "bitstamp.net/api/v2/order_book": answers.bitstamp,
    "api.kucoin.com/api/v3/market/orderbook/level2": answers.kucoin,
    "api.gateio.ws/api/v4/spot/order_book": answers.gateio,
    "api.gateio.ws/api/v4/futures/usdt/order_book": answers.gateio_futures,
}
CRYPTOFEED_CAPTURES = Format(
    "cryptofeed captures",
    COLUMNS,
    lambda head: _BEGINS.match(head.decode("utf-8", "replace")) is not None,
    _rows,
)
