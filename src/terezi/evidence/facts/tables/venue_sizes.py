"""Derived of a market's day where accounts are hidden: what trade sizes and turnover alone say; context, no lead."""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY

VENUE_SIZE_STATISTICS = Table(
    "venue_size_statistics",
    "One statistic of one instrument's trade sizes, or turnover, at one venue on one day, beside simulated clean venues as large",
    ("day", "venue_id", "instrument", "statistic"),
    (
        DAY,
        Column("venue_id", "string", "id", "Venue; a licensed one as in ref_venues, or one known by its public feed"),
        Column("instrument", "string", "BASE-QUOTE", "What is traded"),
        Column("statistic", "string", "first_digits|lognormal|round_sizes|turnover_step|tail", "Which: see docs/market-abuse.md"),
        Column("basis", "string", "venue_trades|ticks", "Table the sizes are from; ticks only where the venue tells no trades"),
        Column("trades", "int64", "count", "Trades of the day with a quantity"),
        Column("drawn", "int64", "count", "Sizes drawn of them for the statistic; of turnover_step, days with turnover"),
        Column("value_e6", "int64", "1e-6", "Gap, share, exponent, or the last step's new level over the old (1 where there is none); empty where too few were told", nullable=True),
        Column("error_e6", "int64", "1e-6", "Standard error of the value; of a step taking days for independent", nullable=True),
        Column("usual_e6", "int64", "1e-6", "What the median clean venue shows; 1 of a step", nullable=True),
        Column("bound_e6", "int64", "1e-6", "What one clean venue in twenty goes beyond: upwards, of round_sizes downwards; empty of step and tail", nullable=True),
        Column("p_value_ppm", "int64", "ppm", "Share of clean venues as far off; empty of step and tail", nullable=True),
        Column("false_alarms_ppm", "int64", "ppm", "Of the tail: share of clean venues as large its rule calls odd", nullable=True),
        Column("step_day", "date", "day", "First day of the last step's new level", nullable=True),
        Column("is_used", "int32", "0 or 1", "0 of the tail, which points the wrong way"),
    ),
)  # fmt: skip
