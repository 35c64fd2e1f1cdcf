"""Bids for surplus power in Terezi's own format."""

import polars as pl

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Check, Source, with_columns

POWER_BIDS = Source(
    name="bids for surplus power",
    table="power_bids",
    recognises=with_columns("site_id", "bid_day", "limit_w", "price_minor_per_mwh"),
    parse=reading("power_bids"),
    checks=(
        Check("BID-01", "A bid asks for some power", pl.col("limit_w").is_between(1, 10**12), "Send W"),
        Check("BID-02", "A price is whole and not negative", pl.col("price_minor_per_mwh").is_between(0, 10**9), "Send minor units per MWh"),
        Check("BID-03", "A bid comes before its day ends", pl.col("bid_at").dt.date() <= pl.col("bid_day"), "Bid for a day to come"),
        Check("BID-04", "What was paid ahead is not negative", pl.col("prepaid_minor").is_null() | (pl.col("prepaid_minor") >= 0), "Send minor units"),
    ),
)  # fmt: skip
