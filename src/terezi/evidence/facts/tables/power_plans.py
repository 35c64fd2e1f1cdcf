"""Derived of the power plan: what is left over in each hour, who may draw it at what price, what was sold below its cost."""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY

SURPLUS_HOURS = Table(
    "surplus_hours",
    "The balance of one region in one hour of a planned day: surplus + net import + shortage = allocated + unused, to 1 W a term",
    ("day", "region", "starts_at"),
    (
        DAY,
        Column("region", "string", "name", "Region as in ref_sites"),
        Column("starts_at", "instant", "UTC", "Start of the hour"),
        Column("available_w", "int64", "W", "What its plants can give: after outages, water and fuel"),
        Column("must_run_w", "int64", "W", "Of that, what cannot be turned down"),
        Column("demand_w", "int64", "W", "Domestic demand at the quantile of the law, kept for homes"),
        Column("demand_median_w", "int64", "W", "Domestic demand as it is as likely above as below"),
        Column("reserve_w", "int64", "W", "Kept for the loss of a unit; never given to mines"),
        Column("export_w", "int64", "W", "Owed abroad under contract"),
        Column(
            "surplus_w",
            "int64",
            "W",
            "Available less reserve (at least 0), less demand at the quantile, less exports; negative where a region must import",
            signed=True,
        ),
        Column("net_import_w", "int64", "W", "What lines bring less what they take", signed=True),
        Column("allocated_w", "int64", "W", "Given to mines of the region"),
        Column("unused_w", "int64", "W", "Turned down or spilled"),
        Column("shortage_w", "int64", "W", "What homes would lack at that demand, the same with no mine"),
        Column(
            "marginal_cost_minor_per_mwh",
            "int64",
            "minor units per MWh",
            "What one MWh more would cost there at the median of demand, mining served",
        ),
        Column(
            "confidence_ppm",
            "int64",
            "ppm of hours",
            "Share of held-back hours, equally far ahead, in which demand stayed below the quantile",
        ),
    ),
)

ALLOCATIONS = Table(
    "allocations",
    "What one licensed site may draw in one hour of a planned day, and what it pays",
    ("day", "site_id", "starts_at"),
    (
        DAY,
        Column("site_id", "string", "id", "Site as in ref_sites"),
        Column("region", "string", "name", "Region the site draws in"),
        Column("starts_at", "instant", "UTC", "Start of the hour"),
        Column("asked_w", "int64", "W", "What it asked for; by fair share, what its licence allows"),
        Column("allocated_w", "int64", "W", "Highest mean power it may draw, rounded down"),
        Column(
            "price_minor_per_mwh",
            "int64",
            "minor units per MWh",
            "What it pays; empty where the law sets no price and the site has no tariff",
            nullable=True,
        ),
        Column("firm", "bool", "yes or no", "No longer changes; otherwise what is expected"),
        Column("rule", "string", "uniform|pay_as_bid|fair_share", "By which rule of the law it was given"),
        Column(
            "why",
            "string",
            "in_full|banned|below_reserve_price|not_prepaid|outbid|joint_cap|shared|nothing_left",
            "What decided how much it got",
        ),
        Column(
            "bid_day",
            "date",
            "day",
            "Day the bid was made for; earlier than the day where it is carried on",
            nullable=True,
        ),
        Column("planned_on", "date", "settlement day", "Day on which it was worked out"),
    ),
)

ALLOCATION_VERSIONS = Table(
    "allocation_versions",
    "The rows of `allocations` as each plan of a day had them, kept when the day is planned again",
    ("day", "certificate_sha256", "site_id", "starts_at"),
    (
        DAY,
        Column("certificate_sha256", "string", "sha-256", "Certificate of the plan; what two officers sign"),
        *ALLOCATIONS.columns[1:],
    ),
)

REF_POWER_PLANS = Table(
    "ref_power_plans",
    "A plan that two officers made public, as the record holds it",
    ("plan_day", "version"),
    (
        Column("plan_day", "date", "settlement day", "Day it is for"),
        Column("version", "int32", "count from 1", "Of the plans of that day"),
        Column("certificate_sha256", "string", "sha-256", "Certificate they signed"),
        Column("is_firm", "bool", "yes or no", "No longer changes; otherwise what is expected"),
        Column("published_at", "instant", "UTC", "When the second officer signed"),
    ),
    partition=(),
)

SITE_SALES = Table(
    "site_sales",
    "What one licensed site drew on one day within its allocation and beyond, against what the last MWh cost",
    ("day", "site_id"),
    (
        DAY,
        Column("site_id", "string", "id", "Site as in ref_sites"),
        Column("region", "string", "name", "Region the site draws in"),
        Column("drawn_wh", "int64", "Wh", "Metered energy"),
        Column("given_wh", "int64", "Wh", "Of that, within the published allocation of its hour"),
        Column("given_paid_e6", "int64", "millionths of a minor unit", "What it pays for that"),
        Column("unpriced_wh", "int64", "Wh", "Metered energy whose price nobody knows"),
        Column("paid_e6", "int64", "millionths of a minor unit", "What it pays in hours whose cost is known"),
        Column("below_wh", "int64", "Wh", "Sold below marginal cost"),
        Column("below_hours", "int32", "count", "Hours with such a sale"),
        Column(
            "subsidy_e6", "int64", "millionths of a minor unit", "What that cost more than it was sold for"
        ),
        Column("margin_e6", "int64", "millionths of a minor unit", "What the rest brought more than it cost"),
    ),
)

SUBSIDY_HOURS = Table(
    "subsidy_hours",
    "What licensed sites of one region drew in one hour, against what the last MWh cost there",
    ("day", "region", "starts_at"),
    (
        DAY,
        Column("region", "string", "name", "Region as in ref_sites"),
        Column("starts_at", "instant", "UTC", "Start of the hour"),
        Column("sold_wh", "int64", "Wh", "Metered energy of licensed sites with a price"),
        Column("below_wh", "int64", "Wh", "Of that, sold below marginal cost"),
        Column("unpriced_wh", "int64", "Wh", "Metered energy of licensed sites whose price nobody knows"),
        Column(
            "marginal_cost_minor_per_mwh",
            "int64",
            "minor units per MWh",
            "What one MWh more cost there in that hour",
        ),
        Column("paid_minor", "int64", "minor units", "What the sites pay for what was sold"),
        Column(
            "subsidy_minor", "int64", "minor units", "What was sold below cost cost more than it was sold for"
        ),
        Column("margin_minor", "int64", "minor units", "What was sold above cost brought more than it cost"),
        Column(
            "cost_basis", "string", "measured|planned", "Demand the cost rests on: as it was, or as planned"
        ),
    ),
)
