"""The grid operator's list of feeders, as a file."""

import polars as pl

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Check, Source, with_columns

UTILITY_FEEDERS = Source(
    name="list of feeders",
    table="ref_feeders",
    recognises=with_columns("feeder_id", "region", "rated_w"),
    parse=reading("ref_feeders"),
    checks=(
        Check("UTL-11", "A feeder is built for some power", pl.col("rated_w") > 0, "Send W"),
        Check("UTL-12", "A place, where told, is on Earth", (pl.col("latitude_udeg").is_null() | pl.col("latitude_udeg").is_between(-90_000_000, 90_000_000)) & (pl.col("longitude_udeg").is_null() | pl.col("longitude_udeg").is_between(-180_000_000, 180_000_000)), "Send millionths of a degree"),
    ),
)  # fmt: skip
