"""The doors of the pictures of surplus power; each asks who looks, as the page it stands on does."""

import polars as pl
from django.http import Http404, HttpResponse
from django.urls import path

from terezi.desk.energy.pages.asked import basis_of
from terezi.desk.energy.sheets.board import region_lines, strip_of
from terezi.desk.energy.sheets.flow import week_flow
from terezi.desk.energy.sheets.site import site_strip
from terezi.desk.people.access import OfficerRequest, page
from terezi.site.charts.drawing import vega_svg
from terezi.site.charts.load_pages import _palette, _picture
from terezi.site.charts.power_flow import power_flow
from terezi.site.charts.power_strip import power_strip
from terezi.site.charts.region_map import region_map


@page(may="energy.read")
def flow_svg(request: OfficerRequest) -> HttpResponse:
    """Draw where the week's power went."""
    flow = week_flow(basis_of(request))
    if flow is None:
        raise Http404
    return _picture(power_flow(flow, _palette(request)), vega_svg)


@page(may="energy.read")
def strip_svg(request: OfficerRequest) -> HttpResponse:
    """Draw the 168 hours."""
    basis = basis_of(request)
    drawn = power_strip(
        strip_of(basis), measured_until=basis.day_end, zone=basis.zone, palette=_palette(request)
    )
    return _picture(drawn)


@page(may="energy.read")
def site_strip_svg(request: OfficerRequest, site_id: str) -> HttpResponse:
    """Draw the 168 hours of one site."""
    basis = basis_of(request)
    hours = site_strip(basis, site_id)
    if hours is None:
        raise Http404
    drawn = power_strip(hours, measured_until=basis.day_end, zone=basis.zone, palette=_palette(request))
    return _picture(drawn)


@page(may="energy.read")
def map_svg(request: OfficerRequest) -> HttpResponse:
    """Draw the regions."""
    basis = basis_of(request)
    placed = basis.feeders.filter(
        pl.col("latitude_udeg").is_not_null() & pl.col("longitude_udeg").is_not_null()
    )
    feeders = list(placed.select("region", "latitude_udeg", "longitude_udeg").iter_rows())
    return _picture(region_map(region_lines(basis), feeders, _palette(request)))


urlpatterns = [
    path("energy/flow.svg", flow_svg, name="energy_flow_svg"),
    path("energy/strip.svg", strip_svg, name="energy_strip_svg"),
    path("energy/map.svg", map_svg, name="energy_map_svg"),
    path("energy/sites/<str:site_id>/strip.svg", site_strip_svg, name="energy_site_svg"),
]
