"""Feeds of futures, swaps and options. A quantity is what the venue counts: contracts, unless a docstring says coins."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from terezi.evidence.sources.feeds.rows import MICRO, Level, book, millis, plain, seconds, sided, trade
from terezi.evidence.sources.formats import Row
from terezi.evidence.sources.raw_captures import SNAPSHOT, UPDATE

_NANO = 1e9
_OF_COINS, _OF_CONTRACTS = Decimal("1e-8"), Decimal("1e-4")


def bybit(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Bybit's feed of 2021: coins of what is settled in USDT, contracts of a dollar of what is settled in coins."""
    what, _, symbol = str(told.get("topic", "")).rpartition(".")
    venue = "bybit-linear" if symbol.endswith("USDT") else "bybit-inverse"
    if what.startswith("orderBook"):
        kind, at = SNAPSHOT if told["type"] == "snapshot" else UPDATE, seconds(int(told["timestamp_e6"]) / MICRO)  # fmt: skip
        yield from book(venue, symbol, kind, _bybit_levels(told["data"]), number=number, at=at, heard_at=heard_at)  # fmt: skip
    elif what == "trade":
        for it in told["data"]:
            yield trade(venue, symbol, it["trade_id"], at=millis(it["trade_time_ms"]), heard_at=heard_at, side=it["side"], price=it["price"], quantity=it["size"])  # fmt: skip


def _bybit_levels(data: Any) -> Iterator[Level]:
    whole = data if isinstance(data, list) else data.get("order_book", ())
    changes = data if isinstance(data, dict) else {}
    for it in changes.get("delete", ()):
        yield it["side"].lower(), it["price"], 0
    for it in (*whole, *changes.get("update", ()), *changes.get("insert", ())):
        yield it["side"].lower(), it["price"], it["size"]


def kraken_futures(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Kraken's futures, version 1; a message of the book is one level."""
    feed, symbol = told.get("feed"), told.get("product_id", "")
    if "event" in told:
        return
    if feed == "book_snapshot":
        levels = sided(told, price="price", quantity="qty")
        yield from book("kraken-futures", symbol, SNAPSHOT, levels, number=told["seq"], at=millis(told["timestamp"]), heard_at=heard_at)  # fmt: skip
    elif feed == "book":
        level = [(told["side"], told["price"], told["qty"])]
        yield from book("kraken-futures", symbol, UPDATE, level, number=told["seq"], before=told["seq"] - 1, at=millis(told["timestamp"]), heard_at=heard_at)  # fmt: skip
    elif feed in {"trade", "trade_snapshot"}:
        for it in told.get("trades", (told,)):
            yield trade("kraken-futures", symbol, it["uid"], at=millis(it["time"]), heard_at=heard_at, side=it["side"], price=it["price"], quantity=it["qty"])  # fmt: skip


def delta(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Delta Exchange: every book is told whole."""
    if told.get("type") == "l2_orderbook":
        levels = sided(told, (("buy", "buy"), ("sell", "sell")), price="limit_price", quantity="size")
        yield from book("delta", told["symbol"], SNAPSHOT, levels, number=number, at=seconds(told["timestamp"] / MICRO), heard_at=heard_at)  # fmt: skip


def phemex(told: Any, heard_at: str, number: int) -> Iterator[Row]:
    """Read Phemex, which writes whole numbers: of 1e-8 in spot markets (`sBTCUSDT`), prices of 1e-4 of contracts.

    Its trades have no number; those told again at the start are left out.
    """
    symbol, kind = told.get("symbol", ""), SNAPSHOT if told.get("type") == "snapshot" else UPDATE
    is_spot = symbol.startswith("s")
    venue, price_is = ("phemex", _OF_COINS) if is_spot else ("phemex-contracts", _OF_CONTRACTS)
    quantity_is = _OF_COINS if is_spot else 1
    if "book" in told:
        levels = [(side, price * price_is, size * quantity_is) for side, price, size in sided(told["book"])]
        yield from book(venue, symbol.removeprefix("s"), kind, levels, number=number, at=seconds(told["timestamp"] / _NANO), heard_at=heard_at)  # fmt: skip
    elif "trades" in told and kind == UPDATE:
        for place, (at, side, price, size) in enumerate(told["trades"]):
            yield trade(venue, symbol.removeprefix("s"), f"{number}-{place}", at=seconds(at / _NANO), heard_at=heard_at, side=side, price=plain(price * price_is), quantity=plain(size * quantity_is))  # fmt: skip
