"""One alert: what was seen, the book as a strip of pictures, and what officers make of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from terezi.base.errors import Refused
from terezi.desk.findings.words import refusal
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.venues import actions, queries
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.forms import LookForm
from terezi.desk.venues.pages.asked import basis_of, instant_asked, nothing_of_this_code
from terezi.desk.venues.sheets.alerts import AlertLine, learning_says, looks_told
from terezi.desk.venues.sheets.film import accounts_of, deeds_of, film_of
from terezi.desk.venues.sheets.questions import about_alert
from terezi.desk.venues.terms import AlertState

WRITTEN = gettext_noop("Written down under your name. The journal keeps it.")
ASKED = gettext_noop("Asked: the exchange reads it in its portal, and its answer will stand here.")


@page(may="venues.read")
def alert(request: OfficerRequest, alert_id: str) -> HttpResponse:
    """Show an alert; a supervisor of markets says here what becomes of it."""
    return _shown(request, alert_id, LookForm())


def _shown(request: OfficerRequest, alert_id: str, form: LookForm) -> HttpResponse:
    basis = basis_of(request)
    line = _found(basis, alert_id)
    starts_at, ends_at = instant_asked(request, "from"), instant_asked(request, "until")
    deeds, deeds_in_all = deeds_of(basis, line)
    told = {
        "basis": basis,
        "line": line,
        "venue_name": dict(basis.venues.select("venue_id", "name").iter_rows()).get(line.row["venue_id"]),
        "film": film_of(basis, line, starts_at=starts_at, ends_at=ends_at),
        "is_part": starts_at is not None or ends_at is not None,
        "accounts": accounts_of(basis, line),
        "deeds": deeds,
        "deeds_in_all": deeds_in_all,
        "learning": learning_says(basis, line),
        "looks": looks_told(queries.looks_at(line.row["venue_id"], alert_id)),
        "others": _others(line),
        "form": form,
        "may_work": may(request.user, "venues.work") and basis.sees_venues,
        "here": "venues",
    }
    return render(request, "venues/alert.html", told, status=422 if form.errors else 200)


def _found(basis: MarketBasis, alert_id: str) -> AlertLine:
    row = basis.lake.alert(alert_id)
    if row is None or not basis.sees_venues:
        raise nothing_of_this_code()
    return AlertLine(row, queries.looks_at(row["venue_id"], alert_id).last())


def _others(line: AlertLine) -> list[object]:
    """Return what was said of the same accounts on other days."""
    said = queries.looks_at_cluster(line.row["venue_id"], line.told.cluster)
    return list(looks_told(said.exclude(alert_id=line.row["alert_id"])[:10]))


@require_POST
@page(may="venues.work")
def look(request: OfficerRequest, alert_id: str) -> HttpResponse:
    """Write down what becomes of an alert."""
    form = LookForm(request.POST)
    if not form.is_valid():
        return _shown(request, alert_id, form)
    basis = basis_of(request)
    line, state = _found(basis, alert_id), AlertState(form.cleaned_data["state"])
    reason, at = form.cleaned_data["reason"], timezone.now()
    try:
        if state is AlertState.ASKED:
            actions.ask_about_alert(
                alert=line.told,
                about=about_alert(line),
                question=reason,
                answer_by=basis.answer_by,
                by=request.user,
                at=at,
            )
        else:
            actions.look_at_alert(alert=line.told, state=state, reason=reason, by=request.user, at=at)
    except Refused as refused:
        form.add_error(None, refusal(refused))
        return _shown(request, alert_id, form)
    said = ASKED if state is AlertState.ASKED else WRITTEN
    messages.success(request, _(said))
    return redirect("venue_alert", alert_id)
