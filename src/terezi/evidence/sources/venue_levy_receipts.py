"""What the treasury's bank shows of the levy of venues."""

import polars as pl

from terezi.evidence.sources.source import Check
from terezi.evidence.sources.venue_returns import a_currency, a_return

VENUE_LEVY_RECEIPTS = a_return(
    name="receipts of the levy of venues",
    table="venue_levy_receipts",
    told_by=("venue_id", "receipt_id", "received_at"),
    checks=(
        a_currency("VEN-61"),
        Check("VEN-62", "A period ends after it begins", pl.col("period_until") > pl.col("period_from"), "Send the day after the last as period_until"),
        Check("VEN-63", "Something was paid", pl.col("amount_minor") > 0, "Send minor units; leave out what was not paid"),
    ),
)  # fmt: skip
