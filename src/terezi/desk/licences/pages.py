"""The register as pages: every licence on a day, and one licence with all that was ever said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from terezi.base.errors import Refused, Unavailable
from terezi.desk.journal import queries as journal
from terezi.desk.licences import queries
from terezi.desk.licences.classes import waiting_here
from terezi.desk.licences.models import LegacyRow, Licence
from terezi.desk.licences.sheets import said_of, sentence, standing_since, two_times
from terezi.desk.licences.terms import LIVE, MAY_OPERATE, OVER, Status
from terezi.desk.licences.words import STATUSES
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.here import country_here
from terezi.desk.people.rules import sees_region
from terezi.law.book import law_on

ROWS_A_PAGE = 100
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Asked:
    """The day and the moment an address asks about; the moment is none for what is known now."""

    day: date
    known_on: str  # as the address writes it
    known_at: datetime | None
    wrong: str

    @property
    def moment(self) -> datetime:
        return self.known_at or timezone.now()


@page(may="register.read")
def register(request: OfficerRequest) -> HttpResponse:
    """List every licence on a day, as known on another, narrowed by what the address asks for."""
    asked = asked_of(request)
    filters = {name: request.GET.get(name, "").strip() for name in ("q", "status", "actor_class", "region")}
    seen = queries.licences_on(asked.day, asked.known_at, region=request.user.region or None)
    found = narrowed(seen, **filters)
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    titles = _titles(asked.day)
    told = {
        "shown": shown,
        "operating": _operating(found, asked.day),
        "asked": asked,
        "filters": filters,
        "statuses": [(status.value, STATUSES[status]) for status in Status if status in LIVE | OVER],
        "classes": [(one, titles.get(one, one)) for one in _values(seen, "actor_class")],
        "titles": titles,
        "regions": _values(seen, "region"),
        "here": "register",
    }
    return render(request, "licences/register.html", told)


@page(may="register.read")
def licence(request: OfficerRequest, number: str) -> HttpResponse:
    """Show what the register says of a licence on a day, as known on another, and all it ever said."""
    asked, history = asked_of(request), queries.history(number)
    if not any(sees_region(request.user, row.region) for row in history):
        raise Http404(_("No licence of this number is on the register."))
    standing = queries.licence_on(number, asked.day, asked.known_at)
    said = said_of(history, asked.day)
    told = {
        "number": number,
        "asked": asked,
        "licence": standing,
        "titles": _titles(asked.day),
        "sentence": standing and _sentence(history, standing, asked.day),
        "said": said,
        "may_propose": standing is not None
        and may(request.user, "decisions.propose")
        and sees_region(request.user, standing.region),
        "is_corrected": len(said) > 1,
        "times": two_times(history, day=asked.day, known_at=asked.moment),
        "history": history[::-1],
        "legacy": LegacyRow.objects.filter(licence__number=number).first(),
        "entries": journal.entries(subject=number),
        "here": "register",
    }
    return render(request, "licences/licence.html", told)


def _sentence(history: Sequence[Licence], standing: Licence, day: date) -> str:
    is_waiting = standing.actor_class in waiting_here(day)
    return sentence(standing, since=standing_since(history, standing), is_waiting=is_waiting)


def _operating(found: QuerySet[Licence], day: date) -> int:
    operating = found.filter(status__in=sorted(MAY_OPERATE))
    return operating.exclude(actor_class__in=sorted(waiting_here(day))).count()


def narrowed(
    found: QuerySet[Licence], *, q: str = "", status: str = "", actor_class: str = "", region: str = ""
) -> QuerySet[Licence]:
    """Return the licences a filter lets through."""
    exact = {"status": status, "actor_class": actor_class, "region": region}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    return found.filter(Q(number__icontains=q) | Q(holder__name__icontains=q)) if q else found


def _values(found: QuerySet[Licence], name: str) -> list[str]:
    values = found.order_by(name).values_list(name, flat=True).distinct()
    return [value for value in values if value]


def asked_of(request: HttpRequest) -> Asked:
    """Read the day and the moment from an address; a day as the moment means its end in the country's zone."""
    zone = ZoneInfo(_zone())
    text, known = request.GET.get("day", "").strip(), request.GET.get("known_at", "").strip()
    day, known_at = _day(text), _moment(known, zone)
    wrong = ""
    for value, read in ((text, day), (known, known_at)):
        if value and read is None:
            wrong = _("“{text}” is not a day: write it as year, month and day, like 2026-03-10.").format(
                text=value
            )
    return Asked(day or timezone.now().astimezone(zone).date(), known if known_at else "", known_at, wrong)


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST <= day <= LAST else None


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the last instant of a day, or the moment itself; UTC where it names no zone."""
    if (day := _day(text)) is not None:
        return datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    if moment is None or not FIRST <= moment.date() <= LAST:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))


def _titles(day: date) -> dict[str, str]:
    """Return what the law of the country calls each class of actors; nothing where no law is at hand."""

    try:
        classes = law_on(country_here(), day).licensing.classes
        return {code: _(str(one.title.value)) for code, one in classes.items()}
    except (Refused, Unavailable, OSError, AttributeError):
        return {}


def _zone() -> str:

    try:
        country = country_here()
        return law_on(country, timezone.now().date()).settlement.time_zone.value
    except (Refused, Unavailable, OSError):
        return "UTC"


urlpatterns = [
    path("register/", register, name="register"),
    path("register/<str:number>", licence, name="licence"),
]
