"""Amounts of law from which a trade or a transfer is something else, in minor units of the settlement currency."""

import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.turnover import in_settlement_minor, moved, traded
from terezi.law.terms import Law
from terezi.law.values import Amount, Fee

INDEX = "index"


def fee_in_settlement_minor(law: Law, fee: Fee) -> int:
    """Return money, or a number of index units, in minor units of the settlement currency.

    :raises UnknownLaw: when the index unit of the law is unknown, or a rate that is needed.
    """
    if fee.unit != INDEX:
        return in_settlement_minor(law, Amount(fee.amount, fee.unit))
    worth = law.licensing.index_unit.value
    return in_settlement_minor(law, Amount(fee.amount * worth.amount, worth.currency))


def coins_moved_from(lake: Lake, law: Law, least_minor: int) -> ir.Table:
    """Return the day's transfers of coins worth an amount or more, with `worth_minor`; coins without a price are left out."""
    rows = moved(lake, days_up_to(law.day, days=1))
    return rows.filter(_.asset != law.settlement.currency.value, _.worth_minor >= least_minor)


def traded_from(lake: Lake, law: Law, least_minor: int) -> ir.Table:
    """Return the day's trades worth an amount or more, with `worth_minor`; those without a price are left out."""
    return traded(lake, days_up_to(law.day, days=1)).filter(_.worth_minor >= least_minor)
