"""Half-hourly demand of the State of Victoria, Parquet with Time, Demand, Temperature, Date, Holiday.

Time is UTC (the Date column is the day in Melbourne). Demand is mean MW: the package that published it says MWh, but
then the state would draw twice its known energy (4.7 GW on average are 41 TWh a year).
"""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.sources.readable import UTC, fixed, in_utc, number, whole
from terezi.evidence.sources.source import Check, Source

HALF_HOUR = 1800
MELBOURNE = "Australia/Melbourne"


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    at = in_utc(pl.col("Time"), UTC)
    return rows.select(
        "row_number",
        local_day=at.dt.convert_time_zone(MELBOURNE).dt.date(),
        day_told=pl.col("Date").cast(pl.Date, strict=False),
        meter_id=fixed(options["meter_id"]),
        read_at=at,
        interval_seconds=fixed(HALF_HOUR),
        energy_wh=whole(number("Demand"), times=1e6 * HALF_HOUR / 3600),
        quality=fixed("measured"),
        source_rank=fixed(1),
        flags=fixed(0),
    )


VICTORIA_DEMAND = Source(
    name="Demand of Victoria, half-hourly",
    table="meter_readings",
    recognises=lambda heading: set(heading.columns) == {"Time", "Demand", "Temperature", "Date", "Holiday"},
    parse=_parse,
    needs=("meter_id",),
    checks=(
        Check("VIC-01", "The time of a reading can be read", pl.col("read_at").is_not_null(), "Send UTC"),
        Check(
            "VIC-02",
            "Demand is above zero",
            (pl.col("energy_wh") > 0).fill_null(False),
            "A state never draws nothing: leave the row out where it is unknown",
        ),
        Check(
            "VIC-03",
            "The date is the day in Melbourne",
            (pl.col("local_day") == pl.col("day_told")).fill_null(False),
            "Check that Time is UTC",
        ),
    ),
)
