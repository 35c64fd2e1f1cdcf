"""The utility's list of supplies, as a file."""

import polars as pl

from terezi.evidence.sources.plain import one_of, reading
from terezi.evidence.sources.source import Check, Source, with_columns

CLASSES = ("household", "commercial", "industrial", "mining", "agricultural", "public")
UTILITY_CUSTOMERS = Source(
    name="list of supplies",
    table="ref_customers",
    recognises=with_columns("customer_id", "place", "tariff_class"),
    parse=reading("ref_customers"),
    checks=(
        one_of("UTL-01", "tariff_class", CLASSES),
        Check("UTL-02", "A phase, where told, is A, B, C or ABC", pl.col("phase").is_null() | pl.col("phase").is_in(["A", "B", "C", "ABC"]), "Leave it empty where it is not known"),
        Check("UTL-03", "A connection, where told, has power", pl.col("connection_w").is_null() | (pl.col("connection_w") > 0), "Send W, or leave it empty"),
    ),
)  # fmt: skip
