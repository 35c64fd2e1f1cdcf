"""Add up the three witnesses of a span of days and keep them in the lake as `site_days`."""

import polars as pl

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import SITE_DAYS
from terezi.evidence.numerics.site_days import site_days


def summarise_days(*, lake: Lake, period: Period) -> int:
    """Replace `site_days` for every day of `period`; answers the rows written."""
    summed = lake.collect(site_days(lake, period)).with_columns(
        *(
            pl.from_epoch(f"{witness}_until_s", time_unit="s")
            .cast(pl.Datetime("us", "UTC"))
            .alias(f"{witness}_until")
            for witness in ("metered", "machines")
        )
    )
    rows = summed.select(SITE_DAYS.names)
    for day in period:
        lake.replace_day("site_days", day, rows.filter(pl.col("day") == day))
    return rows.height
