"""How each number of the strip was worked out, by its key."""

from collections.abc import Callable

from terezi.desk.venues.sheets.strip import Day
from terezi.desk.venues.sheets.workings import holdings, markets, money, told, transfers
from terezi.desk.venues.sheets.workings.working import Working

WORKED: dict[str, Callable[[Day, str], Working]] = {
    "feeds": told.feeds, "complete": told.complete, "volume": money.volume, "fees": money.fees, "levy": money.levy,
    "depth": markets.depth, "spread": markets.spread, "premium": markets.premium, "reserves": holdings.reserves, "few": holdings.few,
    "travel": transfers.travel,
}  # fmt: skip


def working_of(day: Day, venue: str, key: str) -> Working:
    """Return how a measure of one exchange was worked out."""
    return WORKED[key](day, venue)
