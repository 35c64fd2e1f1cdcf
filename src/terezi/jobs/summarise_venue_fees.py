"""Add up every venue's day: fees, prices of assets, and trades by account, `venue_fee_days`, `venue_prices`, `venue_account_days`.

Only the days that are new or late are added up.
"""

from collections.abc import Callable
from datetime import date

from terezi.base.periods import Period
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.account_days import account_days
from terezi.evidence.numerics.venues.fees import fee_days
from terezi.evidence.numerics.venues.prices import day_prices, price_rows
from terezi.law.terms import Law

TOLD = ("venue_trades", "venue_fees")
ADDED_UP = ("venue_fee_days", "venue_account_days")


def summarise_venue_fees(*, lake: Lake, period: Period, law_on: Callable[[date], Law]) -> list[date]:
    """Add up the days of `period` whose trades or declarations are not those their rows rest on; answers these days.

    A filed schedule that changes later is not looked for: have the day added up by itself with `summarise_venue_fee_day`.
    """
    told = [lake.told_rows(name) for name in TOLD]
    rows = {day: sum(each.get(day, 0) for each in told) for day in period}
    marks = [lake.rests_on(name, rows) for name in ADDED_UP]
    late = [day for day in period if rows[day] and any(each.get(day) != rows[day] for each in marks)]
    for day in late:
        summarise_venue_fee_day(lake=lake, law=law_on(day))
    return late


def summarise_venue_fee_day(*, lake: Lake, law: Law) -> int:
    """Replace what is added up of the law's day; answers the rows of `venue_fee_days`."""
    prices = day_prices(lake, law)
    lake.replace_day("venue_prices", law.day, price_rows(prices, law))
    rows = fee_days(lake, law, prices)
    told = sum(lake.told_rows(name).get(law.day, 0) for name in TOLD)
    lake.replace_day("venue_account_days", law.day, lake.collect(account_days(lake, law.day)), rests_on=told)
    lake.replace_day("venue_fee_days", law.day, rows, rests_on=told)
    return rows.height
