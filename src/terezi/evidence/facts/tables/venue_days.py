"""Derived: what a venue turned over and charged on a day, beside what it declares of it."""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY

VENUE_FEE_DAYS = Table(
    "venue_fee_days",
    "Fees of a venue's day: by trades and its filed schedule, as charged, as declared, and the levy on them",
    ("day", "venue_id"),
    (
        DAY,
        Column("venue_id", "string", "code", "Venue as in ref_venues"),
        Column("currency", "string", "ISO 4217", "Currency of the amounts"),
        Column("trades", "int64", "count", "Trades of the day"),
        Column(
            "unpriced_trades",
            "int64",
            "count",
            "Trades whose quote has no price of the day in this currency; they count for nothing, to the venue's favour",
        ),
        Column(
            "unscheduled_trades", "int64", "count", "Trades for which the venue filed no fee; they count likewise"
        ),
        Column("turnover_minor", "int64", "minor units", "Worth of the priced trades, each counted once"),
        Column(
            "expected_fees_minor",
            "int64",
            "minor units",
            "Fees of both sides by the schedule filed, of trades priced and scheduled",
            signed=True,
        ),
        Column("charged_fees_minor", "int64", "minor units", "Fees of the same trades as the venue tells them", signed=True),
        Column("declared_turnover_minor", "int64", "minor units", "Turnover declared", nullable=True),
        Column("declared_fees_minor", "int64", "minor units", "Fees declared", nullable=True),
        Column("declared_levy_minor", "int64", "minor units", "Levy declared", nullable=True),
        Column(
            "expected_levy_minor",
            "int64",
            "minor units",
            "Levy of the law on the larger of what was expected and declared; empty where its share is unknown",
            nullable=True,
        ),
    ),
)  # fmt: skip
