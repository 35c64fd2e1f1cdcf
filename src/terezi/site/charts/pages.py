"""The doors of the pictures: as SVG, as a specification, and the script that makes them live."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path

from terezi.desk.findings.pages.asked import basis_of
from terezi.desk.findings.sheets.site import strip_of
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.terms import SIGNED_IN
from terezi.site.charts.drawing import bundle, svg
from terezi.site.charts.palette import PALETTES
from terezi.site.charts.witness_strip import witness_strip

A_YEAR = 365 * 24 * 3600


def _witnesses(request: OfficerRequest, site_id: str) -> dict[str, Any]:
    basis = basis_of(request)
    palette = PALETTES.get(request.GET.get("theme", "light"))
    if palette is None:
        raise Http404
    return witness_strip(strip_of(basis, site_id), palette)


@page(may="findings.read")
def witnesses_svg(request: OfficerRequest, site_id: str) -> HttpResponse:
    """Draw the three witnesses of a site; `theme=dark` for paper on ink."""
    return HttpResponse(
        svg(_witnesses(request, site_id)),
        content_type="image/svg+xml",
        headers={"Cache-Control": "private, max-age=60"},
    )


@page(may="findings.read")
def witnesses_json(request: OfficerRequest, site_id: str) -> HttpResponse:
    """Return the same picture as a Vega-Lite specification."""
    return JsonResponse(_witnesses(request, site_id))


@page(may=SIGNED_IN)
def vega(request: OfficerRequest) -> HttpResponseBase:
    """Return the script that makes pictures live; written to the home when first asked for."""
    answer = FileResponse(bundle(settings.TEREZI_HOME / "static").open("rb"), content_type="text/javascript")
    answer["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return answer


urlpatterns = [
    path("sites/<str:site_id>/witnesses.svg", witnesses_svg, name="witnesses_svg"),
    path("sites/<str:site_id>/witnesses.json", witnesses_json, name="witnesses_json"),
    path("charts/vega.js", vega, name="vega"),
]
