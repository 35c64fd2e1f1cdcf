"""MIX-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain
from terezi.evidence.numerics.venues.mix import in_stablecoins
from terezi.evidence.numerics.venues.turnover import traded
from terezi.law.terms import Law


@indicator(
    code="MIX-01",
    family="market",
    severity=Severity.NOTICE,
    unit="ppm",
    subject_kind="venue",
    sentence="Stablecoins are in {measured} of its turnover of {turnover_minor}; the policy notices {allowed}.",
    clears=("A single large client the venue can name", "A listing or an outage that moved trade for a day"),
    article=lambda law: law.exchanges.stablecoin_share,
)
def stablecoins_high(lake: Lake, law: Law) -> ir.Table:
    """Turns over much in stablecoins.

    Worth of the day's trades with a stablecoin of the policy's list as base or quote, over all that could be priced.
    """
    trades = traded(lake, days_up_to(law.day, days=1))
    told = in_stablecoins(trades, law.exchanges.stablecoins.value).select(
        "turnover_minor",
        subject=_.venue_id,
        measured=_.share_ppm,
        allowed=ibis.literal(round(law.exchanges.stablecoin_share.value * PPM), "int64"),
    )
    return certain(told.filter(_.measured > _.allowed))
