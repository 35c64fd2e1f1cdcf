"""LIQ-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.indicators.liquidity import MINOR_PER_UNIT, market_days
from terezi.law.terms import Law


@indicator(
    code="LIQ-01",
    family="liquidity",
    severity=Severity.NOTICE,
    unit="minor",
    subject_kind="venue",
    sentence="Within the narrowest band {measured} stood on the thinner side of its thinnest market, less than {allowed}. Thin markets: {thin_markets} of {markets}; its mean spread there was {spread_ppm}.",
    clears=(
        "A market maker under agreement",
        "A market in which hardly anybody trades",
        "Orders that were not told",
    ),
    article=lambda law: law.exchanges.least_depth,
)
def thin_book(lake: Lake, law: Law) -> ir.Table:
    """Has a market whose book is thin.

    Looks at the mean depth of each market's thinner side over the time its book was known on the day. Markets whose quote has
    no official rate are not looked at.
    """
    least = round(law.exchanges.least_depth.value.amount * MINOR_PER_UNIT)
    days = market_days(lake, law).filter(_.depth_minor.notnull())
    told = days.group_by(subject=days.venue_id).agg(
        measured=_.depth_minor.min(),
        thin_markets=(_.depth_minor < least).sum().cast("int64"),
        markets=_.count(),
        spread_ppm=_.spread_ppm.max(where=_.depth_minor < least),
    )
    return told.filter(told.thin_markets > 0).mutate(
        allowed=ibis.literal(least, "int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    )
