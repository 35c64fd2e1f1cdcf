"""A compiled list of mining machines, `asics.csv`: model, manufacturer, watts, j_per_th, release date, licence."""

from collections.abc import Mapping

import polars as pl

from terezi.evidence.sources.readable import number, whole
from terezi.evidence.sources.source import Check, Source, with_columns

ROUNDED_SHARE = 0.03  # listed TH/s is rounded to whole TH in old rows; beyond this, watts and J/TH decide


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    listed, watts, efficiency = number("th_s_listed"), number("watts"), number("j_per_th")
    from_power = watts / efficiency
    return rows.select(
        "row_number",
        "model",
        "manufacturer",
        "licence",
        "source",
        agrees=((listed / from_power - 1).abs() <= ROUNDED_SHARE).fill_null(False),
        hash_rate_ghs=whole(
            pl.when((listed / from_power - 1).abs() <= ROUNDED_SHARE).then(listed).otherwise(from_power),
            times=1000,
        ),
        power_w=whole(watts),
        efficiency_mj_per_th=whole(efficiency, times=1000),
        released_on=pl.col("release_date").str.to_date("%Y-%m-%d", strict=False),
        release_told=pl.col("release_date"),
    )


ASIC_LIST = Source(
    name="List of mining machines",
    table="ref_models",
    recognises=with_columns(
        "model", "manufacturer", "th_s_listed", "watts", "j_per_th", "release_date", "licence"
    ),
    parse=_parse,
    checks=(
        Check(
            "ASC-01",
            "A row names model and maker",
            pl.col("model").is_not_null() & pl.col("manufacturer").is_not_null(),
            "Name both",
        ),
        Check(
            "ASC-02",
            "Hash rate, power and efficiency are above zero",
            (
                (pl.col("hash_rate_ghs") > 0) & (pl.col("power_w") > 0) & (pl.col("efficiency_mj_per_th") > 0)
            ).fill_null(False),
            "Give TH/s, W and J/TH",
        ),
        Check(
            "ASC-03",
            "A row says its source and licence",
            pl.col("source").is_not_null() & pl.col("licence").is_not_null(),
            "Write `no licence stated` where there is none",
        ),
        Check(
            "ASC-04",
            "A release date, where given, can be read",
            pl.col("release_told").is_null() | pl.col("released_on").is_not_null(),
            "Write dates as 2020-05-01",
        ),
    ),
    repairs=(
        Check(
            "ASC-R1",
            "The listed hash rate agrees with power and efficiency within 3 %; else power / efficiency is taken",
            pl.col("agrees"),
            "More than 3 % off (rounded to whole TH/s): power / efficiency is taken",
        ),
    ),
)
