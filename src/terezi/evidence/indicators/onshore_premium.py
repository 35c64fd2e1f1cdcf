"""LIQ-03."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.indicators.liquidity import hours
from terezi.law.terms import Law


@indicator(
    code="LIQ-03",
    family="liquidity",
    severity=Severity.NOTICE,
    unit="ppm",
    subject_kind="venue",
    sentence="Its price was {measured} away from the world price at the official rate in the hour farthest from it; from {allowed} on it is noticed. Hours: {hours}, of them above: {hours_above}; markets: {markets}.",
    clears=(
        "A rate at which money really changes hands",
        "A world price from too few markets",
        "Limits on bringing coins in",
    ),
    article=lambda law: law.exchanges.onshore_premium_ppm,
)
def onshore_premium(lake: Lake, law: Law) -> ir.Table:
    """Trades far from the world price.

    Compares each hour with the median of public markets, at the official rate of the dollar, above and below alike.
    """
    allowed = law.exchanges.onshore_premium_ppm.value
    far = hours(lake, law).filter(_.premium_ppm.abs() >= allowed)
    told = far.group_by(subject=far.venue_id).agg(
        measured=_.premium_ppm.abs().max(),
        hours=_.count(),
        hours_above=(_.premium_ppm > 0).sum().cast("int64"),
        markets=_.instrument.nunique(),
    )
    return told.mutate(
        allowed=ibis.literal(allowed, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
