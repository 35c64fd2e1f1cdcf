"""MIX-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import days_up_to
from terezi.base.units import PPM
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import Severity, indicator
from terezi.evidence.indicators.venues import certain, share_ppm
from terezi.evidence.numerics.venues.turnover import total, traded
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
    coins = list(law.exchanges.stablecoins.value)
    trades = traded(lake, days_up_to(law.day, days=1))
    stable = ibis.ifelse(trades.base.isin(coins) | trades.quote.isin(coins), trades.worth_minor, 0)
    sums = trades.group_by(subject=trades.venue_id).agg(turnover_minor=total(), part=total(stable))
    sums = sums.filter(_.turnover_minor > 0)
    told = sums.mutate(
        measured=share_ppm(sums.part, sums.turnover_minor),
        allowed=ibis.literal(round(law.exchanges.stablecoin_share.value * PPM), "int64"),
    )
    return certain(told.filter(_.measured > _.allowed).drop("part"))
