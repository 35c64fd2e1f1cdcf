"""Payments by pools in Terezi's own format."""

import polars as pl

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Check, Source, with_columns

ALL_COINS = 21_000_000 * 100_000_000

PAYOUTS = Source(
    name="pool payouts",
    table="pool_payouts",
    recognises=with_columns("pool_id", "payout_id", "paid_at", "amount_satoshi"),
    parse=reading("pool_payouts"),
    checks=(
        Check("PAY-11", "A payment is less than all coins there will be", pl.col("amount_satoshi") <= ALL_COINS, "Send satoshi"),
    ),
)  # fmt: skip
