"""Every table of the lake. Integers in the smaller unit (Wh, W, GH/s, satoshi), times in UTC.

A *fact* arrived in a delivery and keeps where it came from; a *reference* was published by the
record and is valid for a period; a *derived* table is computed by a job for one settlement day
and may be computed again.
"""

from terezi.evidence.facts.columns import Column, Table

DAY = Column("day", "date", "settlement day", "Day of the country's settlement zone; the partition")
PROVENANCE = (
    Column("delivery", "string", "sha-256, first 16", "Which accepted delivery brought the row"),
    Column("row_number", "int64", "count from 1", "Line of the row in its delivery, heading not counted"),
    Column("known_at", "instant", "UTC", "When Terezi acknowledged the delivery"),
    Column("revision", "int32", "count from 0", "0 as first told; each correction of the same key adds one"),
)


def _fact(name: str, says: str, key: tuple[str, ...], *columns: Column) -> Table:
    return Table(name, says, key, (DAY, *columns, *PROVENANCE))


METER_READINGS = _fact(
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

MACHINE_TELEMETRY = _fact(
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

POOL_REPORTS = _fact(
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

POOL_PAYOUTS = _fact(
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

NETWORK_DAYS = _fact(
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

LEVY_DECLARATIONS = _fact(
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

CURTAILMENT_ORDERS = _fact(
    "curtailment_orders",
    "An order of the grid operator to draw no more than a limit",
    ("order_id", "site_id"),
    Column("order_id", "string", "id", "Number of the order"),
    Column("site_id", "string", "id", "Site as in ref_sites"),
    Column("starts_at", "instant", "UTC", "From when the limit holds"),
    Column("ends_at", "instant", "UTC", "Until when"),
    Column("limit_w", "int64", "W", "Highest mean power allowed"),
)

WEATHER_HOURS = _fact(
    "weather_hours",
    "Weather of one region in one hour",
    ("region", "starts_at"),
    Column("region", "string", "name", "Region as in ref_sites"),
    Column("starts_at", "instant", "UTC", "Start of the hour"),
    Column("temperature_mdeg", "int64", "0.001 degrees Celsius", "Mean air temperature", signed=True),
)

GENERATION_HOURS = _fact(
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

DEMAND_HOURS = _fact(
    "demand_hours",
    "Domestic demand of one region in one hour, mining not counted",
    ("region", "starts_at"),
    Column("region", "string", "name", "Region as in ref_sites"),
    Column("starts_at", "instant", "UTC", "Start of the hour"),
    Column("demand_w", "int64", "W", "Mean power asked for, also where it could not be served"),
)

EXPORT_HOURS = _fact(
    "export_hours",
    "Power a region owes abroad under contract in one hour",
    ("region", "starts_at"),
    Column("region", "string", "name", "Region as in ref_sites"),
    Column("starts_at", "instant", "UTC", "Start of the hour"),
    Column("contracted_w", "int64", "W", "Mean power under contract"),
)

POWER_BIDS = _fact(
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

VALIDITY = (
    Column("valid_from", "date", "day", "First day the row is true"),
    Column(
        "valid_until", "date", "day, exclusive", "Day after the last; empty while it stands", nullable=True
    ),
)


def _reference(name: str, says: str, key: tuple[str, ...], *columns: Column) -> Table:
    return Table(name, says, (*key, "valid_from"), (*columns, *VALIDITY), partition=())


REF_SITES = _reference(
    "ref_sites",
    "A licensed mining site and what its licence says",
    ("site_id",),
    Column("site_id", "string", "id", "Site"),
    Column("name", "string", "text", "Name of the licensee and site"),
    Column("licence_number", "string", "number", "Licence the site works under"),
    Column("status", "string", "vocabulary of product 3.3", "registered, licensed, limited, suspended, ..."),
    Column("actor_class", "string", "industrial|private", "Class of the law"),
    Column("region", "string", "name", "Region"),
    Column("feeder_id", "string", "id", "Feeder the site hangs on"),
    Column("licensed_w", "int64", "W", "Highest power the licence allows"),
    Column("pue_ppm", "int64", "ppm", "Declared overhead: site power / machine power x 1e6, at least 1e6"),
    Column("evidence_grade", "string", "facts/grades.py", "How well machines and meter are known"),
    Column("asset", "string", "ticker", "Licensed asset"),
    Column("scheme", "string", "PPS|FPPS|PPLNS|solo", "Declared payout scheme"),
    Column("pool_id", "string", "id", "Declared pool"),
    Column("pool_share_ppm", "int64", "ppm", "The pool's share of the network, for PPLNS luck"),
    Column("tariff_minor_per_mwh", "int64", "minor units per MWh", "Price of its power", nullable=True),
    Column("power_source", "string", "grid|own_renewable|own_other", "For the levy"),
)

REF_MACHINES = _reference(
    "ref_machines",
    "Machines on the register, by batch of one model",
    ("site_id", "batch_id"),
    Column("site_id", "string", "id", "Site"),
    Column("batch_id", "string", "id", "Batch, or the serial of a single machine"),
    Column("model", "string", "name", "Make and model"),
    Column("machines", "int32", "count", "Machines in the batch"),
    Column("hash_rate_ghs", "int64", "GH/s each", "Registered hash rate of one machine"),
    Column("power_w", "int64", "W each", "Registered power of one machine"),
)

REF_METERS = _reference(
    "ref_meters",
    "An electricity meter and what it measures",
    ("meter_id",),
    Column("meter_id", "string", "id", "Meter"),
    Column("kind", "string", "site|feeder|transformer|customer", "What it measures"),
    Column(
        "subject_id",
        "string",
        "id",
        "The site, feeder, transformer or customer; a feeder or transformer with `/A`, `/B`, `/C` for one phase of it",
    ),
    Column("feeder_id", "string", "id", "Feeder it hangs on"),
    Column("source_rank", "int32", "1..6", "As in meter_readings"),
    Column("interval_seconds", "int32", "s", "Interval it should report"),
    Column("customer_class", "string", "household|commercial|industrial|mining|feeder", "Tariff class"),
)

REF_WALLETS = _reference(
    "ref_wallets",
    "An address a licensee declared and proved control of",
    ("address", "site_id"),
    Column("address", "string", "address", "Address"),
    Column("site_id", "string", "id", "Site it may be paid for"),
)

REF_POOLS = _reference(
    "ref_pools",
    "A mining pool and whether it is accredited",
    ("pool_id",),
    Column("pool_id", "string", "id", "Pool"),
    Column("name", "string", "text", "Name"),
    Column("accredited", "bool", "yes or no", "Accredited or registered under the law"),
)

REF_HOLDERS = _reference(
    "ref_holders",
    "The firm that holds the licence of a site, by its register number; people are left out",
    ("licence_number",),
    Column("licence_number", "string", "number", "Licence as in ref_sites"),
    Column("site_id", "string", "id", "Site it is for"),
    Column("registration_number", "string", "number", "Register number of the firm, as in ref_customers"),
    Column("status", "string", "vocabulary of product 3.3", "registered, licensed, limited, suspended, ..."),
)

REF_MODELS = Table(
    "ref_models",
    "What a public list says a machine model does; lists disagree by some 3 % in J/TH",
    ("model", "hash_rate_ghs", "power_w", "source"),
    (
        Column("model", "string", "name", "Make and model, as the list writes it"),
        Column("manufacturer", "string", "name", "Maker"),
        Column("hash_rate_ghs", "int64", "GH/s", "Nominal hash rate of one machine"),
        Column("power_w", "int64", "W", "Nominal power at the wall of the machine"),
        Column("efficiency_mj_per_th", "int64", "mJ/TH", "Power / hash rate, as the list gives it"),
        Column("released_on", "date", "day", "First day of the month of release", nullable=True),
        Column(
            "licence", "string", "licence or `no licence stated`", "Under which terms the row may be used"
        ),
        Column("source", "string", "text", "Which list, and where it was taken from"),
    ),
    partition=(),
)

REF_FEEDERS = Table(
    "ref_feeders",
    "A feeder as the grid operator lists it",
    ("feeder_id",),
    (
        Column("feeder_id", "string", "id", "Feeder as in ref_meters"),
        Column("region", "string", "name", "Region as in ref_sites"),
        Column("name", "string", "text", "What people call it"),
        Column("rated_w", "int64", "W", "Power it is built for"),
        Column(
            "latitude_udeg",
            "int64",
            "1e-6 degrees",
            "Where its substation stands",
            nullable=True,
            signed=True,
        ),
        Column(
            "longitude_udeg",
            "int64",
            "1e-6 degrees",
            "Where its substation stands",
            nullable=True,
            signed=True,
        ),
    ),
    partition=(),
)

REF_PLANTS = Table(
    "ref_plants",
    "A power plant as the grid operator lists it",
    ("plant_id",),
    (
        Column("plant_id", "string", "id", "Plant"),
        Column("region", "string", "name", "Region as in ref_sites"),
        Column("name", "string", "text", "What people call it"),
        Column("fuel", "string", "hydro|gas|coal|solar|wind|nuclear|other", "What it runs on"),
        Column("capacity_w", "int64", "W", "Power it is built for"),
        Column("unit_w", "int64", "W", "Its largest unit: what is lost when one trips"),
        Column("must_run_w", "int64", "W", "Least power it gives while it runs"),
        Column("marginal_cost_minor_per_mwh", "int64", "minor units per MWh", "Cost of one more MWh"),
    ),
    partition=(),
)

REF_LINES = Table(
    "ref_lines",
    "A line, or a bundle of parallel ones, between two regions",
    ("line_id",),
    (
        Column("line_id", "string", "id", "Line"),
        Column("from_region", "string", "name", "Region as in ref_sites"),
        Column("to_region", "string", "name", "Region as in ref_sites"),
        Column("limit_w", "int64", "W", "Thermal limit"),
        Column("reactance_uohm", "int64", "1e-6 ohm", "Series reactance"),
    ),
    partition=(),
)

REF_CUSTOMERS = Table(
    "ref_customers",
    "A supply of electricity as the utility lists it; no name, no address",
    ("customer_id",),
    (
        Column("customer_id", "string", "id", "Customer as in ref_meters"),
        Column("region", "string", "name", "Region as in ref_sites"),
        Column("place", "string", "text", "Town, village or quarter: whom it may be compared with"),
        Column("feeder_id", "string", "id", "Feeder it hangs on"),
        Column("transformer_id", "string", "id", "Transformer it hangs on", nullable=True),
        Column("phase", "string", "A|B|C|ABC", "Phase it is connected to", nullable=True),
        Column(
            "tariff_class",
            "string",
            "household|commercial|industrial|mining|agricultural|public",
            "Class it is billed in",
        ),
        Column("activity", "string", "word", "What it told the utility it does, e.g. bakery", nullable=True),
        Column("connection_w", "int64", "W", "Power of its connection", nullable=True),
        Column(
            "registration_number",
            "string",
            "number",
            "Register number of a firm; empty for people",
            nullable=True,
        ),
    ),
    partition=(),
)

REF_GATEWAYS = Table(
    "ref_gateways",
    "Which gateway speaks for a meter, as the grid operator lists it; while the list is empty the broker's word counts",
    ("meter_id",),
    (
        Column("meter_id", "string", "id", "Meter as in ref_meters"),
        Column(
            "gateway_id", "string", "id", "Name the gateway signs in with at the broker, or of its account"
        ),
    ),
    partition=(),
)

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

METER_DAYS = Table(
    "meter_days",
    "The hours of one meter's settlement day and the shape they make; an hour that no reading covers is empty",
    ("meter_id", "day"),
    (
        DAY,
        Column("meter_id", "string", "id", "Meter as in ref_meters"),
        Column("covered_seconds", "int64", "s", "How much of the day readings of at most an hour cover"),
        Column("total_wh", "int64", "Wh", "Energy of the covered hours"),
        *(
            Column(f"h{hour:02d}_wh", "int64", "Wh, so mean W", f"Energy of hour {hour} since the day began", nullable=True)
            for hour in range(24)
        ),
        Column("hours_covered", "int32", "count", "Hours of which a reading covers at least a part"),
        Column("whole", "int32", "0 or 1", "1 where every covered hour is covered wholly, so that hours compare"),
        Column("lowest_wh", "int64", "Wh", "Lowest hour"),
        Column("highest_wh", "int64", "Wh", "Highest hour"),
        Column("zero_hours", "int32", "count", "Covered hours in which nothing was drawn"),
        Column("steps_wh", "int64", "Wh", "Sum of the steps from one hour to the next, up or down"),
        Column("steps_up_highest_wh", "int64", "Wh", "Highest step up"),
        Column("steps_down_highest_wh", "int64", "Wh", "Highest step down"),
    ),
)  # fmt: skip

METER_SCREENS = Table(
    "meter_screens",
    "What the load of one meter over the window that ends with `day` leaves unexplained; a place to look, no accusation",
    ("meter_id", "day"),
    (
        DAY,
        Column("meter_id", "string", "id", "Meter as in ref_meters"),
        Column("customer_id", "string", "id", "Customer as in ref_customers", nullable=True),
        Column("model", "string", "sha-256", "Model that scored it; empty for the physical rule alone"),
        Column("group", "string", "class/region, class or all", "Innocent meters it was compared with"),
        Column("days", "int32", "days", "Days of the window that could be used"),
        Column("rule", "int32", "0 or 1", "1 where the physical rule alone names it"),
        Column(
            "score_ppm", "int64", "1e-6", "Order of the list: logarithm of steady load over the rule's unit"
        ),
        Column(
            "p_value_ppm", "int64", "ppm", "How many innocent meters of the group would look so or more so"
        ),
        Column(
            "probability_ppm", "int64", "ppm", "Calibrated probability at the prior share the model names"
        ),
        Column("unexplained_w", "int64", "W", "Steady power above what its group keeps up"),
        Column("unexplained_hours", "int32", "hours a day", "For how long a day it is kept up"),
        Column("expected_wh_per_month", "int64", "Wh per 30 days", "Energy of that power over those hours"),
        Column("money_minor", "int64", "minor units per 30 days", "At the price asked for", nullable=True),
        *(
            column
            for number in (1, 2, 3)
            for column in (
                Column(f"reason_{number}", "string", "code", "See numerics/meters/reasons.py", nullable=True),
                Column(
                    f"reason_{number}_value",
                    "int64",
                    "unit of the reason",
                    "What was measured",
                    nullable=True,
                ),
            )
        ),
    ),
)

FACTS = (
    METER_READINGS,
    MACHINE_TELEMETRY,
    POOL_REPORTS,
    POOL_PAYOUTS,
    NETWORK_DAYS,
    LEVY_DECLARATIONS,
    CURTAILMENT_ORDERS,
    WEATHER_HOURS,
    GENERATION_HOURS,
    DEMAND_HOURS,
    EXPORT_HOURS,
    POWER_BIDS,
)
REFERENCES = (REF_SITES, REF_MACHINES, REF_METERS, REF_WALLETS, REF_POOLS)
CATALOGUES = (REF_MODELS, REF_FEEDERS, REF_CUSTOMERS, REF_PLANTS, REF_LINES, REF_GATEWAYS)
PUBLISHED = (REF_HOLDERS,)
"""References that only the record knows: no file brings them."""
DERIVED = (
    SITE_DAYS,
    WEIGHINGS,
    FEEDER_HOURS,
    FEEDER_DAYS,
    FEEDER_BALANCES,
    FEEDER_CANDIDATES,
    METER_DAYS,
    METER_SCREENS,
)
TABLES = {table.name: table for table in (*FACTS, *REFERENCES, *PUBLISHED, *CATALOGUES, *DERIVED)}
