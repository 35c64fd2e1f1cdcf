"""Returns of turnover, fees and levy, by day."""

import polars as pl

from terezi.evidence.sources.source import Check
from terezi.evidence.sources.venue_returns import a_currency, a_return

VENUE_FEES = a_return(
    name="return of fees",
    table="venue_fees",
    told_by=("venue_id", "declared_day", "fees_minor"),
    checks=(
        a_currency("VEN-51"),
        Check("VEN-52", "Fees are a part of the turnover", pl.col("fees_minor") <= pl.col("turnover_minor"), "Mind columns that changed places, and the unit: minor units of the currency"),
        Check("VEN-53", "The levy is a part of the turnover", pl.col("levy_minor").is_null() | (pl.col("levy_minor") <= pl.col("turnover_minor")), "Mind columns that changed places, and the unit: minor units of the currency"),
    ),
)  # fmt: skip
