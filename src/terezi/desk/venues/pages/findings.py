"""Asking an exchange about a finding that stands on its page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.base.errors import Refused
from terezi.desk.findings.words import refusal
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.venues import actions
from terezi.desk.venues.forms import QuestionForm
from terezi.desk.venues.pages.asked import basis_of, nothing_of_this_code
from terezi.desk.venues.sheets.questions import about_finding
from terezi.desk.venues.sheets.venue import found_of


@require_POST
@page(may="venues.work")
def ask(request: OfficerRequest, venue_id: str, finding: int) -> HttpResponse:
    """Ask the exchange about a finding this officer sees on its page."""
    basis = basis_of(request)
    lines = found_of(basis, venue_id) if basis.row(venue_id) else ()
    line = next((line for line in lines if line.finding.pk == finding), None)
    if line is None:
        raise nothing_of_this_code()
    form = QuestionForm(request.POST)
    words = form.cleaned_data["question"] if form.is_valid() else ""
    try:
        actions.ask_about_finding(
            finding=finding,
            about=about_finding(line),
            question=words,
            answer_by=basis.answer_by,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refused:
        messages.warning(request, refusal(refused))
    else:
        messages.success(
            request, _("Asked: the exchange reads it in its portal, and its answer will stand here.")
        )
    return redirect(f"/venues/{venue_id}?day={basis.day}#found")
