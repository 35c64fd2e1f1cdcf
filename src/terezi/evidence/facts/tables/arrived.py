"""Facts of mining, meters and the grid, as deliveries bring them."""

from terezi.evidence.facts.columns import Column
from terezi.evidence.facts.tables.kinds import fact

METER_READINGS = fact(
    "meter_readings",
    "Energy through one electricity meter in one interval",
    ("meter_id", "read_at"),
    Column("meter_id", "string", "id", "Meter as in ref_meters"),
    Column("read_at", "instant", "UTC", "Start of the interval"),
    Column("interval_seconds", "int32", "s", "Length of the interval"),
    Column("energy_wh", "int64", "Wh", "Energy drawn in the interval, never negative"),
    Column("quality", "string", "measured|estimated|substituted|manual", "How the value came about"),
    Column(
        "source_rank", "int32", "1..6", "1 fiscal meter 2 check meter 3 PDU 4 machine 5 declared 6 nameplate"
    ),
    Column("flags", "int32", "bit set", "See facts/flags.py: rollover, clock skew, daylight saving, ..."),
)

MACHINE_TELEMETRY = fact(
    "machine_telemetry",
    "Hash rate and power reported by a machine, or by a controller for several",
    ("site_id", "machine_id", "read_at"),
    Column("site_id", "string", "id", "Site as in ref_sites"),
    Column("machine_id", "string", "serial or address", "Machine, or controller of a rack"),
    Column("read_at", "instant", "UTC", "Start of the interval the row speaks for"),
    Column("interval_seconds", "int32", "s", "Length of that interval"),
    Column("machines", "int32", "count", "Machines the row speaks for"),
    Column("hash_rate_ghs", "int64", "GH/s", "Mean hash rate of all of them together"),
    Column("power_w", "int64", "W", "Mean power of all of them together", nullable=True),
    Column("flags", "int32", "bit set", "See facts/flags.py"),
)

POOL_REPORTS = fact(
    "pool_reports",
    "What a pool credited to a site for one of its days",
    ("pool_id", "site_id", "starts_at"),
    Column("pool_id", "string", "id", "Pool as in ref_pools; `solo` where the site mines alone"),
    Column("site_id", "string", "id", "Site as in ref_sites"),
    Column("starts_at", "instant", "UTC", "Start of the pool's day"),
    Column("seconds", "int32", "s", "Length of the pool's day"),
    Column("asset", "string", "ticker", "What was mined, e.g. BTC"),
    Column("scheme", "string", "PPS|FPPS|PPLNS|solo", "Payout scheme applied"),
    Column(
        "accepted_gigahashes",
        "int64",
        "GH",
        "Work of accepted shares: sum of share difficulty x 2**32",
        nullable=True,
    ),
    Column("rejected_ppm", "int32", "ppm", "Share of work rejected or stale"),
    Column("fee_ppm", "int32", "ppm of reward", "Fee the pool kept"),
    Column("earned_satoshi", "int64", "satoshi", "Credited to the site, after fee"),
    Column(
        "blocks_found",
        "int32",
        "count",
        "Blocks found by the site (solo) or by the pool (PPLNS)",
        nullable=True,
    ),
)

POOL_PAYOUTS = fact(
    "pool_payouts",
    "One payment by a pool, as the pool or the chain shows it",
    ("pool_id", "payout_id"),
    Column("pool_id", "string", "id", "Pool as in ref_pools; `solo` for own blocks"),
    Column("payout_id", "string", "id", "The pool's number of the payment, or transaction and output"),
    Column("site_id", "string", "id", "Account the pool paid, as in ref_sites"),
    Column("paid_at", "instant", "UTC", "Time of the payment"),
    Column("asset", "string", "ticker", "What was paid"),
    Column("address", "string", "address", "Where it was paid to"),
    Column("amount_satoshi", "int64", "satoshi", "Amount paid"),
)

NETWORK_DAYS = fact(
    "network_days",
    "State of a proof-of-work network; a day with a new difficulty has two rows",
    ("asset", "starts_at"),
    Column("asset", "string", "ticker", "Network, e.g. BTC"),
    Column("starts_at", "instant", "UTC", "Start of the span with this difficulty"),
    Column("seconds", "int32", "s", "Length of the span; the spans of a day add up to it"),
    Column("difficulty", "int64", "difficulty", "Expected hashes per block are difficulty x 2**32"),
    Column("subsidy_satoshi", "int64", "satoshi per block", "New coins per block"),
    Column("fees_satoshi", "int64", "satoshi per block", "Mean transaction fees per block", nullable=True),
    Column("price_usd_cents", "int64", "0.01 USD per coin", "Reference price", nullable=True),
    Column("blocks", "int32", "count", "Blocks found by the whole network", nullable=True),
)

LEVY_DECLARATIONS = fact(
    "levy_declarations",
    "What a licensee declared for the digital-mining levy of one period",
    ("site_id", "period_from"),
    Column("site_id", "string", "id", "Site as in ref_sites"),
    Column("period_from", "date", "day", "First day of the period"),
    Column("period_until", "date", "day, exclusive", "Day after the last day"),
    Column("declared_wh", "int64", "Wh", "Energy declared as used for mining"),
    Column("declared_levy_minor", "int64", "minor units", "Levy declared"),
    Column(
        "average_price_minor_per_mwh",
        "int64",
        "minor units per MWh",
        "Average purchase price of the power, as the supplier confirms",
        nullable=True,
    ),
    Column("currency", "string", "ISO 4217", "Currency of both amounts"),
)

CURTAILMENT_ORDERS = fact(
    "curtailment_orders",
    "An order of the grid operator to draw no more than a limit",
    ("order_id", "site_id"),
    Column("order_id", "string", "id", "Number of the order"),
    Column("site_id", "string", "id", "Site as in ref_sites"),
    Column("starts_at", "instant", "UTC", "From when the limit holds"),
    Column("ends_at", "instant", "UTC", "Until when"),
    Column("limit_w", "int64", "W", "Highest mean power allowed"),
)

WEATHER_HOURS = fact(
    "weather_hours",
    "Weather of one region in one hour",
    ("region", "starts_at"),
    Column("region", "string", "name", "Region as in ref_sites"),
    Column("starts_at", "instant", "UTC", "Start of the hour"),
    Column("temperature_mdeg", "int64", "0.001 degrees Celsius", "Mean air temperature", signed=True),
)

GENERATION_HOURS = fact(
    "generation_hours",
    "What one power plant could give and gave in one hour",
    ("plant_id", "starts_at"),
    Column("plant_id", "string", "id", "Plant as in ref_plants"),
    Column("starts_at", "instant", "UTC", "Start of the hour"),
    Column(
        "available_w",
        "int64",
        "W",
        "Mean power it could give: capacity without outages, water and fuel considered",
    ),
    Column("output_w", "int64", "W", "Mean power it gave; empty for hours to come", nullable=True),
)

DEMAND_HOURS = fact(
    "demand_hours",
    "Domestic demand of one region in one hour, mining not counted",
    ("region", "starts_at"),
    Column("region", "string", "name", "Region as in ref_sites"),
    Column("starts_at", "instant", "UTC", "Start of the hour"),
    Column("demand_w", "int64", "W", "Mean power asked for, also where it could not be served"),
)

EXPORT_HOURS = fact(
    "export_hours",
    "Power a region owes abroad under contract in one hour",
    ("region", "starts_at"),
    Column("region", "string", "name", "Region as in ref_sites"),
    Column("starts_at", "instant", "UTC", "Start of the hour"),
    Column("contracted_w", "int64", "W", "Mean power under contract"),
)

POWER_BIDS = fact(
    "power_bids",
    "What a licensed site asks of the surplus of one day, and what it would pay",
    ("site_id", "bid_day"),
    Column("site_id", "string", "id", "Site as in ref_sites"),
    Column("bid_day", "date", "day", "Settlement day the bid is for"),
    Column("bid_at", "instant", "UTC", "When the bid was received: earlier goes first among equals"),
    Column("limit_w", "int64", "W", "Highest mean power asked for in any hour"),
    Column("price_minor_per_mwh", "int64", "minor units per MWh", "Highest price it would pay"),
    Column(
        "prepaid_minor",
        "int64",
        "minor units",
        "What it paid ahead; caps the bid where the law says so",
        nullable=True,
    ),
)
