"""LIQ-02."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.indicators.liquidity import market_days
from terezi.law.terms import Law


@indicator(
    code="LIQ-02",
    family="liquidity",
    severity=Severity.NOTICE,
    unit="ppm",
    subject_kind="venue",
    sentence="The mean spread of its widest market was {measured} of the middle; from {allowed} on a book is thin. Wide markets: {wide_markets} of {markets}.",
    clears=(
        "A market maker under agreement",
        "A market in which hardly anybody trades",
        "Orders that were not told",
    ),
    article=lambda law: law.exchanges.most_spread_ppm,
)
def wide_spread(lake: Lake, law: Law) -> ir.Table:
    """Has a market whose bid and ask are far apart.

    Looks at the mean spread over the time a two-sided book was known on the day.
    """
    most = law.exchanges.most_spread_ppm.value
    days = market_days(lake, law)
    told = days.group_by(subject=days.venue_id).agg(
        measured=_.spread_ppm.max(),
        wide_markets=(_.spread_ppm >= most).sum().cast("int64"),
        markets=_.count(),
    )
    return told.filter(told.wide_markets > 0).mutate(
        allowed=ibis.literal(most, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
