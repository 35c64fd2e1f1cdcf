"""Days of proof-of-work networks in Terezi's own format."""

import polars as pl

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Check, Source, with_columns

NETWORK = Source(
    name="network days",
    table="network_days",
    recognises=with_columns("asset", "starts_at", "difficulty", "subsidy_satoshi"),
    parse=reading("network_days"),
    checks=(
        Check("NET-11", "A span lasts from a second to a day and an hour", pl.col("seconds").is_between(1, 90_000), "Send the seconds the difficulty held that day"),
        Check("NET-12", "Difficulty is at least 1", pl.col("difficulty") >= 1, "Send the difficulty of the blocks of that span"),
    ),
)  # fmt: skip
