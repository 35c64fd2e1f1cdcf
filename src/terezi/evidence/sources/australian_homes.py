"""Half-hourly meters of Australian homes (Smart Grid Smart City), Parquet with customer_id, reading_datetime, ...

Times are Australian Eastern Standard Time all year: no hour is missing in October, none comes twice in April
(measured). They are taken as the start of the half hour; the file does not say, so half an hour is uncertain.
Consumption is general supply plus controlled load; a home that generates is not refused, generation is not consumption.
"""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.sources.readable import fixed, in_utc, number, whole
from terezi.evidence.sources.source import Check, Source, with_columns

STANDARD_TIME = "Etc/GMT-10"  # UTC+10; the sign is turned round in zone names of this kind
HALF_HOUR = 1800
MOST_WH = 50_000


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    drawn = number("general_supply_kwh") + number("controlled_load_kwh")
    return rows.select(
        "row_number",
        meter_id=pl.lit("au-home/") + pl.col("customer_id").cast(pl.String),
        read_at=in_utc(pl.col("reading_datetime"), options.get("time_zone", STANDARD_TIME)),
        interval_seconds=fixed(HALF_HOUR),
        energy_wh=whole(drawn, times=1000),
        quality=fixed("measured"),
        source_rank=fixed(1),
        flags=fixed(0),
    )


AUSTRALIAN_HOMES = Source(
    name="Australian homes, half-hourly",
    table="meter_readings",
    recognises=with_columns("customer_id", "reading_datetime", "general_supply_kwh", "controlled_load_kwh"),
    parse=_parse,
    checks=(
        Check(
            "AUH-01", "A reading names its customer", pl.col("meter_id").is_not_null(), "Ask the distributor"
        ),
        Check(
            "AUH-02",
            "The time of a reading can be read",
            pl.col("read_at").is_not_null(),
            "Send standard time, or name the zone with time_zone",
        ),
        Check(
            "AUH-03",
            "Energy is from 0 to 50 kWh in half an hour",
            pl.col("energy_wh").is_between(0, MOST_WH).fill_null(False),
            "Give kWh drawn, generation apart",
        ),
        Check(
            "AUH-04",
            "A reading begins on the half hour",
            pl.col("read_at").is_null() | ((pl.col("read_at").dt.epoch("s") % HALF_HOUR) == 0),
            "Send interval readings, not events",
        ),
    ),
)
