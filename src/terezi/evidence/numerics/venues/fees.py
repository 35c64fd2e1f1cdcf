"""Fees of a venue's day three ways: by its trades and filed schedule, as charged on them, as declared; and the levy."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
import polars as pl
from ibis import _

from terezi.base.errors import Refused
from terezi.base.units import E8
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables.venue_days import VENUE_FEE_DAYS
from terezi.evidence.numerics.site_days import valid_on
from terezi.evidence.numerics.venues.prices import MICRO
from terezi.evidence.numerics.venues.values import fee_by_schedule_e8, joined, summed, value_e8
from terezi.law.terms import Law

ANY = "*"
AMOUNTS = ("turnover", "expected_fees", "charged_fees")


def fee_days(lake: Lake, law: Law, prices: pl.DataFrame) -> pl.DataFrame:
    """Answer the rows of `venue_fee_days` for the law's day, one per venue that traded or declared; `prices` of day_prices."""
    currency = law.settlement.currency.value
    sums = joined(lake.collect(by_instrument(lake.on("venue_trades", law.day), schedule(lake, law))))
    days = in_money(sums, prices)
    declared = lake.on("venue_fees", law.day).filter(_.currency == currency)
    rows = days.join(lake.collect(_declared(declared)), on="venue_id", how="full", coalesce=True)
    zeros = [name for name in days.columns if name != "venue_id"]
    rows = rows.with_columns(pl.col(zeros).fill_null(0), currency=pl.lit(currency), day=pl.lit(law.day))
    return with_levy(rows, law).select(VENUE_FEE_DAYS.names).sort("venue_id")


def schedule(lake: Lake, law: Law) -> ir.Table:
    """Return the ref_venue_fees rows that stand on the law's day."""
    fees = lake.table("ref_venue_fees")
    standing = fees.filter(valid_on(fees, ibis.literal(law.day, "date")))
    return standing.select("venue_id", "instrument", "maker_ppm", "taker_ppm", "minimum_e8")


def by_instrument(trades: ir.Table, filed: ir.Table) -> ir.Table:
    """Add up turnover, fees by schedule and fees charged by venue and instrument (in the parts of `summed`).

    The instrument's own schedule goes before `*`; trades without either are counted apart. The side of the aggressor
    took, the other made.
    """
    held = _with_schedule(trades, filed)
    takes = held.aggressor == "buy"
    buyer = ibis.ifelse(takes, held.taker_ppm, held.maker_ppm)
    seller = ibis.ifelse(takes, held.maker_ppm, held.taker_ppm)
    expected = sum(fee_by_schedule_e8(held, side, held.minimum_e8) for side in (buyer, seller))
    told = held.mutate(
        scheduled=held.taker_ppm.notnull(),
        value=value_e8(held),
        expected=expected.coalesce(0),
        charged=ibis.ifelse(held.taker_ppm.notnull(), held.buyer_fee_e8 + held.seller_fee_e8, 0),
    )
    return told.group_by("venue_id", "instrument").agg(
        trades=_.count(),
        unscheduled=(~_.scheduled).cast("int64").sum().cast("int64"),
        **summed(turnover=told.value, expected_fees=told.expected, charged_fees=told.charged),
    )


def _with_schedule(trades: ir.Table, filed: ir.Table) -> ir.Table:
    own = filed.filter(_.instrument != ANY)
    any_ = filed.filter(_.instrument == ANY).drop("instrument")
    names = ("maker_ppm", "taker_ppm", "minimum_e8")
    held = trades.left_join(own, ["venue_id", "instrument"]).drop("venue_id_right", "instrument_right")
    held = held.left_join(any_, "venue_id", rname="{name}_any")
    return held.mutate(**{name: held[name].coalesce(held[f"{name}_any"]) for name in names})


def fees_by_instrument(lake: Lake, law: Law, venue_id: str) -> pl.DataFrame:
    """Answer what a venue's day in `venue_fee_days` adds up, by instrument, at the prices kept of that day.

    Columns of `by_instrument` and of `worth_of`, and `maker_ppm taker_ppm` of the schedule that holds.
    """
    trades = lake.on("venue_trades", law.day).filter(_.venue_id == venue_id)
    filed = schedule(lake, law).filter(_.venue_id == venue_id)
    prices = lake.collect(lake.on("venue_prices", law.day).select("asset", "price_micro"))
    rates = prices.select("asset", minor_per_unit=pl.col("price_micro") / MICRO)
    told = worth_of(joined(lake.collect(by_instrument(trades, filed))), rates)
    kept = lake.collect(filed.select("instrument", "maker_ppm", "taker_ppm")).to_dicts()
    held = {row["instrument"]: row for row in kept}
    shares = [held.get(name, held.get(ANY, {})) for name in told["instrument"]]
    return told.with_columns(
        pl.Series(name, [share.get(name) for share in shares], pl.Int64)
        for name in ("maker_ppm", "taker_ppm")
    ).sort("turnover_minor", "instrument", descending=[True, False], nulls_last=True)


def in_money(sums: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """Add the instruments of each venue up in minor units; a quote without a price counts only as unpriced trades."""
    return (
        worth_of(sums, prices)
        .group_by("venue_id")
        .agg(
            pl.col("trades", *(f"{name}_minor" for name in AMOUNTS)).sum(),
            unpriced_trades=pl.col("trades").filter(pl.col("minor_per_unit").is_null()).sum(),
            unscheduled_trades=pl.col("unscheduled").sum(),
        )
    )


def worth_of(sums: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """Add to sums by instrument (BASE-QUOTE) the `minor_per_unit` of the quote and each amount in minor units; null without a price."""
    quoted = sums.with_columns(quote=pl.col("instrument").str.split("-").list.last())
    priced = quoted.join(prices, left_on="quote", right_on="asset", how="left")
    rate = pl.col("minor_per_unit")
    return priced.with_columns(
        (pl.col(name).cast(pl.Float64) * rate / E8).round().cast(pl.Int64).alias(f"{name}_minor")
        for name in AMOUNTS
    )


def with_levy(rows: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Add `expected_levy_minor`: the law's share of the larger of what the trades tell and the venue declares."""
    try:
        base, share = law.exchanges.levy_base.value, law.exchanges.levy_share.value
    except Refused:
        return rows.with_columns(expected_levy_minor=pl.lit(None, pl.Int64))
    told = "expected_fees_minor" if base == "fees" else "turnover_minor"
    due = rows.select(pl.max_horizontal(told, f"declared_{base}_minor", pl.lit(0, pl.Int64))).to_series()
    levies = [levy_minor(minor, share) for minor in due]
    return rows.with_columns(expected_levy_minor=pl.Series(levies, dtype=pl.Int64))


def levy_minor(base_minor: int, share: Decimal) -> int:
    """Return the levy on an amount, to the nearest minor unit, half to even."""
    return int((base_minor * share).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def _declared(fees: Any) -> ir.Table:
    return fees.select(
        "venue_id",
        declared_turnover_minor=fees.turnover_minor,
        declared_fees_minor=fees.fees_minor,
        declared_levy_minor=fees.levy_minor,
    )
