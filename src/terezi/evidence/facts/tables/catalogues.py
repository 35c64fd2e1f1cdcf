"""Lists kept by others: makers, the utility, the grid operator; the newest delivery stands."""

from terezi.evidence.facts.columns import Column, Table

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
