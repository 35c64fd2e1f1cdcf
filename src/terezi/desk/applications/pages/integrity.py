"""Whether files are treated alike: the report an auditor reads."""

from datetime import UTC, date, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from terezi.base.errors import Refused, Unavailable
from terezi.desk.applications import queries
from terezi.desk.applications.queries.seen import countries_with_files, first_given
from terezi.desk.applications.sheets.integrity import report
from terezi.desk.findings.pages.asked import day_asked
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.here import country_here, day_here
from terezi.desk.people.words import refusal

A_YEAR = timedelta(days=365)


@require_GET
@page(may="integrity.read")
def integrity(request: OfficerRequest) -> HttpResponse:
    """Report on the files given to officers between two days; unasked, on all there ever were."""
    countries = countries_with_files()
    country = _country(request, countries)
    until = day_asked(request, "until") or day_here(timezone.now())
    since = day_asked(request, "since") or min(until - A_YEAR, first_given(country) or until)
    shown = {"since": since, "until": until, "country": country, "countries": countries}
    if since > until:
        return render(
            request,
            "applications/desk_integrity.html",
            shown | {"refused": _("The first day comes after the last: turn them round.")},
        )
    try:
        found = queries.integrity(
            country=country, since=_moment(since), until=_moment(until + timedelta(days=1))
        )
    except Refused as refused:
        return render(request, "applications/desk_integrity.html", shown | {"refused": refusal(refused)})
    return render(request, "applications/desk_integrity.html", shown | {"report": report(found)})


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _country(request: OfficerRequest, countries: list[str]) -> str:
    """The country asked for, else that of the home, else the first with files."""
    if (asked := request.GET.get("country", "")) in countries:
        return asked
    try:
        return country_here()
    except (Refused, Unavailable, OSError):
        return countries[0] if countries else ""
