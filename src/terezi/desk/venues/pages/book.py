"""The book of a market at any moment of a day it was told of."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_time

from terezi.desk.findings.pages.asked import FIRST, LAST, whole_asked
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.pages.asked import basis_of, instant_asked, nothing_of_this_code
from terezi.desk.venues.sheets.book import book_page
from terezi.evidence.facts.days import settlement_day


@page(may="venues.read")
def book(request: OfficerRequest, venue_id: str) -> HttpResponse:
    """Show a market's book around an instant: `at`, or the time of day of the day asked for."""
    basis = basis_of(request)
    at = instant_asked(request, "at")
    if at is not None and FIRST < at.date() < LAST:
        basis = replace(basis, day=settlement_day(at, basis.zone))
    else:
        at = _by_the_clock(request, basis)
    sheet = book_page(
        basis,
        venue_id,
        instrument=request.GET.get("instrument", ""),
        at=at,
        seconds=whole_asked(request.GET.get("span", "")),
    )
    if sheet is None:
        raise nothing_of_this_code()
    return render(request, "venues/book.html", {"basis": basis, "sheet": sheet, "here": "venues"})


def _by_the_clock(request: HttpRequest, basis: MarketBasis) -> datetime | None:
    """Return the instant of a time of day of the day asked for; None where the address names none."""
    try:
        told: time | None = parse_time(request.GET.get("time", "").strip())
    except ValueError:
        told = None
    return datetime.combine(basis.day, told, ZoneInfo(basis.zone)) if told else None
