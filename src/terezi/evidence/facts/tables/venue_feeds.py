"""Derived of exchanges: how whole and how fresh their returns are, and whose returns were turned away."""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY

VENUE_DAYS = Table(
    "venue_days",
    "How whole the order events and trades of one instrument at one venue are, for one settlement day",
    ("venue_id", "instrument", "day"),
    (
        DAY,
        Column("venue_id", "string", "code", "Venue"),
        Column("instrument", "string", "BASE-QUOTE", "What is traded"),
        Column("orders", "int64", "count", "Order events told"),
        Column("trades", "int64", "count", "Trades told"),
        Column("first_at", "instant", "UTC", "First event by the venue's clock"),
        Column("last_at", "instant", "UTC", "Last event by the venue's clock"),
        Column("first_sequence", "int64", "count", "Lowest number told"),
        Column("last_sequence", "int64", "count", "Highest number told"),
        Column("missing", "int64", "count", "Numbers between the two that nobody told"),
        Column("gaps", "int64", "count", "Stretches they lie in"),
        Column("overlaps", "int64", "count", "Numbers told both as order event and as trade"),
        Column("backward", "int64", "count", "Events whose time lies before that of a lower number"),
        Column("backward_us", "int64", "us", "The furthest the clock went back between two numbers"),
        Column(
            "least_lag_us",
            "int64",
            "us",
            "The shortest time from an event to its arrival; below 0 the venue's clock is ahead",
            signed=True,
        ),
        Column("orphans", "int64", "count", "Trades one of whose orders nobody told"),
    ),
)

VENUE_FILINGS = Table(
    "venue_filings",
    "What a venue has filed of one settlement day under one duty",
    ("venue_id", "duty", "day"),
    (
        DAY,
        Column("venue_id", "string", "code", "Venue"),
        Column("duty", "string", "as in law.exchanges.return_deadlines", "Which return"),
        Column("rows", "int64", "count", "Rows of the day"),
        Column("first_known_at", "instant", "UTC", "When the first of them arrived"),
        Column("last_known_at", "instant", "UTC", "When the last of them arrived"),
        Column("last_at", "instant", "UTC", "Time of the latest of them"),
        Column(
            "silent_seconds",
            "int64",
            "s",
            "The longest the venue told nothing, the ends of the day among it; order events and trades are one feed",
        ),
    ),
)

VENUE_REFUSALS = Table(
    "venue_refusals",
    "Returns turned away because no licence of the register covers their venue; the day is that of arrival",
    ("venue_id", "delivery", "day"),
    (
        DAY,
        Column("venue_id", "string", "code", "Venue as the rows name it"),
        Column("delivery", "string", "sha-256, first 16", "Which delivery, kept in quarantine"),
        Column("table_name", "string", "name", "Which return"),
        Column("rows", "int64", "count", "Rows that name it on days without a licence"),
        Column("first_day", "date", "day", "First of those days"),
        Column("last_day", "date", "day", "Last of those days"),
        Column("refused_at", "instant", "UTC", "When it arrived"),
    ),
)

VENUE_FEEDS = (VENUE_DAYS, VENUE_FILINGS, VENUE_REFUSALS)
