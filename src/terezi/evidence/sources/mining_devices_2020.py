"""A market list of mining devices of March 2020, `mattk8_mining-devices.csv` (F2Pool): Company, Device, ..."""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.sources.readable import fixed, number, whole
from terezi.evidence.sources.source import Check, Source, with_columns

HASHES, POWER, EFFICIENCY = "Hashrate (T)", "Power Consumption (W)", "Unit Power (W/T) #"


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    return rows.select(
        "row_number",
        model=pl.col("Device").str.strip_chars(),
        manufacturer=pl.col("Company").str.strip_chars(),
        hash_rate_ghs=whole(number(HASHES), times=1000),
        power_w=whole(number(POWER)),
        efficiency_mj_per_th=whole(number(POWER) / number(HASHES), times=1000),
        released_on=pl.concat_str(
            "Year Released", pl.lit("-"), pl.col("Month Released").str.zfill(2), pl.lit("-01")
        ).str.to_date("%Y-%m-%d", strict=False),
        licence=fixed("no licence stated"),
        source=fixed("F2Pool 2020-03, mattk8/mining-devices"),
        efficiency_told=number(EFFICIENCY),
    )


MINING_DEVICES_2020 = Source(
    name="Market list of mining devices, March 2020",
    table="ref_models",
    recognises=with_columns("Device", HASHES, POWER, "Year Released", "Month Released"),
    parse=_parse,
    checks=(
        Check(
            "MDV-01",
            "A row names device and company",
            pl.col("model").is_not_null() & pl.col("manufacturer").is_not_null(),
            "Name both",
        ),
        Check(
            "MDV-02",
            "Hash rate and power are above zero",
            ((pl.col("hash_rate_ghs") > 0) & (pl.col("power_w") > 0)).fill_null(False),
            "Give TH/s and W",
        ),
        Check(
            "MDV-03",
            "The unit power agrees with hash rate and power within 10 %",
            ((pl.col("efficiency_told") * 1000 / pl.col("efficiency_mj_per_th") - 1).abs() <= 0.1).fill_null(
                False
            ),
            "Compare the three columns",
        ),
        Check(
            "MDV-04",
            "The month of release is known",
            pl.col("released_on").is_not_null(),
            "Give year and month",
        ),
    ),
)
