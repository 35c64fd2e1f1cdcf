"""Nameplates of mining machines as public lists give them; one model may stand in several lists."""

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
