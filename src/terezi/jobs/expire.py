"""Enter the licences whose term has run out: nobody decides it, the law does. Safe to repeat."""

from collections.abc import Iterator
from datetime import date, datetime

from terezi.base.errors import Refused
from terezi.desk.licences import queries
from terezi.desk.licences.actions import expire


def expire_terms(*, on: date, at: datetime, by: str) -> list[str]:
    """Enter every term that has run out by the day `on`; answers the numbers entered now."""
    return list(_entered(on=on, at=at, by=by))


def _entered(*, on: date, at: datetime, by: str) -> Iterator[str]:
    for number in queries.run_out(on):
        try:
            yield expire(number=number, on=on, by=by, at=at).number
        except Refused:  # somebody renewed, or entered it, since the list was read
            continue
