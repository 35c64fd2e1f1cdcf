"""What the register already calls by name, so that an applicant need not spell it anew."""

from datetime import date

from terezi.desk.parties.models import SiteEntry
from terezi.desk.parties.queries import holding_on

MOST = 200


def regions(day: date) -> list[str]:
    """Return the regions in which sites stand on the register on a day."""
    return _names("region", day)


def pools(day: date) -> list[str]:
    """Return the pools through which sites of the register are paid on a day."""
    return [name for name in _names("pool_id", day) if name]


def _names(column: str, day: date) -> list[str]:
    found = SiteEntry.objects.filter(holding_on(day)).order_by(column).values_list(column, flat=True)
    return list(found.distinct()[:MOST])
