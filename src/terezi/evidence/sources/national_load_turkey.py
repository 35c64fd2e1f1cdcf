"""Hourly load of Turkey (EPIAS), Parquet with ts and load_mwh.

Times are local (Europe/Istanbul): the hour skipped in March 2016 is missing. The hour before it is told as 0 MWh,
which no country draws: such an hour is kept as told nothing (0 seconds). An hour that is less than half of the one
before is a part of an hour (the last row of a download) and is called estimated.
"""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.facts.flags import Flag
from terezi.evidence.sources.polls import bits
from terezi.evidence.sources.readable import fixed, in_utc, number, whole
from terezi.evidence.sources.source import Check, Source

ISTANBUL = "Europe/Istanbul"
MOST_WH = 200e9


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    told = rows.select(
        "row_number",
        meter_id=fixed(options["meter_id"]),
        read_at=in_utc(pl.col("ts"), options.get("time_zone", ISTANBUL)),
        energy_wh=whole(number("load_mwh"), times=1e6),
    )
    before = pl.col("energy_wh").shift(1).over(pl.lit(1), order_by="read_at")
    nothing = pl.col("energy_wh") == 0
    told = told.with_columns(is_part=((pl.col("energy_wh") * 2 < before) & ~nothing).fill_null(False))
    return told.with_columns(
        interval_seconds=pl.when(nothing).then(0).otherwise(3600).cast(pl.Int32),
        quality=pl.when(nothing | pl.col("is_part")).then(pl.lit("estimated")).otherwise(pl.lit("measured")),
        source_rank=fixed(1),
        flags=bits((Flag.REPAIRED_VALUE, nothing), (Flag.ESTIMATED, pl.col("is_part"))),
    )


NATIONAL_LOAD_TURKEY = Source(
    name="National load, EPIAS",
    table="meter_readings",
    recognises=lambda heading: set(heading.columns) == {"ts", "load_mwh"},
    parse=_parse,
    needs=("meter_id",),
    checks=(
        Check(
            "NLT-01",
            "The time of a row can be read",
            pl.col("read_at").is_not_null(),
            "Send local time; an hour that came twice needs UTC and time_zone=UTC",
        ),
        Check(
            "NLT-02",
            "Load is from 0 to 200,000 MWh in an hour",
            pl.col("energy_wh").is_between(0, MOST_WH).fill_null(False),
            "Give MWh of the hour",
        ),
    ),
    repairs=(
        Check(
            "NLT-R1",
            "A country draws power; an hour of 0 MWh speaks for 0 seconds",
            pl.col("interval_seconds") > 0,
            "0 MWh: the hour speaks for 0 seconds",
        ),
        Check(
            "NLT-R2",
            "An hour is whole; less than half of the hour before is called estimated",
            ~pl.col("is_part"),
            "Less than half of the hour before: called estimated",
        ),
    ),
)
