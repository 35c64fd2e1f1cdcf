"""How long a poll speaks for: until the next poll of the same machine, but never longer than the usual spacing."""

import polars as pl

from terezi.evidence.facts.flags import Flag
from terezi.evidence.sources.readable import seconds_between

SAME_MOMENT_SECONDS = 1.0  # two pollers asked at once: their answers lie within this


def with_intervals(polls: pl.LazyFrame, *, usual_seconds: int) -> pl.LazyFrame:
    """Add `interval_seconds` and `after_gap` to polls with machine_id, read_at and hash_rate_ghs.

    A gap is left absent: the poll before it speaks for `usual_seconds` and no more. Of answers to one
    moment the one with most work counts; the others speak for 0 seconds and so weigh nothing.
    """
    since = seconds_between(pl.col("read_at").shift(1), pl.col("read_at"))
    begins = (since > SAME_MOMENT_SECONDS).fill_null(True)
    polls = polls.with_columns(_moment=begins.cum_sum().over("machine_id", order_by="read_at"))
    order = pl.col("hash_rate_ghs").fill_null(-1).rank("ordinal", descending=True)
    polls = polls.with_columns(_counts=order.over("machine_id", "_moment") == 1)
    counted = pl.when("_counts").then("read_at")
    polls = polls.with_columns(
        _next=counted.shift(-1).backward_fill().over("machine_id", order_by="read_at"),
        _last=counted.shift(1).forward_fill().over("machine_id", order_by="read_at"),
    )
    until_next = seconds_between(pl.col("read_at"), pl.col("_next")).fill_null(usual_seconds)
    since_last = seconds_between(pl.col("_last"), pl.col("read_at"))
    return polls.with_columns(
        interval_seconds=pl.when("_counts")
        .then(until_next.clip(0, usual_seconds).round())
        .otherwise(0)
        .cast(pl.Int32),
        after_gap=(since_last > 1.5 * usual_seconds).fill_null(False),
    ).drop("_moment", "_counts", "_next", "_last")


def bits(*flags: tuple[Flag, pl.Expr]) -> pl.Expr:
    """Add up the flags whose condition is true of a row; unknown counts as not."""
    total = pl.lit(0, dtype=pl.Int32)
    for flag, condition in flags:
        total = total + pl.when(condition.fill_null(False)).then(pl.lit(int(flag), dtype=pl.Int32)).otherwise(
            0
        )
    return total.cast(pl.Int32)
