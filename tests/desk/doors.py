"""The addresses of the site with the doors of decisions, until the site itself opens them."""

from django.urls import path
from ninja import NinjaAPI

from terezi.base.errors import Refused
from terezi.desk.decisions import pages
from terezi.desk.decisions.api import router
from terezi.site import api, urls

urlpatterns = [*urls.urlpatterns]
if pages not in urls.PAGES:
    urlpatterns = [*pages.urlpatterns, *urlpatterns]
if "/decisions" not in api.ROUTERS:
    own = NinjaAPI(urls_namespace="decisions", docs_url=None, openapi_url=None)
    own.add_router("/decisions", router)
    own.add_exception_handler(
        Refused, lambda request, refused: own.create_response(request, {"detail": str(refused)}, status=409)
    )
    urlpatterns = [path("api/", own.urls), *urlpatterns]
