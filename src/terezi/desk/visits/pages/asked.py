"""What the address of a page about load asks for, and who asks."""

from django.http import HttpRequest
from django.utils import timezone

from terezi.desk.findings.pages.asked import day_asked, whole_asked
from terezi.desk.people.access import OfficerRequest
from terezi.desk.people.here import country_here, day_here
from terezi.desk.visits import queries
from terezi.desk.visits.basis import LoadBasis
from terezi.desk.visits.readings import readings

__all__ = ["basis_of", "rate_asked"]


def basis_of(request: OfficerRequest) -> LoadBasis:
    """Return what this officer sees of the day asked for, or else of the last day anything is known of."""
    read = readings()
    known = [*read.balanced_days()[-1:], *read.screened_days()[-1:]]
    last = queries.screened_on()
    day = day_asked(request) or max([*known, *([last] if last else [])], default=day_here(timezone.now()))
    return LoadBasis(country_here(), day, read, request.user)


def rate_asked(request: HttpRequest) -> int:
    """Return the false-alarm rate the address asks for, in ppm; 0 where it names none."""
    return whole_asked(request.GET.get("rate", ""))
