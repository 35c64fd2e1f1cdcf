"""What every page of bills begins with: what this officer may see."""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from terezi.desk.billing import queries
from terezi.desk.billing.models import Bill, CreditNote, Run
from terezi.desk.people.access import OfficerRequest
from terezi.desk.people.here import day_here
from terezi.desk.people.rules import sees_region


def found(request: OfficerRequest, number: str) -> Bill:
    """Return the bill of an address; 404 where there is none, or it is not this officer's to see."""
    bill = queries.bill(number)
    if bill is None or not sees_region(request.user, bill.region):
        raise Http404(f"No bill {number}")
    return bill


def found_run(request: OfficerRequest, number: str) -> Run:
    """Return a run; 404 where there is none, or some of its bills are not this officer's to see."""
    run = queries.runs().filter(number=number).first()
    if run is None or not all(sees_region(request.user, each) for each in queries.regions_of(run)):
        raise Http404(f"No run {number}")
    return run


def found_note(request: OfficerRequest, number: str) -> CreditNote:
    """Return a credit note; 404 where there is none, or its bill is not this officer's to see."""
    note = queries.note(number)
    if note is None or not sees_region(request.user, note.bill.region):
        raise Http404(f"No credit note {number}")
    return note


def month_asked(request: HttpRequest, known: list[date]) -> date:
    """Return the month an address asks for, else the newest that was reckoned, else the last one over."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return known[0] if known else (day_here(timezone.now()).replace(day=1))


def language_asked(request: HttpRequest) -> str:
    """Return the language an address asks for, else the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else (get_language() or "en")


def day_asked(request: HttpRequest) -> date:
    """Return the day an address asks about, else today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return day_here(timezone.now())
