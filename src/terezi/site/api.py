"""The API: which routes there are, who may use them, and how a refusal is told."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI, Router

from terezi.base.errors import BadData, Refused, Unavailable
from terezi.desk.applications.api import router as applications
from terezi.desk.decisions.api import router as decisions
from terezi.desk.energy.api import router as orders
from terezi.desk.findings.api import router as findings
from terezi.desk.licences.api import register_router as register
from terezi.desk.licences.api import router as sites
from terezi.desk.people.terms import ANYONE
from terezi.desk.venues.api import router as returns
from terezi.desk.visits.api import router as visits
from terezi.site.facts import router as facts
from terezi.site.laws import router as laws
from terezi.site.readings import router as readings

ROUTERS: dict[str, Router] = {
    "/applications": applications,
    "/findings": findings,
    "/decisions": decisions,
    "/sites": sites,
    "/register": register,
    "/facts": facts,
    "/law": laws,
    "/visits": visits,
    "/readings": readings,
    "/returns": returns,
    "/orders": orders,
}
OPEN = {"openapi-json": ANYONE, "api-root": ANYONE}  # which ninja adds by itself
STATUS_OF = {Refused: 409, BadData: 422, Unavailable: 503}

# Only the schema is served: the usual page of documentation would load scripts from elsewhere
api = NinjaAPI(
    title="Terezi",
    version="1",
    description="Findings, sites, applications, decisions, the register of licences, visits, facts and law. Sign in, or send `Authorization: Bearer` with a token.",
    docs_url=None,
    openapi_url="/openapi.json",
)
for _prefix, _router in ROUTERS.items():
    api.add_router(_prefix, _router)


def _told(request: HttpRequest, problem: Any) -> HttpResponse:
    status = next(status for family, status in STATUS_OF.items() if isinstance(problem, family))
    return api.create_response(request, {"detail": str(problem)}, status=status)


for _family in STATUS_OF:
    api.add_exception_handler(_family, _told)


def _routes() -> list[URLPattern]:
    """Return the routes, each saying who may use it by which method; one that does not say so fails the start."""
    patterns: list[Any] = api.urls[0]
    told = _access()
    for pattern in patterns:
        by_method = told.get(str(pattern.pattern).strip("/")) or {"GET": OPEN[pattern.name]}
        pattern.callback.access = by_method.get("GET") or next(iter(by_method.values()))
        pattern.callback.access_by_method = by_method
    return patterns


def _access() -> dict[str, dict[str, str]]:
    return {
        _address(prefix, route): {
            method: one.auth_callbacks[0].access  # type: ignore[attr-defined]
            for one in view.operations
            for method in one.methods
        }
        for prefix, router in ROUTERS.items()
        for route, view in router.path_operations.items()
    }


def _address(prefix: str, route: str) -> str:
    """Write the address of a route as Django's patterns do."""
    return re.sub("/+", "/", f"{prefix}/{route}").strip("/").replace("{", "<").replace("}", ">")


urls = path("api/", (_routes(), "ninja", api.urls_namespace))
