"""Follow the mined coins of every site up to a day and keep them in the lake as `coin_flows`."""

from datetime import timedelta

from terezi.base.periods import Period, days_up_to
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.coin_flows import coin_flows
from terezi.law.terms import Law


def trace_coins(*, lake: Lake, law: Law) -> int:
    """Replace `coin_flows` of the law's day; answers the rows written. Needs the day's weighings.

    Coins are followed for the days of the policy, and only as far back as venues tell of transfers without a day missing: a
    sale nobody could have told of is not a sale that did not happen. Without such days nothing is written.
    """
    window = told_window(lake, law)
    if window is None:
        return 0
    rows = coin_flows(lake, law, window)
    lake.replace_day("coin_flows", law.day, rows)
    return rows.height


def told_window(lake: Lake, law: Law) -> Period | None:
    """Return the last days up to the law's day on each of which some venue told of transfers, none where there are none."""
    told = set(lake.days("venue_transfers"))
    days = 0
    while days < law.exchanges.leakage_window_days.value and law.day - timedelta(days=days) in told:
        days += 1
    return days_up_to(law.day, days=days) if days else None
