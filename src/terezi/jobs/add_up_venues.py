"""Add up what exchanges told: fees, completeness, books, sizes; and watch their markets, day by day under the law of the day."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.jobs.measure_sizes import measure_sizes
from terezi.jobs.summarise_books import summarise_books
from terezi.jobs.summarise_venue_fees import summarise_venue_fees
from terezi.jobs.summarise_venues import summarise_venues
from terezi.jobs.trace_coins import trace_coins
from terezi.jobs.watch_markets import watch_markets
from terezi.law.terms import Law, UnknownLaw

Told = Callable[[str, int, int], None]


def add_up_venues(
    *, lake: Lake, period: Period, zone: str, at: datetime, law_of: Callable[[date], Law], progress: Told
) -> None:
    """Add up the days of `period` that are new or late; where the law lacks a term, its indicators say which."""
    last = list(period)[-1]
    with suppress(UnknownLaw):
        window = days_up_to(last, days=law_of(last).exchanges.fee_window_days.value)
        summarise_venue_fees(lake=lake, period=window, law_on=law_of)
    summarise_venues(lake=lake, period=period, zone=zone, at=at, progress=progress)
    with suppress(UnknownLaw):
        summarise_books(lake=lake, period=period, law_on=law_of)
    measure_sizes(lake=lake, period=period)


def watch_venues(*, lake: Lake, law: Law) -> None:
    """Follow mined coins to their sale and watch the markets of the law's day."""
    trace_coins(lake=lake, law=law)
    watch_markets(lake=lake, law=law)
