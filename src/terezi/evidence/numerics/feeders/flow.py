"""The Sankey's numbers: from what is delivered, over what meters see, to what nobody explains."""

import polars as pl

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake

TOTALS = ("delivered_wh", "registered_wh", "other_wh", "missing_wh", "technical_loss_wh")
HOURS_PER_DAY = 24


def feeder_flow(lake: Lake, period: Period, *, level: str = "feeder") -> pl.DataFrame:
    """Return one row per subject: the totals of `period` in Wh and `unexplained_wh` with low and high end.

    `unexplained_wh` is what remains, so the parts add up to what was delivered exactly. Its interval is that of the last
    balance of the period; it is empty where no balance could tell.
    """
    days = lake.collect(lake.within("feeder_days", period)).filter(level=level)
    summed = days.group_by("subject_id", "feeder_id").agg(
        pl.col(*TOTALS).sum(), unexplained_wh=pl.col("residual_wh").sum(), days=pl.len()
    )
    return _with_interval(summed, _last_balances(lake, period, level)).sort("subject_id")


def _last_balances(lake: Lake, period: Period, level: str) -> pl.DataFrame:
    told = lake.collect(lake.within("feeder_balances", period)).filter(level=level)
    last = told.sort("day").group_by("subject_id", maintain_order=True).last()
    return last.select("subject_id", "standing_w", "standing_low_w", "standing_high_w", "can_tell", "p_ppm")


def _with_interval(summed: pl.DataFrame, balances: pl.DataFrame) -> pl.DataFrame:
    joined = summed.join(balances, on="subject_id", how="left")
    hours = pl.col("days") * HOURS_PER_DAY
    below = (pl.col("standing_w") - pl.col("standing_low_w")) * hours
    above = (pl.col("standing_high_w") - pl.col("standing_w")) * hours
    return joined.with_columns(
        unexplained_low_wh=pl.col("unexplained_wh") - below,
        unexplained_high_wh=pl.col("unexplained_wh") + above,
    ).drop("standing_w", "standing_low_w", "standing_high_w")
