"""Trades of a day added up by account, so that pages and windows of many days read thousands of rows and no trades."""

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.alike import alike
from terezi.evidence.numerics.venues.turnover import priced, total

COLUMNS = ("day", "venue_id", "instrument", "account_id", "bought_e8", "sold_e8", "worth_minor")


def account_days(lake: Lake, day: date) -> ir.Table:
    """Return the rows of `venue_account_days` of a day, by its trades and `venue_prices`."""
    return _added_up(priced(lake, days_up_to(day, days=1)))


def account_days_within(lake: Lake, period: Period) -> ir.Table:
    """Return the rows of `venue_account_days` of a period; days nobody added up are added up now, from their trades."""
    added_up = lake.within("venue_account_days", period).select(*COLUMNS)
    without = {day for day in lake.days("venue_trades") if day in period} - set(
        lake.days("venue_account_days")
    )
    if not without:
        return added_up
    trades = priced(lake, Period(min(without), max(without) + timedelta(days=1)))
    now = _added_up(trades.filter(trades.day.isin(sorted(without))))
    return alike(added_up).union(alike(now))


def _added_up(trades: ir.Table) -> ir.Table:
    nothing = ibis.literal(0, "int64")
    sides = [
        trades.select(
            *COLUMNS[:3], "worth_minor", account_id=trades[f"{who}_account_id"],
            bought_e8=trades.quantity_e8 if who == "buyer" else nothing,
            sold_e8=trades.quantity_e8 if who == "seller" else nothing,
        )
        for who in ("buyer", "seller")
    ]  # fmt: skip
    by_account = ibis.union(*sides).group_by(*COLUMNS[:4])
    return by_account.agg(
        bought_e8=total(_.bought_e8), sold_e8=total(_.sold_e8), worth_minor=total(_.worth_minor)
    )
