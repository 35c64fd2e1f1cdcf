"""Coin Metrics' community file of Bitcoin, `btc.csv`: difficulty, issuance, fees, blocks and price of each UTC day.

Other assets have the same columns but another meaning of difficulty; only the file named btc.csv is Bitcoin.
"""

from collections.abc import Mapping

import polars as pl

from terezi.base.units import DAY_S
from terezi.evidence.sources.bitcoin_subsidy import subsidy_satoshi
from terezi.evidence.sources.readable import fixed, instant, number, whole
from terezi.evidence.sources.source import Check, Heading, Source

COLUMNS = {"time", "BlkCnt", "DiffMean", "FeeTotNtv", "IssTotNtv", "PriceUSD"}
SATOSHI = 1e8


def _recognises(heading: Heading) -> bool:
    return heading.name == "btc.csv" and set(heading.columns) >= COLUMNS


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    blocks = whole(number("BlkCnt"))
    found = pl.when(blocks > 0).then(blocks)
    return (
        rows.select(
            "row_number",
            asset=fixed("BTC"),
            starts_at=instant("time", "%Y-%m-%d"),
            seconds=fixed(DAY_S),
            difficulty_told=whole(number("DiffMean")),
            issued_satoshi=whole(number("IssTotNtv") / found, times=SATOSHI),
            fees_satoshi=whole(number("FeeTotNtv") / found, times=SATOSHI),
            price_usd_cents=whole(number("PriceUSD"), times=100),
            blocks=blocks.cast(pl.Int32),
        )
        .with_columns(difficulty=_of_the_next_day(), by_calendar=subsidy_satoshi(pl.col("starts_at")))
        .with_columns(subsidy_satoshi=pl.coalesce("issued_satoshi", "by_calendar"))
    )


def _of_the_next_day() -> pl.Expr:
    """Fill the difficulty of a day without a block from the next day; it changes only with blocks."""
    later = pl.col("difficulty_told").backward_fill().over(pl.lit(1), order_by="starts_at")
    return pl.when(pl.col("blocks") == 0).then(later).otherwise("difficulty_told")


# Issuance per block stays below the calendar's subsidy by unclaimed coins only; a day of halving lies between.
_near = (pl.col("issued_satoshi").is_null()) | (
    pl.col("issued_satoshi").is_between(pl.col("by_calendar") * 0.8, pl.col("by_calendar") * 1.25)
)

COINMETRICS_BITCOIN = Source(
    name="Coin Metrics, Bitcoin by day",
    table="network_days",
    recognises=_recognises,
    parse=_parse,
    checks=(
        Check("CMB-01", "A day can be read", pl.col("starts_at").is_not_null(), "Write days as 2021-05-05"),
        Check(
            "CMB-02",
            "A day has a difficulty of at least 1",
            (pl.col("difficulty") >= 1).fill_null(False),
            "Give DiffMean of every day on which a block was found",
        ),
        Check(
            "CMB-03",
            "New coins per block agree with the subsidy of that day",
            _near.fill_null(False),
            "Compare BlkCnt and IssTotNtv with the chain",
        ),
        Check(
            "CMB-04", "The number of blocks is known", (pl.col("blocks") >= 0).fill_null(False), "Give BlkCnt"
        ),
        Check(
            "CMB-05",
            "Fees are never negative",
            pl.col("fees_satoshi").fill_null(0) >= 0,
            "Give FeeTotNtv of the day, in BTC",
        ),
    ),
    repairs=(
        Check(
            "CMB-R1",
            "A block was found on the day; a day without one has the difficulty of the next",
            pl.col("blocks") > 0,
            "No block: the difficulty is that of the next day; fees per block are unknown",
        ),
    ),
)
