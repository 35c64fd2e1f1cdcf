"""What an Antminer farm's dashboard calls electricity costs: kWh per machine and hour, `electricity_costs.csv`.

Times are UTC, as in the dashboard's polls. These are no meter readings by nature: the dashboard takes the
mean of the polls it has and calls it the hour's energy (docs/real-farm.md shows it), hence rank 4.
"""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.facts.flags import Flag
from terezi.evidence.sources.polls import bits
from terezi.evidence.sources.readable import fixed, instant, number, seconds_between, whole
from terezi.evidence.sources.source import Check, Source, with_columns

MACHINE_RANK = 4
WRITTEN = "%Y-%m-%d %H:%M:%S%.f"
MOST_W = 20_000


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    told = rows.select(
        "row_number",
        meter_id=pl.concat_str(fixed(options["site_id"]), fixed("/"), "miner_ip"),
        starts_at=instant("period_start", WRITTEN),
        ends_at=instant("period_end", WRITTEN),
        told_wh=number("total_kwh") * 1000,
    )
    covered = pl.col("ends_at").cum_max().shift(1).over("meter_id", order_by="starts_at")
    told = told.with_columns(
        read_at=pl.max_horizontal(
            "starts_at", pl.min_horizontal(covered.fill_null(pl.col("starts_at")), "ends_at")
        ),
        hour_seconds=seconds_between(pl.col("starts_at"), pl.col("ends_at")),
    )
    left_seconds = seconds_between(pl.col("read_at"), pl.col("ends_at"))
    overlaps = pl.col("read_at") > pl.col("starts_at")
    return told.with_columns(
        interval_seconds=whole(left_seconds).cast(pl.Int32),
        energy_wh=whole(pl.col("told_wh") * left_seconds / pl.col("hour_seconds")),
        quality=fixed("estimated"),
        source_rank=fixed(MACHINE_RANK),
        flags=bits((Flag.ESTIMATED, pl.lit(True)), (Flag.REPAIRED_VALUE, overlaps)),
    )


_mean_w = pl.col("told_wh") * 3600 / pl.col("hour_seconds")

S19_FARM_POWER_BILLS = Source(
    name="Antminer farm dashboard, energy per machine",
    table="meter_readings",
    recognises=with_columns("miner_ip", "period_start", "period_end", "total_kwh", "avg_power_kw", "rate_id"),
    parse=_parse,
    needs=("site_id",),
    checks=(
        Check(
            "S19E-01",
            "A reading names its machine",
            pl.col("meter_id").is_not_null(),
            "Ask the farm which machine the energy is for",
        ),
        Check(
            "S19E-02",
            "A period has a start and an end after it",
            (pl.col("hour_seconds") > 0).fill_null(False),
            "Write both as 2025-11-13 19:04:26, in UTC, the end last",
        ),
        Check(
            "S19E-03",
            "Energy is a number and never negative",
            (pl.col("told_wh") >= 0).fill_null(False),
            "Give kWh drawn in the period",
        ),
        Check(
            "S19E-04",
            "One machine draws no more than 20 kW",
            (_mean_w <= MOST_W).fill_null(False),
            "Give kWh of one machine, not Wh and not of a rack",
        ),
    ),
    repairs=(
        Check(
            "S19E-R1",
            "Periods of one machine do not overlap; only the part not told before is counted",
            pl.col("read_at") == pl.col("starts_at"),
            "Only the part not told before is counted, in proportion to its time",
        ),
    ),
)
