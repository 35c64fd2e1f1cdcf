"""How far the price of a market is above the world's: the median of public markets in dollars, at the official rate."""

from collections.abc import Collection
from fractions import Fraction

import polars as pl

from terezi.base.units import PPM
from terezi.law.terms import Law

DOLLAR = "USD"
HERE = pl.coalesce("middle_e8", "average_price_e8").cast(pl.Float64)


def quote_units(law: Law, instrument: str) -> Fraction | None:
    """Return how much of its quote one unit of the settlement currency is; none where no official rate says so."""
    quote = instrument.rpartition("-")[2]
    if quote == law.settlement.currency.value:
        return Fraction(1)
    rate = law.settlement.usd_rate
    return 1 / Fraction(rate.value) if quote in dollars(law) and rate.is_known else None


def dollars(law: Law) -> tuple[str, ...]:
    """Return the dollar and what policy takes to be worth one."""
    known = law.exchanges.stablecoins
    return (DOLLAR, *(known.value if known.is_known else ()))


def with_premium(rows: pl.DataFrame, *, public: Collection[str], law: Law) -> pl.DataFrame:
    """Fill `reference_e8` and `premium_ppm` of one day's `venue_liquidity`; `public` are the venues the world's price is of.

    The world price of an hour is the median over these venues' markets in dollars, or where there is none in stablecoins. Compared
    is the middle of the book, or where none is known the average price of the trades. Public venues have no premium.
    """
    names = [name for name in rows.columns if name not in {"reference_e8", "premium_ppm"}]
    split = rows.select(names).with_columns(
        base=pl.col("instrument").str.split("-").list.first(),
        quote=pl.col("instrument").str.split("-").list.last(),
    )
    world = (pl.col("world_e8") * pl.col("rate")).alias("world")
    compared = (
        split.join(_world(split, public, law), on=["base", "starts_at"], how="left")
        .join(_rates(split, law), on="quote", how="left")
        .with_columns(world)
        .with_columns(world=pl.when(~pl.col("venue_id").is_in(list(public))).then("world"))
    )
    return compared.select(
        *names,
        reference_e8=pl.col("world").round().cast(pl.Int64),
        premium_ppm=((HERE / pl.col("world") - 1) * PPM).round().cast(pl.Int64),
    )


def _world(split: pl.DataFrame, public: Collection[str], law: Law) -> pl.DataFrame:
    """Return `base, starts_at, world_e8` in dollars."""
    known = split.filter(
        pl.col("venue_id").is_in(list(public)), pl.col("quote").is_in(dollars(law)), HERE.is_not_null()
    )
    of_dollars = (pl.col("quote") == DOLLAR).any().over("base", "starts_at")
    kept = known.filter((pl.col("quote") == DOLLAR) | ~of_dollars)
    return kept.group_by("base", "starts_at").agg(world_e8=HERE.median())


def _rates(split: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Return `quote, rate`: how much of the quote a dollar is, by the official rate."""
    dollar = quote_units(law, f"-{DOLLAR}")
    told = {
        quote: float(unit / dollar)
        for quote in split["quote"].unique().to_list()
        if dollar is not None and (unit := quote_units(law, f"-{quote}")) is not None
    }
    return pl.DataFrame(
        {"quote": list(told), "rate": list(told.values())}, {"quote": pl.String, "rate": pl.Float64}
    )
