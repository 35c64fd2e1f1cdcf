"""Load profiles as DLMS/COSEM head-ends export them: CSV headed by OBIS codes (IEC 62056-6-1), a line for each capture.

Columns: `device`, `0-0:1.0.0` (clock of the capture, which ends the interval), `1-0:1.29.0` (active energy drawn in the capture
period, Wh), and where told `0-0:96.10.1` (profile status of IDIS, a number) and `capture_period_s` (else the option of that name).
Status 1 (critical error) and 4 (data not valid) make a value estimated; 2 (clock invalid) and 32 (clock adjusted) flag its time.
"""

import polars as pl

from terezi.evidence.facts.flags import Flag
from terezi.evidence.sources.clocks import flagged
from terezi.evidence.sources.meter_readings import METER_INTERVALS
from terezi.evidence.sources.plain import Options, Rows
from terezi.evidence.sources.source import Check, Source, with_columns

CLOCK, ENERGY, STATUS, PERIOD = "0-0:1.0.0", "1-0:1.29.0", "0-0:96.10.1", "capture_period_s"
NOT_VALID, WRONG_CLOCK = 1 | 4, 2 | 32


def _parse(raw: Rows, options: Options) -> Rows:
    there = raw.collect_schema().names()
    period = pl.col(PERIOD) if PERIOD in there else pl.lit(options.get(PERIOD), pl.String)
    told = pl.col(STATUS).cast(pl.String).str.strip_chars() if STATUS in there else pl.lit("0")
    status = pl.when(told == "").then(pl.lit(0)).otherwise(told.cast(pl.Int64, strict=False)).fill_null(-1)
    status = pl.when(told.is_null()).then(pl.lit(0)).otherwise(status)
    rows = raw.rename({"device": "meter_id", CLOCK: "read_at", ENERGY: "energy_wh"}).with_columns(
        interval_seconds=period, status=status
    )
    not_valid = (pl.col("status") > 0) & (pl.col("status") & NOT_VALID != 0)
    rows = rows.with_columns(
        quality=pl.when(not_valid).then(pl.lit("estimated")).otherwise(pl.lit("measured"))
    )
    rows = METER_INTERVALS.parse(rows, {"source_rank": "1", **options})
    wrong_clock = (pl.col("status") > 0) & (pl.col("status") & WRONG_CLOCK != 0)
    return rows.with_columns(
        read_at=pl.col("read_at") - pl.duration(seconds=pl.col("interval_seconds")),
        flags=flagged(Flag.CLOCK_SKEW, wrong_clock),
    )


DLMS_PROFILES = Source(
    name="DLMS load profile",
    table="meter_readings",
    recognises=with_columns("device", CLOCK, ENERGY),
    parse=_parse,
    checks=(
        Check("DLM-01", "The profile status is a number from 0 to 255", pl.col("status").is_between(0, 255), "Send the status as a number"),
        Check("DLM-02", "The capture period is told", pl.col("interval_seconds").is_not_null(), "Send capture_period_s as a column, or as capture_period_s=900"),
        *METER_INTERVALS.checks,
    ),
)  # fmt: skip
