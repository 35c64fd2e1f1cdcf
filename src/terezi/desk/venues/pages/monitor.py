"""The exchange monitor: all exchanges of a day, one of them, and their fees."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.venues.forms import QuestionForm
from terezi.desk.venues.pages.asked import basis_of, nothing_of_this_code
from terezi.desk.venues.sheets.alerts import Cluster, alert_lines, clusters, is_watched
from terezi.desk.venues.sheets.fees import fee_lines, fees_say
from terezi.desk.venues.sheets.levies import levy_rule
from terezi.desk.venues.sheets.meanings import meanings
from terezi.desk.venues.sheets.measure import measure_sheet
from terezi.desk.venues.sheets.pack import last_quarter
from terezi.desk.venues.sheets.strip import strips, strips_say
from terezi.desk.venues.sheets.unpaid import levies_say
from terezi.desk.venues.sheets.venue import venue_page
from terezi.desk.venues.words import KINDS

OPEN, ALL = "open", "all"
GROUPS_A_PAGE = 20


@page(may="venues.read")
def venues(request: OfficerRequest) -> HttpResponse:
    """Show what every exchange told, turned over, owes and holds, and whose trading chance does not explain."""
    basis = basis_of(request)
    found, groups = strips(basis), clusters(alert_lines(basis))
    asked = {name: request.GET.get(name, "") for name in ("venue", "kind", "show")}
    told = {
        "basis": basis,
        "strips": found,
        "said": strips_say(found, sum(group.is_open for group in groups)),
        "shown": Paginator(_narrowed(groups, asked), GROUPS_A_PAGE).get_page(request.GET.get("page")),
        "groups_in_all": len(groups),
        "is_watched": is_watched(basis),
        "asked": asked,
        "kinds": KINDS,
        "meanings": meanings(basis),
        "quarter": last_quarter(basis.day),
        "here": "venues",
    }
    return render(request, "venues/monitor.html", told)


def _narrowed(groups: list[Cluster], asked: dict[str, str]) -> list[Cluster]:
    """Keep what the address asks for: without a word, what waits for a look."""
    shown = groups if asked["show"] == ALL else [group for group in groups if group.is_open]
    return [
        group
        for group in shown
        if (not asked["venue"] or group.venue_id == asked["venue"])
        and (not asked["kind"] or any(line.row["kind"] == asked["kind"] for line in group.lines))
    ]


@page(may="venues.read")
def venue(request: OfficerRequest, venue_id: str) -> HttpResponse:
    """Show one exchange: what it told, its markets, reserves, fees, alerts and findings."""
    basis = basis_of(request)
    sheet = venue_page(basis, venue_id)
    if sheet is None:
        raise nothing_of_this_code()
    told: dict[str, Any] = {
        "basis": basis,
        "sheet": sheet,
        "levy_rule": levy_rule(basis),
        "meanings": meanings(basis),
        "question": QuestionForm(),
        "may_work": may(request.user, "venues.work") and basis.sees_venues,
        "here": "venues",
    }
    return render(request, "venues/venue.html", told)


@page(may="venues.read")
def measure(request: OfficerRequest, venue_id: str, key: str) -> HttpResponse:
    """Show what a number of the strip means and what it is made of."""
    basis = basis_of(request)
    sheet = measure_sheet(basis, venue_id, key)
    if sheet is None:
        raise nothing_of_this_code()
    return render(request, "venues/measure.html", {"basis": basis, "sheet": sheet, "here": "venues"})


@page(may="venue_fees.read")
def fees(request: OfficerRequest) -> HttpResponse:
    """Show fees and levies of all exchanges: expected, declared, received; no account and no alert."""
    basis = basis_of(request)
    lines = fee_lines(basis)
    told = {
        "basis": basis,
        "lines": lines,
        "said": fees_say(lines),
        "levies_say": levies_say(basis, lines),
        "levy_rule": levy_rule(basis),
        "may_read_venues": may(request.user, "venues.read"),
        "here": "venue_fees",
    }
    return render(request, "venues/fees.html", told)
