"""Which accounts met more often than chance in a period's meetings, and what the rest of the venue did: small work, on rows in memory."""

import polars as pl

from terezi.evidence.numerics.abuse.meetings import PLACE

PAIR = (*PLACE, "taker", "maker")
CELL = (*PLACE, "hour", "aggressor", "quoter")
LEAST_MEETINGS = 2
"""Two accounts that met once show no habit."""
LIFT = 3
"""A pair is looked at, and a group told, when it met with so many times the odds of chance."""
QUOTER_PARTS = 20
"""Who gives one part in so many of all that is taken, or more, quotes for everybody."""


def with_quoters(met: pl.DataFrame) -> pl.DataFrame:
    """Say of every row of `meetings` whether its maker quotes for everybody: it meets whoever comes, others meet who looks for them."""
    made, whole = (pl.col("meetings").sum().over(*keys) for keys in ((*PLACE, "maker"), PLACE))
    return met.with_columns(quoter=made * QUOTER_PARTS >= whole)


def frequent_pairs(met: pl.DataFrame, spared: pl.DataFrame) -> pl.DataFrame:
    """Return who took from whom with LIFT times the odds of chance, of two accounts that met so twice, with totals; and self-trades.

    Odds are those of the two-by-two table of who took and who gave, among meetings with the same sort of maker. A pair of which one
    is `spared` (venue_id, account_id, instrument, where `*` is every one) is left out.
    """
    pairs = met.group_by(*PAIR, "quoter").agg(pl.col("meetings").sum())
    counted = {"taken": (*PLACE, "taker", "quoter"), "made": (*PLACE, "maker"), "total": (*PLACE, "quoter")}
    told = pairs.with_columns(
        pl.col("meetings").sum().over(*keys).alias(name) for name, keys in counted.items()
    )
    others = pl.col("total") - pl.col("taken") - pl.col("made") + pl.col("meetings")
    alone = (pl.col("taken") - pl.col("meetings")) * (pl.col("made") - pl.col("meetings"))
    often = pl.col("meetings") * others >= LIFT * alone
    two = pl.min_horizontal("taker", "maker"), pl.max_horizontal("taker", "maker")
    together = pl.col("meetings").sum().over(*PLACE, *two)
    told = told.filter(together >= LEAST_MEETINGS).filter(often | (pl.col("taker") == pl.col("maker")))
    for side in ("taker", "maker"):
        told = _without(told, spared, side)
    return told.select(*PAIR, "meetings", "taken", "made", "total").sort(PAIR)


def _without(told: pl.DataFrame, spared: pl.DataFrame, account: str) -> pl.DataFrame:
    everywhere, here = (spared.filter((pl.col("instrument") == "*") == always) for always in (True, False))
    told = told.join(
        everywhere, left_on=["venue_id", account], right_on=["venue_id", "account_id"], how="anti"
    )
    return told.join(here, left_on=[*PLACE, account], right_on=[*PLACE, "account_id"], how="anti")


def totals(met: pl.DataFrame) -> pl.DataFrame:
    """Return by venue, instrument, hour, side and sort of maker the meetings and the volume in 1e-8 base."""
    return met.group_by(CELL).agg(pl.col("meetings", "volume_e8").sum())


def active_accounts(met: pl.DataFrame) -> pl.DataFrame:
    """Return by venue and instrument how many accounts traded."""
    sides = [met.select(*PLACE, account=side) for side in ("taker", "maker")]
    return pl.concat(sides).group_by(PLACE).agg(accounts=pl.col("account").n_unique())


def of_accounts(met: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return the meetings in which one of `accounts` (venue_id, account_id) took or made."""
    named = accounts.select("venue_id", "account_id").unique().with_columns(looked=pl.lit(True))
    for side in ("taker", "maker"):
        met = met.join(
            named.rename({"looked": f"{side}_looked"}),
            left_on=["venue_id", side],
            right_on=["venue_id", "account_id"],
            how="left",
        )
    looked = pl.any_horizontal(pl.col("taker_looked", "maker_looked").fill_null(value=False))
    return met.filter(looked).drop("taker_looked", "maker_looked")
