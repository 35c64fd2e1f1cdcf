"""Add up the fees of every venue's day and the prices of assets: `venue_fee_days`, `venue_prices`: the days that are new or late."""

from collections.abc import Callable
from datetime import date

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.fees import fee_days
from terezi.evidence.numerics.venues.prices import day_prices, price_rows
from terezi.law.terms import Law

TOLD = ("venue_trades", "venue_fees")


def summarise_venue_fees(*, lake: Lake, period: Period, law_on: Callable[[date], Law]) -> list[date]:
    """Add up the days of `period` whose trades or declarations are not those their rows rest on; answers these days.

    A filed schedule that changes later is not looked for: have the day added up by itself with `summarise_venue_fee_day`.
    """
    told = [lake.told_rows(name) for name in TOLD]
    rows = {day: sum(each.get(day, 0) for each in told) for day in period}
    rests_on = lake.rests_on("venue_fee_days", rows)
    late = [day for day in period if rows[day] and rests_on.get(day) != rows[day]]
    for day in late:
        summarise_venue_fee_day(lake=lake, law=law_on(day))
    return late


def summarise_venue_fee_day(*, lake: Lake, law: Law) -> int:
    """Replace `venue_fee_days` and `venue_prices` of the law's day; answers the rows written."""
    prices = day_prices(lake, law)
    lake.replace_day("venue_prices", law.day, price_rows(prices, law))
    rows = fee_days(lake, law, prices)
    told = sum(lake.told_rows(name).get(law.day, 0) for name in TOLD)
    lake.replace_day("venue_fee_days", law.day, rows, rests_on=told)
    return rows.height
