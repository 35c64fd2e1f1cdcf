"""Trades as the exchange Lighter publishes them, with the accounts and orders of both sides (CSV of its API's fields).

Fees are taken to be ppm of the worth (a liquidation tells 9,980, near its one per cent); a fee not told is 0. Option `instrument` says what market_id stands for, option `venue_id`
which venue of the register it is: trades with accounts are taken from licensed venues only.
"""

from collections.abc import Mapping

import polars as pl

from terezi.base.units import E8
from terezi.evidence.sources.source import Source, with_columns
from terezi.evidence.sources.venue_trades import VENUE_TRADES

_RENAMED = {
    "timestamp": "traded_at",
    "size": "quantity",
    "bid_id": "buy_order_id",
    "ask_id": "sell_order_id",
    "bid_account_id": "buyer_account_id",
    "ask_account_id": "seller_account_id",
}


def _parse(raw: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    ask_waited = pl.col("is_maker_ask").str.to_lowercase() == "true"
    maker, taker = (_fee(f"{one}_fee") for one in ("maker", "taker"))
    rows = raw.with_columns(
        venue_id=pl.lit(options["venue_id"]),
        instrument=pl.lit(options["instrument"]),
        sequence=pl.col("trade_id"),
        timestamp=pl.from_epoch(pl.col("timestamp").cast(pl.Int64, strict=False), time_unit="ms").dt.strftime(
            "%Y-%m-%dT%H:%M:%S%.3fZ"
        ),
        aggressor=pl.when(ask_waited).then(pl.lit("buy")).otherwise(pl.lit("sell")),
        buyer_fee_e8=pl.when(ask_waited).then(taker).otherwise(maker),
        seller_fee_e8=pl.when(ask_waited).then(maker).otherwise(taker),
    )
    return VENUE_TRADES.parse(rows.rename(_RENAMED), options)


def _fee(column: str) -> pl.Expr:
    ppm = pl.col(column).cast(pl.Float64, strict=False).fill_null(0)
    return (pl.col("usd_amount").cast(pl.Float64, strict=False) * ppm / 1e6 * E8).round().cast(pl.Int64)


LIGHTER_TRADES = Source(
    name="Lighter trades",
    table="venue_trades",
    recognises=with_columns("trade_id", "market_id", "ask_account_id", "bid_account_id", "is_maker_ask"),
    parse=_parse,
    checks=VENUE_TRADES.checks,
    needs=("venue_id", "instrument"),
)
