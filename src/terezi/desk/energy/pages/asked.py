"""What the address of a page of surplus power asks for, and who asks."""

from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from terezi.desk.energy import queries
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.models import CurtailmentOrder
from terezi.desk.energy.readings import readings
from terezi.desk.findings.pages.asked import FIRST, LAST, day_asked
from terezi.desk.people.access import OfficerRequest
from terezi.desk.people.here import country_here, day_here
from terezi.desk.people.rules import sees_region


def basis_of(request: OfficerRequest) -> EnergyBasis:
    """Return what this officer sees of the day asked for, else of the last day meters were added up."""
    return basis_on(request, day_asked(request))


def basis_on(request: OfficerRequest, day: date | None) -> EnergyBasis:
    """Return what this officer sees of a day, else of the last one that was measured or planned."""
    read = readings()
    last = [*read.measured_days()[-1:]] or [*read.planned_days()[-1:]]
    return EnergyBasis(country_here(), day or max(last, default=day_here(timezone.now())), read, request.user)


def day_named(text: str) -> date:
    """Return the day an address names; 404 where it names none there can be facts of."""
    try:
        day = date.fromisoformat(text)
    except ValueError as wrong:
        raise Http404(_("“{text}” is not a day.").format(text=text)) from wrong
    if not FIRST <= day <= LAST:
        raise Http404(_("“{text}” is not a day.").format(text=text))
    return day


def found_order(request: OfficerRequest, number: str) -> CurtailmentOrder:
    """Return an order; 404 where there is none, or none of its sites is this officer's to see."""
    order = queries.order(number)
    if order is None or not any(sees_region(request.user, each) for each in queries.regions_of(order)):
        raise Http404(f"No order {number}")
    return order


def acts_everywhere(request: HttpRequest, order: CurtailmentOrder) -> bool:
    """Answer whether every region an order touches is this officer's: only then may he sign or lift it."""
    return all(sees_region(request.user, each) for each in queries.regions_of(order))  # type: ignore[arg-type]
