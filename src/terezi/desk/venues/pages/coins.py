"""Where mined coins went: pool, declared wallet, licensed exchange, bank."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.venues.pages.asked import basis_of
from terezi.desk.venues.sheets.flows import coins_page

SITES_A_PAGE = 50


@page(may="findings.read")
def coins(request: OfficerRequest) -> HttpResponse:
    """Show by site what was earned, sold, held and leaked, to who sees the site."""
    basis = basis_of(request)
    sheet = coins_page(basis, site=request.GET.get("site", ""))
    told = {
        "basis": basis,
        "sheet": sheet,
        "shown": Paginator(sheet.lines, SITES_A_PAGE).get_page(request.GET.get("page")),
        "leaving": sum(line.meaning == "watch" for line in sheet.lines),
        "may_read_venues": may(request.user, "venues.read"),
        "here": "venues",
    }
    return render(request, "venues/coins.html", told)
