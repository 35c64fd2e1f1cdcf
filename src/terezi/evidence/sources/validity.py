"""The check every register shares."""

import polars as pl

from terezi.evidence.sources.source import Check

VALID = Check(
    "REG-10",
    "A row is valid until a day after it began",
    pl.col("valid_until").is_null() | (pl.col("valid_until") > pl.col("valid_from")),
    "Send the day after the last as valid_until, or leave it empty",
)
