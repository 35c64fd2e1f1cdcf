"""Replay every market's day and keep in the lake how well it could be traded, `venue_liquidity`: the days that are new or late."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import polars as pl

from terezi.base.periods import Period
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.tables import VENUE_LIQUIDITY, VENUE_STANDING
from terezi.evidence.numerics.books.capture import UNIT_E8, Integers
from terezi.evidence.numerics.books.liquidity import HOUR_US, SECOND_US, SIZES, HourlyBook
from terezi.evidence.numerics.books.market import TOLD, Market, markets, recordings
from terezi.evidence.numerics.books.premium import quote_units, with_premium
from terezi.evidence.numerics.books.replay import Measures, replay
from terezi.law.terms import Law


def summarise_books(*, lake: Lake, period: Period, law_on: Callable[[date], Law]) -> list[date]:
    """Replay the days of `period` whose facts are not those their rows rest on; answers these days, earliest first.

    A day begins with the orders the day before left, so that a day after one replayed again is replayed too; of a day on which
    nothing at all was told nothing is said, and the day after it begins with no orders.
    """
    told = [lake.told_rows(name) for name in TOLD]
    done: list[date] = []
    for day in period:
        late = lake.rests_on("venue_liquidity", [day]).get(day) != _rests_on(lake, day)
        if any(day in it for it in told) and (late or day - timedelta(days=1) in done):
            summarise_books_day(lake=lake, law=law_on(day))
            done.append(day)
    return done


def _rests_on(lake: Lake, day: date) -> int:
    """Count the rows a day's replay reads."""
    standing = lake.told_rows("venue_standing").get(day - timedelta(days=1), 0)
    return sum(lake.told_rows(name).get(day, 0) for name in TOLD) + standing


def summarise_books_day(*, lake: Lake, law: Law) -> int:
    """Replace `venue_liquidity` and `venue_standing` of the law's day; answers the rows of the first.

    :raises UnknownLaw: when the law names no bands or no time after which a feed is stale.
    """
    told = markets(lake, law.day)
    replayed = [_market(lake, law, market) for market in _with_standing(lake, law.day, told)]
    rows, standing = (
        pl.concat([table.polars_schema().to_frame(), *parts], how="diagonal_relaxed")
        for table, parts in zip((VENUE_LIQUIDITY, VENUE_STANDING), zip(*replayed, strict=True), strict=True)
    )
    lake.replace_day("venue_standing", law.day, standing)
    priced = with_premium(rows, public=_public(lake, told), law=law)
    lake.replace_day("venue_liquidity", law.day, priced, rests_on=_rests_on(lake, law.day))
    return priced.height


def _public(lake: Lake, told: list[Market]) -> list[str]:
    """List the venues known from public feeds alone, which the register does not name: their prices are the world's."""
    registered = lake.collect(lake.table("ref_venues").select("venue_id").distinct())["venue_id"]
    return sorted({market.venue_id for market in told} - set(registered))


def _with_standing(lake: Lake, day: date, told: list[Market]) -> list[Market]:
    """Add to the markets told of on a day those whose orders stand from the day before."""
    before = lake.on("venue_standing", day - timedelta(days=1)).select("venue_id", "instrument").distinct()
    left = {Market(*row) for row in lake.collect(before).select("venue_id", "instrument").iter_rows()}
    return sorted(left | set(told))


def _market(lake: Lake, law: Law, market: Market) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Replay a market's day part after part; answers its hours and the orders left at last."""
    fresh_us = law.exchanges.stale_after_seconds.value * SECOND_US
    book, asked = HourlyBook(hours_us=hours_of(law), fresh_us=fresh_us), measures(law, market)
    for told in recordings(lake, market, law.day):
        states = replay(told.messages, told.changes, measures=asked)
        book.add(told.messages, states, told.trades, told.counts, told.met)
        standing = told.standing
    its = {"venue_id": pl.lit(market.venue_id), "instrument": pl.lit(market.instrument)}
    return book.rows().with_columns(**its), standing.with_columns(**its)


def hours_of(law: Law) -> Integers:
    """Return when the hours of the law's settlement day begin, in microseconds."""
    first, last = (
        round(it.timestamp()) * SECOND_US for it in day_bounds(law.day, law.settlement.time_zone.value)
    )
    return np.arange(first, last, HOUR_US)


def measures(law: Law, market: Market) -> Measures:
    """Return the law's two nearest bands, and its standard sizes where they can be told in what the market is quoted in."""
    narrowest, *wider = sorted(law.exchanges.depth_bands_ppm.value)
    bands = (narrowest, wider[0] if wider else narrowest)
    unit, sizes = quote_units(law, market.instrument), law.exchanges.standard_order_sizes
    amounts = sorted(Fraction(it.amount) for it in sizes.value) if sizes.is_known else []
    return Measures(
        bands, tuple(round(it * unit * UNIT_E8) for it in amounts[: len(SIZES)] if unit is not None)
    )
