"""The register of machines, as a file."""

import polars as pl

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Check, Source, with_columns
from terezi.evidence.sources.validity import VALID

REGISTER_MACHINES = Source(
    name="register of machines",
    table="ref_machines",
    recognises=with_columns("site_id", "batch_id", "model", "machines"),
    parse=reading("ref_machines"),
    checks=(
        Check("REG-21", "A batch holds a machine", pl.col("machines") >= 1, "End the batch with valid_until instead"),
        VALID,),
)  # fmt: skip
