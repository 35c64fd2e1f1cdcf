"""Weather by region and hour in Terezi's own format."""

import polars as pl

from terezi.evidence.sources.plain import reading
from terezi.evidence.sources.source import Check, Source, with_columns

WEATHER = Source(
    name="weather by region and hour",
    table="weather_hours",
    recognises=with_columns("region", "starts_at", "temperature_mdeg"),
    parse=reading("weather_hours"),
    checks=(
        Check("WTH-01", "An hour starts on the hour", pl.col("starts_at").dt.truncate("1h") == pl.col("starts_at"), "Send the mean of whole hours"),
        Check("WTH-02", "Air is between -90 and 60 degrees", pl.col("temperature_mdeg").is_between(-90_000, 60_000), "Send thousandths of a degree Celsius"),
    ),
)  # fmt: skip
