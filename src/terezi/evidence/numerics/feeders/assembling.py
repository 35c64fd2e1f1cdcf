"""Put an hour's sums, what should have spoken, and what silent meters usually draw into one row."""

import polars as pl

from terezi.base.units import HOUR_S

_DAY = ["level", "subject_id", "day"]


def assembled(
    *, hours: pl.DataFrame, expected: pl.DataFrame, gaps: pl.DataFrame, slots: pl.DataFrame
) -> pl.DataFrame:
    """Return the columns of FEEDER_HOURS for every part of the network that has a head, and every hour of its days."""
    due = expected.join(slots, on="day").with_columns(
        delivering_seconds=pl.col("heads") * HOUR_S,
        expected_seconds=pl.col("supplies") * HOUR_S,
    )
    told = due.join(hours, on=[*_DAY, "hour_s"], how="left").with_columns(
        pl.col("delivered_seconds", "registered_wh", "other_wh", "metered_seconds").fill_null(0)
    )
    short = (pl.col("expected_seconds") - pl.col("metered_seconds")).clip(lower_bound=0)
    shared = told.with_columns(short=short, short_of_day=short.sum().over(_DAY))
    return _missing(shared.join(gaps, on=_DAY, how="left")).with_columns(
        starts_at=pl.from_epoch("hour_s", time_unit="s").cast(pl.Datetime("us", "UTC"))
    )


def _missing(rows: pl.DataFrame) -> pl.DataFrame:
    """Share what silent meters usually draw over the hours in which meters were silent, in whole numbers."""
    share = pl.col("short") / pl.col("short_of_day").clip(lower_bound=1)
    gap = pl.col("missing_wh", "unknown_seconds").fill_null(0)
    return rows.with_columns(gap).with_columns(
        (pl.col(name) * share).floor().cast(pl.Int64) for name in ("missing_wh", "unknown_seconds")
    )
