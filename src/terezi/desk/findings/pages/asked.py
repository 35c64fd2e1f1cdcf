"""What the address of a page asks for."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from terezi.desk.findings import queries, readings
from terezi.desk.findings.basis import Basis

FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)  # the windows around a day must have days, too


def whole_asked(text: str) -> int:
    """Return the whole number an address holds, 0 unless it holds one that fits."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def day_asked(request: HttpRequest, name: str = "day") -> date | None:
    """Return the day the address names, if it names one there can be facts of."""
    try:
        day = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if day and FIRST <= day <= LAST else None


def basis_of(request: HttpRequest) -> tuple[Basis, date | None]:
    """Return the basis of the day asked for, or else of the last day with data, and that last day."""
    read = readings.readings()
    latest = max(filter(None, (read.latest_day(), queries.latest_day())), default=None)
    day = day_asked(request) or latest or timezone.now().date()
    return Basis(readings.country(), day, read, tuple(queries.standing(day))), latest
