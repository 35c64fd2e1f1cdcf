"""References: what the record published, each row valid for a period."""

from terezi.evidence.facts.columns import Column
from terezi.evidence.facts.tables.kinds import reference

REF_SITES = reference(
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

REF_MACHINES = reference(
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

REF_METERS = reference(
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

REF_WALLETS = reference(
    "ref_wallets",
    "An address a licensee declared and proved control of",
    ("address", "site_id"),
    Column("address", "string", "address", "Address"),
    Column("site_id", "string", "id", "Site it may be paid for"),
)

REF_POOLS = reference(
    "ref_pools",
    "A mining pool and whether it is accredited",
    ("pool_id",),
    Column("pool_id", "string", "id", "Pool"),
    Column("name", "string", "text", "Name"),
    Column("accredited", "bool", "yes or no", "Accredited or registered under the law"),
)

REF_HOLDERS = reference(
    "ref_holders",
    "The firm that holds the licence of a site, by its register number; people are left out",
    ("licence_number",),
    Column("licence_number", "string", "number", "Licence as in ref_sites"),
    Column("site_id", "string", "id", "Site it is for"),
    Column("registration_number", "string", "number", "Register number of the firm, as in ref_customers"),
    Column("status", "string", "vocabulary of product 3.3", "registered, licensed, limited, suspended, ..."),
)
