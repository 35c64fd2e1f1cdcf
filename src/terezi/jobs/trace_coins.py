"""Follow the mined coins of every site up to a day and keep them in the lake as `coin_flows`."""

from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.venues.coin_flows import coin_flows
from terezi.law.terms import Law


def trace_coins(*, lake: Lake, law: Law) -> int:
    """Replace `coin_flows` of the law's day; answers the rows written. Needs the day's weighings."""
    rows = coin_flows(lake, law)
    lake.replace_day("coin_flows", law.day, rows)
    return rows.height
