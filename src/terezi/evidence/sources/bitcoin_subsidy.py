"""New bitcoin per block on a day, from the days on which the subsidy halved.

Source: the Bitcoin consensus rule (50 BTC, halved every 210,000 blocks) and the times written in the block
headers 210,000, 420,000, 630,000 and 840,000; coinmetrics' issuance of those days agrees (tests).
"""

from datetime import UTC, datetime

import polars as pl

from terezi.base.units import DAY_S

FIRST_SATOSHI = 5_000_000_000
HALVED_AT = (
    datetime(2012, 11, 28, 15, 24, 38, tzinfo=UTC),
    datetime(2016, 7, 9, 16, 46, 13, tzinfo=UTC),
    datetime(2020, 5, 11, 19, 23, 43, tzinfo=UTC),
    datetime(2024, 4, 20, 0, 9, 27, tzinfo=UTC),
)
NEXT_HALVING_NOT_BEFORE = datetime(2028, 3, 1, tzinfo=UTC)  # block 1,050,000; its day is not known yet


def subsidy_satoshi(day_starts_at: pl.Expr) -> pl.Expr:
    """Return the mean satoshi per block of a UTC day, by time on a day of halving; null from March 2028 on."""
    mean = pl.lit(float(FIRST_SATOSHI))
    for number, halved_at in enumerate(HALVED_AT, start=1):
        after = (day_starts_at - pl.lit(halved_at)).dt.total_seconds() + DAY_S
        mean = mean - FIRST_SATOSHI / 2**number * after.clip(0, DAY_S) / DAY_S
    return pl.when(day_starts_at < pl.lit(NEXT_HALVING_NOT_BEFORE)).then(mean.round()).cast(pl.Int64)
