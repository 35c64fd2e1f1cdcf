"""The doors of the pictures of exchanges; each asks who looks, as the page it stands on does."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path

from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.venues.pages.asked import basis_of
from terezi.desk.venues.sheets.fees import fee_lines
from terezi.desk.venues.sheets.liquidity import hours_of
from terezi.desk.venues.sheets.reserves import readings_of
from terezi.site.charts.drawing import svg
from terezi.site.charts.market_hours import market_hours
from terezi.site.charts.palette import PALETTES, Palette
from terezi.site.charts.reserve_cover import reserve_cover
from terezi.site.charts.venue_fees import venue_fees


def _palette(request: OfficerRequest) -> Palette:
    palette = PALETTES.get(request.GET.get("theme", "light"))
    if palette is None:
        raise Http404
    return palette


def _picture(specification: dict[str, Any]) -> HttpResponse:
    kept = {"Cache-Control": "private, max-age=60"}
    return HttpResponse(svg(specification), content_type="image/svg+xml", headers=kept)


@page(may="venue_fees.read")
def fees_svg(request: OfficerRequest) -> HttpResponse:
    """Draw what exchanges' trades make in fees, and what they declared."""
    lines = [line for line in fee_lines(basis_of(request)) if line.days]
    if not lines:
        raise Http404
    return _picture(venue_fees(lines, _palette(request)))


@page(may="venues.read")
def market_svg(request: OfficerRequest, venue_id: str, instrument: str) -> HttpResponse:
    """Draw a market's day by the hour."""
    basis = basis_of(request)
    hours = hours_of(basis, venue_id, instrument) if basis.row(venue_id) else []
    if not hours:
        raise Http404
    return _picture(
        market_hours(hours, instrument.rsplit("-", maxsplit=1)[-1], basis.zone, _palette(request))
    )


@page(may="venues.read")
def cover_svg(request: OfficerRequest, venue_id: str, asset: str) -> HttpResponse:
    """Draw what an exchange owed and held of an asset over the day."""
    basis = basis_of(request)
    readings = readings_of(basis, venue_id, asset) if basis.row(venue_id) else []
    if not readings:
        raise Http404
    return _picture(reserve_cover(readings, asset, basis.zone, _palette(request)))


urlpatterns = [
    path("venues/fees.svg", fees_svg, name="venue_fees_svg"),
    path("venues/<str:venue_id>/markets/<str:instrument>.svg", market_svg, name="market_svg"),
    path("venues/<str:venue_id>/reserves/<str:asset>.svg", cover_svg, name="cover_svg"),
]
