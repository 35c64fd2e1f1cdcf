"""Derived of sites: the three witnesses added up and weighed."""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY

SITE_DAYS = Table(
    "site_days",
    "The three witnesses of one site for one settlement day, added up; absent is empty, not zero",
    ("site_id", "day"),
    (
        DAY,
        Column("site_id", "string", "id", "Site"),
        Column("metered_wh", "int64", "Wh", "Energy through its best-ranked site meter", nullable=True),
        Column("metered_seconds", "int64", "s", "How much of the day that meter covers"),
        Column("metered_rank", "int32", "1..6", "Its source rank", nullable=True),
        Column("metered_until", "instant", "UTC", "End of its last interval", nullable=True),
        Column("machine_gigahashes", "int64", "GH", "Work the machines report", nullable=True),
        Column("machine_watt_seconds", "int64", "W s", "Energy the machines report", nullable=True),
        Column("machine_seconds", "int64", "machine s", "Machines reporting x time they cover"),
        Column("machines_until", "instant", "UTC", "End of the last interval reported", nullable=True),
        Column("accepted_gigahashes", "int64", "GH", "Work the pools accepted", nullable=True),
        Column("earned_satoshi", "int64", "satoshi", "Coins credited, after fee", nullable=True),
        Column("pool_seconds", "int64", "s", "How much of the day pool reports cover"),
        Column(
            "scheme",
            "string",
            "PPS|FPPS|PPLNS|solo",
            "Scheme its pools applied; empty for several",
            nullable=True,
        ),
        Column("fee_ppm", "int32", "ppm", "Highest pool fee applied", nullable=True),
        Column("rejected_ppm", "int32", "ppm", "Highest share of work rejected", nullable=True),
        Column("registered_machines", "int64", "count", "Machines on the register"),
        Column("registered_ghs", "int64", "GH/s", "Their hash rate"),
        Column("registered_w", "int64", "W", "Their power, without overhead"),
    ),
)

WEIGHINGS = Table(
    "weighings",
    "Two witnesses of one site weighed against each other over one window of days",
    ("site_id", "day", "window_days", "pair"),
    (
        DAY,
        Column("site_id", "string", "id", "Site"),
        Column("window_days", "int32", "days", "1, 7 or 30, ending with `day`"),
        Column("pair", "string", "meter/machines|meter/coins|machines/coins", "Observed / expected witness"),
        Column(
            "observed_wh", "int64", "Wh", "Site energy the first witness stands for, over the days both cover"
        ),
        Column("expected_wh", "int64", "Wh", "Site energy the second witness explains, over the same days"),
        Column("days_covered", "int32", "days", "Days of the window with both witnesses"),
        Column("sigma", "float64", "ln", "Standard deviation of ln(observed/expected) if all is true"),
        Column("z", "float64", "standard deviations", "ln(observed/expected) / sigma"),
        Column("p_value", "float64", "probability", "Two-sided, of a gap as large by chance"),
        Column(
            "q_value",
            "float64",
            "rate",
            "Smallest false discovery rate over all sites at which it stands out",
        ),
        Column(
            "cusum", "float64", "standard deviations", "Larger of both one-sided sums, signed by direction"
        ),
        Column(
            "least_share_ppm",
            "int64",
            "ppm",
            "Smallest hidden share this evidence finds with power 0.8 at 1 %",
            nullable=True,
        ),
    ),
)
