"""A steel works' 15-minute meter (Gwangyang, 2018): CSV with date, Usage_kWh, NSM, Load_Type, ...

The time is the END of its quarter hour in Korean time, day before month. The last quarter of a day is written as 0:00
of the same day (after 23:45): it ends on the next day, and is put there.
"""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.facts.flags import Flag
from terezi.evidence.sources.polls import bits
from terezi.evidence.sources.readable import fixed, in_utc, number, whole
from terezi.evidence.sources.source import Check, Source, with_columns

KOREA = "Asia/Seoul"
QUARTER = 900
MOST_WH = 1_000_000


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    written = pl.col("date").str.to_datetime("%d/%m/%Y %H:%M", time_unit="us", strict=False)
    last = (written.dt.hour() == 0) & (written.dt.minute() == 0)
    ends = pl.when(last).then(written.dt.offset_by("1d")).otherwise(written)
    return rows.select(
        "row_number",
        is_last=last,
        of_day=written.dt.hour().cast(pl.Int32) * 3600 + written.dt.minute().cast(pl.Int32) * 60,
        of_day_told=number("NSM"),
        meter_id=fixed(options["meter_id"]),
        read_at=in_utc(ends - pl.duration(seconds=QUARTER), options.get("time_zone", KOREA)),
        interval_seconds=fixed(QUARTER),
        energy_wh=whole(number("Usage_kWh"), times=1000),
        quality=fixed("measured"),
        source_rank=fixed(1),
        flags=bits((Flag.REPAIRED_VALUE, last)),
    )


STEEL_WORKS = Source(
    name="Steel works, quarter-hourly",
    table="meter_readings",
    recognises=with_columns("date", "Usage_kWh", "NSM", "Load_Type"),
    parse=_parse,
    needs=("meter_id",),
    checks=(
        Check(
            "STL-01",
            "The time of a reading can be read",
            pl.col("read_at").is_not_null(),
            "Write times as 13/01/2018 00:15, day first",
        ),
        Check(
            "STL-02",
            "Energy is from 0 to 1,000 kWh in a quarter hour",
            pl.col("energy_wh").is_between(0, MOST_WH).fill_null(False),
            "Give kWh of the quarter hour",
        ),
        Check(
            "STL-03",
            "Seconds from midnight agree with the time",
            (pl.col("of_day") == pl.col("of_day_told")).fill_null(False),
            "Compare NSM with the time: day and month may be swapped or rows shifted",
        ),
    ),
    repairs=(
        Check(
            "STL-R1",
            "A quarter hour carries the date of its end; 0:00 after 23:45 of the same date is put a day later",
            ~pl.col("is_last"),
            "0:00 stands after 23:45 of the same date: one day is added",
        ),
    ),
)
