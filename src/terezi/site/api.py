"""The API: which routes there are, who may use them, and how a refusal is told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI, Router

from terezi.base.errors import BadData, Refused, Unavailable
from terezi.desk.applications.api import router as applications
from terezi.desk.decisions.api import router as decisions
from terezi.desk.findings.api import router as findings
from terezi.desk.licences.api import router as sites
from terezi.desk.people.terms import ANYONE
from terezi.site.facts import router as facts
from terezi.site.laws import router as laws

ROUTERS: dict[str, Router] = {
    "/applications": applications,
    "/decisions": decisions,
    "/findings": findings,
    "/sites": sites,
    "/facts": facts,
    "/law": laws,
}
STATUS_OF = {Refused: 409, BadData: 422, Unavailable: 503}

# Only the schema is served: the usual page of documentation would load scripts from elsewhere
api = NinjaAPI(
    title="Terezi",
    version="1",
    description="Applications, decisions, findings, sites, facts and law. Sign in, or send `Authorization: Bearer` with a token.",
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


def _access() -> dict[str, str]:
    """Return the permission of every route by its name; a route without one does not start."""
    operations = [
        one
        for router in ROUTERS.values()
        for view in router.path_operations.values()
        for one in view.operations
    ]
    return {one.view_func.__name__: one.auth_callbacks[0].access for one in operations}  # type: ignore[attr-defined]


def _routes() -> list[URLPattern]:
    patterns, _, _ = api.urls
    access = _access() | {"openapi-json": ANYONE, "api-root": ANYONE}
    for pattern in patterns:
        pattern.callback.access = access[str(pattern.name)]  # type: ignore[union-attr]
    return patterns  # type: ignore[return-value]


urls = path("api/", (_routes(), "ninja", api.urls_namespace))
