"""What the address of a page asks for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.desk.findings import queries, readings
from terezi.desk.findings.basis import Basis
from terezi.desk.findings.doors import sentence
from terezi.desk.people.here import country_here, day_here


@dataclass(frozen=True)
class NotWeighed:
    """Why there is nothing to weigh on a page, and where to go instead."""

    says: SafeString
    day: date | None  # the day asked for; None where the address names none
    last: date | None  # the last day that was weighed
    known_at: datetime | None


FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)  # the windows around a day must have days, too


def whole_asked(text: str) -> int:
    """Return the whole number an address holds, 0 unless it holds one that fits."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def day_asked(request: HttpRequest, name: str = "day") -> date | None:
    """Return the day the address names, if it names one there can be facts of."""
    try:
        day = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if day and FIRST <= day <= LAST else None


def moment_asked(request: HttpRequest) -> datetime | None:
    """Return the moment as of which the address asks for findings; UTC where it names no zone."""
    text = request.GET.get("known_at", "").strip().replace(" ", "+")
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def misspelt(request: HttpRequest, name: str = "day") -> str:
    """Say what is wrong with the day, or the moment, the address names; empty where nothing is."""
    text = request.GET.get(name, "").strip()
    if name == "known_at":
        if not text or moment_asked(request):
            return ""
        return _("“{text}” is not a moment: write it like 2026-03-11T08:00Z.").format(text=text)
    if not text or day_asked(request, name):
        return ""
    return _("“{text}” is not a day: write it as year, month and day, like 2026-03-10.").format(text=text)


def basis_of(request: HttpRequest) -> Basis:
    """Return the basis of the day asked for, or else of the last day that was weighed."""
    read, known_at = readings.readings(), moment_asked(request)
    day = day_asked(request) or _last_weighed(read, known_at) or read.latest_day() or day_here(timezone.now())
    found = tuple(queries.standing(day, known_at=known_at))
    return Basis(country_here(), day, read, found, known_at)


def _last_weighed(read: readings.Readings, known_at: datetime | None) -> date | None:
    """Return the last weighed day, at `known_at` the last one with findings on the record by then."""
    days = {*read.weighed_days(), *queries.days()} if known_at is None else queries.known_days(known_at)
    return max(days, default=None)


def not_weighed(request: HttpRequest, basis: Basis) -> NotWeighed | None:
    """Say why the page of this address would have nothing to show; None where the day was weighed."""
    last = basis.weighed_days[-1] if basis.weighed_days else None
    wrong = misspelt(request) or misspelt(request, "known_at")
    if wrong:
        return NotWeighed(sentence("{wrong}", {"wrong": wrong}), None, last, basis.known_at)
    if basis.is_weighed and basis.known_at and basis.day not in queries.known_days(basis.known_at):
        # Nothing on the record is not agreement: nobody may have looked yet
        told = _(
            "At this moment the record held no finding about this day: it may not have been weighed yet."
        )
        return NotWeighed(sentence(told, {}), None, last, basis.known_at)
    if basis.is_weighed:
        return None
    told = _("Nothing has been weighed yet.") if last is None else _("This day has not been weighed.")
    return NotWeighed(sentence(told, {}), basis.day, last, basis.known_at)


def show_not_weighed(request: HttpRequest, why: NotWeighed, *, title: str, here: str) -> HttpResponse:
    """Answer with one sentence and what to do, and with no number that could pass for a result."""
    return render(request, "findings/not_weighed.html", {"why": why, "title": title, "here": here})
