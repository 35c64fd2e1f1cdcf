"""The doors of the pictures of load; each asks who looks, as the page it stands on does."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path

from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.visits.pages.asked import basis_of, rate_asked
from terezi.desk.visits.sheets.feeder import feeder_days
from terezi.desk.visits.sheets.flow import flow_of
from terezi.desk.visits.sheets.meter import customer_seen, days_of_meter, peers_of
from terezi.desk.visits.sheets.network import feeder_lines
from terezi.desk.visits.sheets.what_if import what_if
from terezi.site.charts.day_among_peers import day_among_peers
from terezi.site.charts.drawing import svg, vega_svg
from terezi.site.charts.energy_flow import energy_flow
from terezi.site.charts.feeder_balance import feeder_balance
from terezi.site.charts.load_map import load_map
from terezi.site.charts.palette import PALETTES, Palette
from terezi.site.charts.rate_curve import rate_curve
from terezi.site.charts.year_heat_map import year_heat_map


def _palette(request: OfficerRequest) -> Palette:
    palette = PALETTES.get(request.GET.get("theme", "light"))
    if palette is None:
        raise Http404
    return palette


def _picture(specification: dict[str, Any], draw: Callable[[dict[str, Any]], str] = svg) -> HttpResponse:
    kept = {"Cache-Control": "private, max-age=60"}
    return HttpResponse(draw(specification), content_type="image/svg+xml", headers=kept)


@page(may="meters.read")
def map_svg(request: OfficerRequest) -> HttpResponse:
    """Draw where load is unexplained."""
    lines = feeder_lines(basis_of(request))
    return _picture(load_map(lines, _palette(request)))


@page(may="meters.read")
def balance_svg(request: OfficerRequest, feeder_id: str) -> HttpResponse:
    """Draw the days of a feeder's balance."""
    basis = basis_of(request)
    days = feeder_days(basis, "feeder", feeder_id) if basis.feeder(feeder_id) else ()
    if not days:
        raise Http404
    told = {row["subject_id"]: row["changed_on"] for row in basis.balances.iter_rows(named=True)}
    return _picture(feeder_balance(days, told.get(feeder_id), _palette(request)))


@page(may="meters.read")
def flow_svg(request: OfficerRequest, feeder_id: str) -> HttpResponse:
    """Draw where a feeder's energy went."""
    basis = basis_of(request)
    flow = flow_of(basis, feeder_id) if basis.feeder(feeder_id) else None
    if flow is None:
        raise Http404
    return _picture(energy_flow(flow, _palette(request)), vega_svg)


@page(may="meters.read")
def year_svg(request: OfficerRequest, customer_id: str) -> HttpResponse:
    """Draw a year of a customer's hours, where there is a reason to look."""
    basis = basis_of(request)
    days = days_of_meter(basis, customer_id) if customer_seen(basis, customer_id) else ()
    if not days:
        raise Http404
    return _picture(year_heat_map(days, _palette(request)))


@page(may="meters.read")
def peers_svg(request: OfficerRequest, customer_id: str) -> HttpResponse:
    """Draw a customer's mean day among its peers, where there is a reason to look."""
    basis = basis_of(request)
    customer = customer_seen(basis, customer_id)
    hours = peers_of(basis, customer)[0] if customer else ()
    if not hours:
        raise Http404
    return _picture(day_among_peers(hours, _palette(request)))


@page(may="meters.read")
def rates_svg(request: OfficerRequest) -> HttpResponse:
    """Draw what each false-alarm rate would find and cost."""
    sheet = what_if(basis_of(request), rate_asked(request))
    if sheet is None:
        raise Http404
    drawn = rate_curve(sheet.steps, sheet.chosen.rate_ppm, sheet.law_ppm, _palette(request))
    return _picture(drawn)


urlpatterns = [
    path("load/map.svg", map_svg, name="load_map"),
    path("load/what-if.svg", rates_svg, name="rates_svg"),
    path("load/feeders/<str:feeder_id>/balance.svg", balance_svg, name="balance_svg"),
    path("load/feeders/<str:feeder_id>/flow.svg", flow_svg, name="flow_svg"),
    path("load/meters/<str:customer_id>/year.svg", year_svg, name="year_svg"),
    path("load/meters/<str:customer_id>/peers.svg", peers_svg, name="peers_svg"),
]
