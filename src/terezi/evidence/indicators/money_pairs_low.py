"""MIX-02."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.mix import against_money
from terezi.evidence.numerics.venues.turnover import traded
from terezi.law.terms import Law


@indicator(
    code="MIX-02",
    family="market",
    severity=Severity.NOTICE,
    unit="ppm",
    subject_kind="venue",
    sentence="Of its turnover of {turnover_minor} only {measured} was against the country's money; the policy notices less than {allowed}.",
    clears=("A single large client the venue can name", "A bank that could not take orders for a day"),
    article=lambda law: law.exchanges.fiat_pair_share,
)
def money_pairs_low(lake: Lake, law: Law) -> ir.Table:
    """Turns over little against the country's money.

    Worth of the day's trades quoted in the settlement currency, over all that could be priced.
    """
    trades = traded(lake, days_up_to(law.day, days=1))
    told = against_money(trades, law.settlement.currency.value).select(
        "turnover_minor",
        subject=_.venue_id,
        measured=_.share_ppm,
        allowed=ibis.literal(round(law.exchanges.fiat_pair_share.value * PPM), "int64"),
    )
    return certain(told.filter(_.measured < _.allowed))
