"""The register of meters, as a file."""

import polars as pl

from terezi.evidence.sources.plain import one_of, reading
from terezi.evidence.sources.source import Check, Source, with_columns
from terezi.evidence.sources.validity import VALID

REGISTER_METERS = Source(
    name="register of meters",
    table="ref_meters",
    recognises=with_columns("meter_id", "kind", "subject_id"),
    parse=reading("ref_meters"),
    checks=(
        one_of("REG-31", "kind", ("site", "feeder", "transformer", "customer")),
        one_of("REG-32", "customer_class", ("household", "commercial", "industrial", "mining", "feeder")),
        Check("REG-33", "source_rank is 1 to 6", pl.col("source_rank").is_between(1, 6), "Send the rank of docs/lake.md"),
        Check("REG-34", "A meter reports at least daily", pl.col("interval_seconds").is_between(1, 90_000), "Send the seconds between readings"),
        VALID,),
)  # fmt: skip
