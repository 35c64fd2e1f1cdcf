"""Daily mean difficulty of Bitcoin, `rm_difficulty.csv` with Date and difficulty.

The file says nothing of fees, price or the number of blocks: they stay unknown. On a day of a new difficulty
the value is the day's mean, so the split into epochs is lost there (below 1 % in the years 2020 to 2025).
"""

from collections.abc import Mapping

import polars as pl

from terezi.base.units import DAY_S
from terezi.evidence.sources.bitcoin_subsidy import subsidy_satoshi
from terezi.evidence.sources.readable import fixed, instant, number, whole
from terezi.evidence.sources.source import Check, Source


def _parse(rows: pl.LazyFrame, options: Mapping[str, str]) -> pl.LazyFrame:
    return rows.select(
        "row_number",
        asset=fixed("BTC"),
        starts_at=instant("Date", "%Y-%m-%d"),
        seconds=fixed(DAY_S),
        difficulty=whole(number("difficulty")),
        fees_satoshi=pl.lit(None, dtype=pl.Int64),
        price_usd_cents=pl.lit(None, dtype=pl.Int64),
        blocks=pl.lit(None, dtype=pl.Int32),
    ).with_columns(subsidy_satoshi=subsidy_satoshi(pl.col("starts_at")))


BITCOIN_DIFFICULTY = Source(
    name="Bitcoin difficulty by day",
    table="network_days",
    recognises=lambda heading: set(heading.columns) == {"Date", "difficulty"},
    parse=_parse,
    checks=(
        Check("BTD-01", "A day can be read", pl.col("starts_at").is_not_null(), "Write days as 2025-04-08"),
        Check(
            "BTD-02",
            "A difficulty is at least 1",
            (pl.col("difficulty") >= 1).fill_null(False),
            "Give the difficulty itself, not the hash rate",
        ),
        Check(
            "BTD-03",
            "The subsidy of the day is known",
            pl.col("starts_at").is_null() | pl.col("subsidy_satoshi").is_not_null(),
            "Add the date of the halving to sources/bitcoin_subsidy.py",
        ),
    ),
)
