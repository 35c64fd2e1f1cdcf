"""Derived of feeders: what went in, what was seen, what no meter explains."""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY

FEEDER_HOURS = Table(
    "feeder_hours",
    "What went into a part of the network in one hour and what its customers' meters saw; the one pass over readings",
    ("level", "subject_id", "day", "starts_at"),
    (
        DAY,
        Column("level", "string", "feeder|transformer|phase", "Which part of the network"),
        Column("subject_id", "string", "id", "The feeder, the transformer, or either with `/A`, `/B`, `/C`"),
        Column("feeder_id", "string", "id", "Feeder it belongs to; itself for a feeder"),
        Column("starts_at", "instant", "UTC", "Start of the hour"),
        Column("delivered_wh", "int64", "Wh", "Through its own meters", nullable=True),
        Column(
            "delivered_w2h",
            "int64",
            "W2 h",
            "Power squared over time, by its meters' own intervals",
            nullable=True,
        ),
        Column("delivered_seconds", "int64", "meter s", "How much of the hour its meters cover"),
        Column("delivering_seconds", "int64", "meter s", "How much they should cover"),
        Column("registered_wh", "int64", "Wh", "Through meters of registered sites"),
        Column("other_wh", "int64", "Wh", "Through meters of other customers"),
        Column("missing_wh", "int64", "Wh", "What silent meters behind it use, estimated by their own past"),
        Column("metered_seconds", "int64", "meter s", "How much of the hour the meters behind it cover"),
        Column("expected_seconds", "int64", "meter s", "How much they should cover"),
        Column(
            "unknown_seconds", "int64", "meter s", "Of what is not covered: by meters with no past to go by"
        ),
    ),
)

FEEDER_DAYS = Table(
    "feeder_days",
    "The balance of one feeder, transformer or phase for one settlement day, before any judgement over days",
    ("level", "subject_id", "day"),
    (
        DAY,
        Column("level", "string", "feeder|transformer|phase", "Which part of the network"),
        Column("subject_id", "string", "id", "The feeder, the transformer, or either with `/A`, `/B`, `/C`"),
        Column("feeder_id", "string", "id", "Feeder it belongs to; itself for a feeder"),
        Column("delivered_wh", "int64", "Wh", "Through its own meters, in the hours counted"),
        Column("registered_wh", "int64", "Wh", "Through meters of registered sites, in the same hours"),
        Column("other_wh", "int64", "Wh", "Through meters of other customers, in the same hours"),
        Column("metered_wh", "int64", "Wh", "registered_wh + other_wh"),
        Column("missing_wh", "int64", "Wh", "What customers whose meters are silent use, estimated"),
        Column("technical_loss_wh", "int64", "Wh", "No-load loss and I2R loss by the fitted model"),
        Column("residual_wh", "int64", "Wh", "delivered - metered - missing - technical loss"),
        Column("sigma_wh", "int64", "Wh", "Standard deviation of residual_wh if nothing is unmetered"),
        Column("hours", "int32", "hours", "Hours counted"),
        Column("coverage_ppm", "int64", "ppm", "Share of the customers' metered time that was told"),
    ),
)

FEEDER_BALANCES = Table(
    "feeder_balances",
    "What no meter explains behind one feeder, transformer or phase over the window of days that ends with `day`",
    ("level", "subject_id", "day"),
    (
        DAY,
        Column("level", "string", "feeder|transformer|phase", "Which part of the network"),
        Column("subject_id", "string", "id", "The feeder, the transformer, or either with `/A`, `/B`, `/C`"),
        Column("feeder_id", "string", "id", "Feeder it belongs to; itself for a feeder"),
        Column("window_days", "int32", "days", "Length of the window"),
        Column("days_covered", "int32", "days", "Days of the window that could be counted"),
        Column("history_days", "int32", "days", "Days before the window that could be counted"),
        Column("delivered_w", "int64", "W", "Mean power delivered in the window"),
        Column("technical_loss_w", "int64", "W", "Mean technical loss in the window by the fitted model"),
        Column("coverage_ppm", "int64", "ppm", "Share of the customers' metered time that was told"),
        Column(
            "against",
            "string",
            "history|load|earlier|physics",
            "What the load is unexplained against",
            nullable=True,
        ),
        Column(
            "unexplained_w", "int64", "W", "Mean power no meter explains, by that comparison", nullable=True
        ),
        Column(
            "low_w",
            "int64",
            "W",
            "Lower end of its interval; above zero where p is below the false-alarm share",
            nullable=True,
        ),
        Column("high_w", "int64", "W", "Upper end of its interval", nullable=True),
        Column(
            "z_milli", "int64", "0.001 standard deviations", "Estimate over its standard error", nullable=True
        ),
        Column(
            "p_ppm",
            "int64",
            "ppm",
            "Chance of as much if nothing is unmetered, over all comparisons made",
            nullable=True,
        ),
        Column(
            "standing_w",
            "int64",
            "W",
            "All that physics does not explain, however long it stood",
            nullable=True,
        ),
        Column("standing_low_w", "int64", "W", "Lower end of its interval", nullable=True),
        Column("standing_high_w", "int64", "W", "Upper end of its interval", nullable=True),
        Column("changed_on", "date", "day", "First day of the last rise that stands out", nullable=True),
        Column(
            "least_w",
            "int64",
            "W",
            "Smallest load begun with the window that is found with power 0.9",
            nullable=True,
        ),
        Column(
            "least_standing_w",
            "int64",
            "W",
            "Smallest load that always stood there found with power 0.9",
            nullable=True,
        ),
        Column(
            "can_tell", "string", "changes|level_only|upper_bound|nothing", "What this balance is able to say"
        ),
    ),
)

FEEDER_CANDIDATES = Table(
    "feeder_candidates",
    "A customer whose metered load moves against what a feeder misses; where to begin looking, not an accusation",
    ("feeder_id", "day", "customer_id"),
    (
        DAY,
        Column("feeder_id", "string", "id", "Feeder with unexplained load"),
        Column("customer_id", "string", "id", "Customer as in ref_meters"),
        Column("place", "int32", "rank from 1", "Order in which to look"),
        Column(
            "fell_w",
            "int64",
            "W",
            "How much its metered load fell when the unexplained load rose; negative if it rose",
        ),
        Column(
            "correlation_ppm", "int64", "ppm", "Of its hours with the unexplained hours, others taken out"
        ),
        Column("p_ppm", "int64", "ppm", "Chance of either as large, over all customers looked at"),
    ),
)
