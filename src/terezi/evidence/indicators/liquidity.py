"""What the indicators of liquidity share: the hours of venues under licence, and each market's day in the country's money."""

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.units import E8, HOUR_S
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.instants import MICROSECONDS, epoch_microseconds
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.venues import standing_venues
from terezi.evidence.numerics.books.premium import dollars
from terezi.law.terms import Law

MINOR_PER_UNIT = 100
CURRENCY, IN_DOLLARS, UNKNOWN = 1, 2, 0


def hours(lake: Lake, law: Law) -> ir.Table:
    """Return the law's day of `venue_liquidity` of venues that may trade."""
    rows = lake.on("venue_liquidity", law.day)
    return rows.semi_join(standing_venues(lake, law), "venue_id")


def money_per_quote(rows: ir.Table, law: Law) -> ir.Column:
    """Return how much of the settlement currency one unit of a market's quote is; empty where no official rate says so."""
    quote = rows.instrument.split("-")[1]
    rate = law.settlement.usd_rate
    told = [(quote == law.settlement.currency.value, 1.0)]
    told += [(quote.isin(dollars(law)), float(rate.value))] if rate.is_known else []
    return ibis.cases(*told)


def market_hours(lake: Lake, law: Law) -> ir.Table:
    """Return each market's hours: which of the day, and mean depth of the thinner side (minor units) of a two-sided book.

    An hour in which orders were told and at no moment a bid and an ask stood was empty on one side: nothing deep. Without
    any it is unknown, and left out.
    """
    known = hours(lake, law).filter((_.book_seconds > 0) | (_.orders + _.cancels > 0))
    thinner = ibis.least(known.depth_bid_near_e8, known.depth_ask_near_e8).cast("float64") / E8
    deep = ibis.ifelse(known.book_seconds > 0, thinner * (known.middle_e8.cast("float64") / E8), 0.0)
    worth = deep * money_per_quote(known, law) * MINOR_PER_UNIT
    begins = round(day_bounds(law.day, law.settlement.time_zone.value)[0].timestamp())
    began = epoch_microseconds(known.starts_at) // MICROSECONDS
    return known.mutate(
        depth_minor=worth.round().cast("int64"), hour=((began - begins) // HOUR_S).cast("int64")
    )


def market_days(lake: Lake, law: Law) -> ir.Table:
    """Return each market's day with a two-sided book: seconds known, mean spread (ppm) and depth of the thinner side (minor units)."""
    known = market_hours(lake, law).filter(_.book_seconds > 0)
    told = known.mutate(
        worth_seconds=_.depth_minor * _.book_seconds, spread_seconds=_.spread_ppm * _.book_seconds
    )
    days = told.group_by("venue_id", "instrument").agg(
        seconds=_.book_seconds.sum().cast("int64"),
        worth_seconds=_.worth_seconds.sum().cast("int64"),
        spread_seconds=_.spread_seconds.sum().cast("int64"),
    )
    return days.mutate(
        depth_minor=(_.worth_seconds // _.seconds).cast("int64"),
        spread_ppm=(_.spread_seconds // _.seconds).cast("int64"),
    )
