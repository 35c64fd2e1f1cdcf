"""Two books to read: the law of the country on a day, and the journal of every act."""

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from terezi.base.errors import Refused
from terezi.desk.findings import readings
from terezi.desk.findings.pages.asked import day_asked, misspelt
from terezi.desk.findings.words import refusal
from terezi.desk.journal import queries as journal_queries
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.here import country_here, day_here
from terezi.law.book import countries, law_on
from terezi.law.differences import differences
from terezi.law.rows import rows
from terezi.law.terms import Law

ENTRIES_A_PAGE = 100
WHOLE = "all"


@page(may="law.read")
def law(request: OfficerRequest) -> HttpResponse:
    """Show the law of a country on a day, a section at a time or whole, and what differs from another day."""
    asked = request.GET.get("country", "")
    country = asked if asked in countries() else country_here()
    day = day_asked(request) or readings.readings().latest_day() or day_here(timezone.now())
    other = day_asked(request, "other")
    told = {"country": country, "countries": countries(), "day": day, "other": other, "here": "law"}
    if wrong := misspelt(request) or misspelt(request, "other"):
        return render(request, "findings/law.html", told | {"refused": wrong})
    try:
        current = law_on(country, day)
        told["law"] = current
        told |= _sections(current, request.GET.get("section", ""))
        told["differences"] = differences(law_on(country, other), current) if other else ()
    except Refused as refused:
        told["refused"] = refusal(refused)
    return render(request, "findings/law.html", told)


def _sections(current: Law, asked: str) -> dict[str, Any]:
    """Return every section with its number of values and of unknown ones, and the terms of the one asked for, or of all."""
    whole = [(name, list(each)) for name, each in groupby(rows(current), key=lambda row: row.section)]
    names = [name for name, _terms in whole]
    section = asked if asked in {*names, WHOLE} else names[0]
    unknown = {name: sum(term.value == "UNKNOWN" for term in terms) for name, terms in whole}
    return {
        "section": section,
        "contents": [(name, len(terms), unknown[name]) for name, terms in whole],
        "sections": [(name, terms) for name, terms in whole if section in {name, WHOLE}],
    }


@page(may="journal.read")
def journal(request: OfficerRequest) -> HttpResponse:
    """Show every act, the newest first, and what of it is signed; an auditor reads how to verify it."""
    shown = Paginator(journal_queries.entries(), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "shown": shown,
        "signed": journal_queries.last_checkpoint(),
        "may_verify": may(request.user, "integrity.read"),
        "here": "journal",
    }
    return render(request, "findings/journal.html", told)
