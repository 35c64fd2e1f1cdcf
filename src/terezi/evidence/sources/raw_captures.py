"""Raw captures of venues' public feeds, whatever the venue: one layout of rows, two sources to choose from.

A capture tells both the book and trades, and a source fills one table; so a capture is loaded with option
`source="book of a raw capture"` or `source="trades of a raw capture"`. Option `instrument` names what one is of where its
symbol cannot be split into base and quote, option `venue_id` the venue where the capture's own word for it is not wanted.
Option `markets` names the symbols that are loaded (`BTCUSD,ETHBTC`), where one capture tells of markets finer than 1e-8 as well.
"""

import re
from collections.abc import Mapping

import polars as pl

from terezi.evidence.sources.source import Heading, Source
from terezi.evidence.sources.venue_levels import LEVEL_CHECKS, LEVELS, TICK_CHECKS, TICKS

COLUMNS = (
    "capture_venue",
    "capture_symbol",
    "capture_kind",
    "capture_number",
    "before",
    "at",
    "heard_at",
    "side",
    "price",
    "quantity",
)
_A_PAIR = 2
UPDATE, SNAPSHOT, TRADE = "update", "snapshot", "trade"
QUOTES = (
    "USDT",
    "USDC",
    "FDUSD",
    "TUSD",
    "BUSD",
    "HUSD",
    "USD",
    "EUR",
    "GBP",
    "TRY",
    "BRL",
    "CAD",
    "JPY",
    "BTC",
    "ETH",
    "BNB",
    "LTC",
)


def instrument_of(symbol: str) -> str:
    """Return BASE-QUOTE of a venue's symbol (`BTC-USD`, `XBT/EUR`, `BTCUSDT`), or the symbol where it cannot be split.

    Of a contract of several words (`ETH-30JUL21-2800-C`) the first stands before the dash, and the others after it as one.
    """
    parts = [it for it in re.split(r"[-/_]", symbol.upper()) if it]
    if len(parts) == 1:
        quote = next((it for it in QUOTES if parts[0].endswith(it) and len(parts[0]) > len(it)), "")
        parts = [parts[0].removesuffix(quote), quote] if quote else parts
    if len(parts) > _A_PAIR:
        parts = [parts[0], "".join(parts[1:])]
    return "-".join("BTC" if it == "XBT" else it for it in parts)


def _heads(heading: Heading) -> bool:
    return heading.columns == COLUMNS


def _named(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    venue, instrument = options.get("venue_id"), options.get("instrument")
    return rows.with_columns(
        venue_id=pl.lit(venue) if venue else pl.col("capture_venue"),
        instrument=pl.lit(instrument)
        if instrument
        else pl.col("capture_symbol").map_elements(instrument_of, return_dtype=pl.String),
    )


def _of_markets(raw: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    """Keep the markets asked for; all of them where none is named."""
    wanted = [symbol.strip() for symbol in options.get("markets", "").split(",") if symbol.strip()]
    return raw.filter(pl.col("capture_symbol").cast(pl.String).is_in(wanted)) if wanted else raw


def _book(raw: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    rows = (
        _of_markets(raw, options)
        .filter(pl.col("capture_kind") != TRADE)
        .rename({"capture_kind": "kind", "capture_number": "sequence"})
    )
    return LEVELS.parse(_named(rows, options), options)


def _trades(raw: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    rows = _of_markets(raw, options).filter(pl.col("capture_kind") == TRADE)
    told = rows.rename({"capture_number": "trade_id", "at": "traded_at", "side": "aggressor"})
    return TICKS.parse(_named(told, options), options)


CAPTURED_BOOK = Source(
    "book of a raw capture", "venue_levels", _heads, _book, (*LEVELS.checks[:2], *LEVEL_CHECKS)
)
CAPTURED_TRADES = Source(
    "trades of a raw capture", "ticks", _heads, _trades, (*TICKS.checks[:2], *TICK_CHECKS)
)
