"""Hourly load of Californian homes over one year, Parquet with home, hour (0..8759) and kwh.

The file has no calendar: give starts_on, the day of hour 0. Hours are standard time all year (8,760 of them, none
left out in spring), by default UTC-8. Only load that cannot be shifted is in it.
"""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.sources.readable import fixed, in_utc, number, whole
from terezi.evidence.sources.source import Check, Source

STANDARD_TIME = "Etc/GMT+8"  # UTC-8
MOST_WH = 100_000


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    hour = pl.col("hour").cast(pl.Int64, strict=False)
    first = pl.lit(options["starts_on"]).str.to_datetime("%Y-%m-%d", time_unit="us", strict=False)
    return rows.select(
        "row_number",
        hour=hour,
        meter_id=pl.lit("us-home/") + pl.col("home").cast(pl.String),
        read_at=in_utc(first + pl.duration(hours=hour), options.get("time_zone", STANDARD_TIME)),
        interval_seconds=fixed(3600),
        energy_wh=whole(number("kwh"), times=1000),
        quality=fixed("measured"),
        source_rank=fixed(1),
        flags=fixed(0),
    )


CALIFORNIAN_HOMES = Source(
    name="Californian homes, hourly",
    table="meter_readings",
    recognises=lambda heading: set(heading.columns) == {"home", "hour", "kwh"},
    parse=_parse,
    needs=("starts_on",),
    checks=(
        Check("USH-01", "A reading names its home", pl.col("meter_id").is_not_null(), "Number the homes"),
        Check(
            "USH-02",
            "The hour is one of a year, and its time can be told",
            pl.col("hour").is_between(0, 8783).fill_null(False) & pl.col("read_at").is_not_null(),
            "Count hours from 0; give starts_on as 2018-01-01",
        ),
        Check(
            "USH-03",
            "Energy is from 0 to 100 kWh in an hour",
            pl.col("energy_wh").is_between(0, MOST_WH).fill_null(False),
            "Give kWh",
        ),
    ),
)
