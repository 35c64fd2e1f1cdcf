"""LIQ-01."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.indicator import CERTAIN_PPM, Severity, indicator
from terezi.evidence.indicators.liquidity import MINOR_PER_UNIT, market_days, market_hours
from terezi.law.terms import Law

HOURS = 100  # places for an hour of the day beside an amount


@indicator(
    code="LIQ-01",
    family="liquidity",
    severity=Severity.NOTICE,
    unit="minor",
    subject_kind="venue",
    sentence="Within the narrowest band {measured} stood on the thinner side of its thinnest market, less than {allowed}. Thin markets: {thin_markets} of {markets}; its mean spread there was {spread_ppm}. Hours below {hour_allowed_minor}: {thin_hours}; the thinnest began {thinnest_hour} h after midnight, with {hour_minor}.",
    clears=(
        "A market maker under agreement",
        "A market in which hardly anybody trades",
        "Orders that were not told",
    ),
    article=lambda law: law.exchanges.least_depth,
)
def thin_book(lake: Lake, law: Law) -> ir.Table:
    """Has a market whose book is thin.

    Looks at the mean depth of each market's thinner side over the time its book was known on the day, and in each hour in
    which it was known for longer than a feed may be silent. Markets whose quote has no official rate are not looked at.
    """
    day_least, hour_least = (
        round(term.value.amount * MINOR_PER_UNIT)
        for term in (law.exchanges.least_depth, law.exchanges.least_hour_depth)
    )
    days = market_days(lake, law).filter(_.depth_minor.notnull())
    joined = days.inner_join(_thinnest(lake, law, hour_least), ["venue_id", "instrument"])
    told = joined.mutate(is_thin=(joined.depth_minor < day_least) | (joined.thin_hours > 0))
    by_venue = told.group_by(subject=told.venue_id).agg(
        day_minor=_.depth_minor.min(),
        thin_markets=_.is_thin.sum().cast("int64"),
        markets=_.count(),
        spread_ppm=_.spread_ppm.max(where=_.is_thin),
        thin_hours=_.thin_hours.sum().cast("int64"),
        packed=_.packed.min(),
    )
    thin = by_venue.filter(by_venue.thin_markets > 0)
    by_day, hour_minor = thin.day_minor < day_least, (thin.packed // HOURS).cast("int64")
    return thin.mutate(
        measured=ibis.ifelse(by_day, thin.day_minor, hour_minor),
        allowed=ibis.ifelse(by_day, ibis.literal(day_least, "int64"), ibis.literal(hour_least, "int64")),
        hour_allowed_minor=ibis.literal(hour_least, "int64"),
        hour_minor=hour_minor,
        thinnest_hour=(thin.packed % HOURS).cast("int64"),
        gap_wh=ibis.literal(0, "int64"),
        confidence_ppm=ibis.literal(CERTAIN_PPM, "int64"),
    ).drop("packed", "day_minor")


def _thinnest(lake: Lake, law: Law, least: int) -> ir.Table:
    """Return by market how many hours are thin, and depth and place of the thinnest in one number, so that both engines choose one."""
    hours = market_hours(lake, law).filter(
        _.depth_minor.notnull(), _.book_seconds > law.exchanges.stale_after_seconds.value
    )
    return hours.group_by("venue_id", "instrument").agg(
        thin_hours=(_.depth_minor < least).sum().cast("int64"), packed=(_.depth_minor * HOURS + _.hour).min()
    )
