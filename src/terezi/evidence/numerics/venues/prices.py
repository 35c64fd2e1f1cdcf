"""What an asset was worth on a day in the country's money, by the trades of its own venues."""

import polars as pl
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.values import joined, summed, value_e8
from terezi.law.terms import Law

MINOR_PER_UNIT = 100
MICRO = 10**6
SCHEMA = {"asset": pl.String, "minor_per_unit": pl.Float64}


def day_prices(lake: Lake, law: Law) -> pl.DataFrame:
    """Answer `asset, minor_per_unit` (minor units of the settlement currency for one unit) of the law's day.

    The price is the day's turnover over its quantity at all venues, against the currency itself or in one step through
    another asset that is; of what was not traded in this way nothing is said, which is not the same as nothing.
    """
    currency = law.settlement.currency.value
    trades = lake.on("venue_trades", law.day).filter(_.quantity_e8 > 0)
    sums = joined(
        lake.collect(
            trades.group_by("instrument").agg(**summed(value=value_e8(trades), quantity=trades.quantity_e8))
        )
    )
    return known_prices(sums, currency)


def known_prices(sums: pl.DataFrame, currency: str) -> pl.DataFrame:
    """Price assets from the sums of `instrument` (BASE-QUOTE), `value` in the quote and `quantity` of the base."""
    pairs = sums.filter(pl.col("quantity") > 0).select(
        base=pl.col("instrument").str.split("-").list.first(),
        quote=pl.col("instrument").str.split("-").list.last(),
        rate=pl.col("value").cast(pl.Float64) / pl.col("quantity").cast(pl.Float64),
        value=pl.col("value").cast(pl.Float64),
    )
    itself = pl.DataFrame({"asset": [currency], "minor_per_unit": [float(MINOR_PER_UNIT)]}, schema=SCHEMA)
    direct = pl.concat([itself, _through(pairs, itself)])
    further = _through(pairs.join(direct, left_on="base", right_on="asset", how="anti"), direct)
    return pl.concat([direct, further]).sort("asset")


def _through(pairs: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Price bases by quotes of known price; of several quotes the one with the most turnover in money counts."""
    priced = pairs.join(known, left_on="quote", right_on="asset").with_columns(
        worth=pl.col("value") * pl.col("minor_per_unit"),
        minor_per_unit=pl.col("rate") * pl.col("minor_per_unit"),
    )
    best = priced.sort(["worth", "quote"], descending=[True, False]).unique("base", keep="first")
    return best.select(asset="base", minor_per_unit="minor_per_unit").sort("asset")


def price_rows(prices: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Answer the rows of `venue_prices`; a price too small for its unit is left out rather than told as nothing."""
    rows = prices.select(
        "asset",
        day=pl.lit(law.day),
        currency=pl.lit(law.settlement.currency.value),
        price_micro=(pl.col("minor_per_unit") * MICRO).round().cast(pl.Int64),
    )
    return rows.filter(pl.col("price_micro") > 0)
