"""The energy board and the card of one site."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from terezi.desk.energy.pages.asked import basis_of
from terezi.desk.energy.sheets.board import board_of
from terezi.desk.energy.sheets.flow import week_flow
from terezi.desk.energy.sheets.site import site_card
from terezi.desk.people.access import OfficerRequest, may, page


@page(may="energy.read")
def energy(request: OfficerRequest) -> HttpResponse:
    """Show how much was left over, who got it, what was drawn, and what it cost whom."""
    basis = basis_of(request)
    told = {
        "basis": basis,
        "board": board_of(basis, timezone.now()),
        "flow": week_flow(basis),
        "may_curtail": may(request.user, "energy.curtail"),
        "here": "energy",
    }
    return render(request, "energy/board.html", told)


@page(may="energy.read")
def site(request: OfficerRequest, site_id: str) -> HttpResponse:
    """Show one site's power: given, drawn, how well it mines with it, and what it was ordered."""
    basis = basis_of(request)
    card = site_card(basis, site_id)
    if card is None:
        raise Http404(_("No site of this code is on the register of your region that day."))
    return render(request, "energy/site.html", {"basis": basis, "card": card, "here": "energy"})
