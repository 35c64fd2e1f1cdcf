"""The applicant's own power: what he may draw, what he was ordered, and his answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.desk.energy import actions, queries
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.readings import readings
from terezi.desk.energy.sheets.portal import power_sheet
from terezi.desk.energy.terms import Channel
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.here import country_here
from terezi.law.book import day_in


@page(may="portal.use")
def power(request: OfficerRequest) -> HttpResponse:
    """Show what is next: orders to acknowledge, and what the applicant's sites may draw."""
    now = timezone.now()
    basis = EnergyBasis(country_here(), day_in(country_here(), now), readings(), request.user)
    return render(request, "energy/portal_power.html", {"sheet": power_sheet(basis, now)})


@require_POST
@page(may="portal.use")
def acknowledge(request: OfficerRequest, number: str, site_id: str) -> HttpResponse:
    """Note that the applicant has an order for one of his sites."""
    own = queries.orders_to(request.user).filter(order__number=number, site_id=site_id).first()
    if own is None:
        raise Http404(f"No order {number} to {site_id}")
    actions.acknowledge(
        number=number, site_id=site_id, by=request.user.username, over=Channel.PORTAL, at=timezone.now()
    )
    messages.success(request, _("Noted: you have the order."))
    return redirect("portal_power")


urlpatterns = [
    path("portal/power/", power, name="portal_power"),
    path("portal/power/orders/<str:number>/<str:site_id>/", acknowledge, name="portal_order_acknowledge"),
]
