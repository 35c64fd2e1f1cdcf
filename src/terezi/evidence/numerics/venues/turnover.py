"""Trades and transfers with their worth in the settlement currency, by the prices of their own day."""

from typing import Any

import ibis.expr.types as ir
from ibis import _

from terezi.base.errors import Refused
from terezi.base.money import Money
from terezi.base.periods import Period
from terezi.base.units import E8
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.prices import MICRO
from terezi.evidence.numerics.venues.values import value_e8
from terezi.law.terms import Law
from terezi.law.values import Amount

USD = "USD"


def traded(lake: Lake, period: Period) -> ir.Table:
    """Return the trades of a period with `base`, `quote` and `worth_minor`; those in a quote without a price are left out."""
    return priced(lake, period).filter(_.worth_minor.notnull())


def priced(lake: Lake, period: Period) -> ir.Table:
    """Return the trades of a period with `base`, `quote` and `worth_minor`, null where the quote had no price that day."""
    trades = lake.within("venue_trades", period)
    parts = trades.instrument.split("-")
    named = trades.mutate(base=parts[0], quote=parts[1], value_e8=value_e8(trades))
    told = named.left_join(_prices(lake, period).rename(quote="asset"), ["day", "quote"])
    return told.mutate(worth_minor=_worth_minor(told.value_e8, told.price_micro)).drop(
        "price_micro", "day_right", "quote_right"
    )


def moved(lake: Lake, period: Period) -> ir.Table:
    """Return the transfers of a period with `worth_minor`, null where the asset had no price that day."""
    transfers = lake.within("venue_transfers", period)
    priced = transfers.left_join(_prices(lake, period), ["day", "asset"])
    return priced.mutate(worth_minor=_worth_minor(priced.amount_e8, priced.price_micro)).drop(
        "price_micro", "day_right", "asset_right"
    )


def in_settlement_minor(law: Law, amount: Amount) -> int:
    """Return an amount of law in minor units of the settlement currency.

    :raises UnknownLaw: when it stands in US dollars and the law's rate is unknown.
    :raises Refused: when it stands in another currency.
    """
    currency = law.settlement.currency.value
    if amount.currency not in {USD, currency}:
        raise Refused(
            f"{law.country}: {amount} cannot be compared with {currency}: the law names a rate of US dollars only. "
            "Have a jurist write the amount in one of the two."
        )
    rate = 1 if amount.currency == currency else law.settlement.usd_rate.value
    return Money.of(amount.amount * rate, currency).minor


def _prices(lake: Lake, period: Period) -> ir.Table:
    return lake.within("venue_prices", period).select("day", "asset", "price_micro")


def _worth_minor(amount_e8: Any, price_micro: Any) -> ir.IntegerValue:
    worth = amount_e8.cast("float64") * price_micro.cast("float64") / float(E8 * MICRO)
    return (worth + 0.5).floor().cast("int64")


def total(worth_minor: Any = _.worth_minor) -> Any:
    """Add worths up as 64-bit minor units."""
    return worth_minor.sum().cast("int64")
