"""Is the power a machine tells a measurement? Two ways it is not leave a trace in the numbers.

Reckoned: power is hash rate x a constant. Invented: successive values are independent, while a real machine's power
follows its temperature, fans and frequency, so that each value is near the one before.
"""

import polars as pl

from terezi.evidence.facts.flags import Flag

RECKONED, NO_MEMORY, MEASURED, UNKNOWN = "reckoned", "without memory", "measured", "unknown"
FEWEST_POLLS = 30
ROUNDING_W = 1.0  # the lake keeps whole watts and GH/s


def power_origin(polls: pl.DataFrame) -> pl.DataFrame:
    """Say for every poll with power and work where its power comes from.

    `reckoned`: flagged as estimated, or one J/TH fits all polls of the machine's day within rounding. `without memory`:
    on that day successive powers are as unlike each other as any two (lag-1 correlation within 3/sqrt(n) of zero),
    which no machine's power is. `unknown`: fewer than 30 polls that day, so neither can be told.
    """
    day = ["site_id", "machine_id", pl.col("read_at").dt.date().alias("utc_day")]
    usable = polls.filter((pl.col("power_w") > 0) & (pl.col("hash_rate_ghs") > 0))
    j_per_th = (pl.col("power_w") / pl.col("hash_rate_ghs")).median().over(day)
    off = (pl.col("power_w") - j_per_th * pl.col("hash_rate_ghs")).abs().max().over(day)
    centred = pl.col("power_w") - pl.col("power_w").mean().over(day)
    usable = usable.with_columns(off=off, centred=centred, n=pl.len().over(day))
    memory = (pl.col("centred") * pl.col("centred").shift(1).over(day)).sum().over(day) / (
        pl.col("centred").pow(2).sum().over(day)
    )
    estimated = (pl.col("flags") & int(Flag.ESTIMATED)) != 0
    return usable.with_columns(memory=memory).with_columns(
        origin=pl.when(estimated | ((pl.col("off") <= ROUNDING_W) & (pl.col("n") >= 3)))
        .then(pl.lit(RECKONED))
        .when(pl.col("n") < FEWEST_POLLS)
        .then(pl.lit(UNKNOWN))
        .when(pl.col("memory").abs() < 3 / pl.col("n").sqrt())
        .then(pl.lit(NO_MEMORY))
        .otherwise(pl.lit(MEASURED))
    )
