"""LRG-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.thresholds import fee_in_settlement_minor, traded_from
from terezi.evidence.numerics.venues.turnover import total
from terezi.law.terms import Law


@indicator(
    code="LRG-01",
    family="flows",
    severity=Severity.NOTICE,
    unit="count",
    event=True,
    subject_kind="venue",
    sentence="Trades the law calls large: {measured}. Each is worth {from_minor} or more, together {worth_minor}; accounts that bought or sold: {buyers} and {sellers}.",
    clears=("The exchange's report of these trades, where the law asks one",),
    article=lambda law: law.exchanges.large_trade,
)
def large_trades(lake: Lake, law: Law) -> ir.Table:
    """Had trades the law calls large.

    The day's trades from the amount of the law on, by their worth in the settlement currency. A large trade is nothing to be
    explained: the list is to be held against what was reported of it.
    """
    least = fee_in_settlement_minor(law, law.exchanges.large_trade.value)
    rows = traded_from(lake, law, least)
    return certain(
        rows.group_by(subject=rows.venue_id).agg(
            measured=_.count(),
            allowed=ibis.literal(0, "int64"),
            from_minor=ibis.literal(least, "int64"),
            worth_minor=total(),
            buyers=_.buyer_account_id.nunique(),
            sellers=_.seller_account_id.nunique(),
        )
    )
