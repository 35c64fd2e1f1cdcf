"""The checks of a file: run again, or looked at and set by hand."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from terezi.desk.applications import actions
from terezi.desk.applications.pages.forms import CheckForm
from terezi.desk.applications.pages.found import asked_in, found, sheet_of
from terezi.desk.applications.terms import CheckState
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.acting import said
from terezi.desk.screening.terms import Outcome


@require_POST
@page(may="applications.work")
def run_checks(request: OfficerRequest, number: str) -> HttpResponse:
    """Compare all again that is compared; what an officer said since stays said."""
    found(request, number)
    said(
        request,
        lambda: actions.run_checks(number=number, by=request.user, at=timezone.now()),
        lambda changed: _ran(len(changed)),
    )
    return redirect("application", number)


def _ran(count: int) -> str:
    if not count:
        return _("Compared again: nothing changed.")
    told = ngettext("Compared again: {n} check changed.", "Compared again: {n} checks changed.", count)
    return told.format(n=count)


@page(may="applications.work")
def check(request: OfficerRequest, number: str, check_id: str) -> HttpResponse:
    """Show one check with all it rests on, and let its officer say how far it has come."""
    sheet = sheet_of(request, number)
    line = next((one for one in sheet.checks if one.check_id == check_id), None)
    if line is None:
        raise Http404(f"{number} has no check {check_id}")
    form = CheckForm(request.POST or None)

    def act(told: dict[str, str]) -> str:
        actions.set_check(
            number=number,
            check=check_id,
            state=CheckState(told["state"]),
            outcome=Outcome(told["outcome"]) if told["outcome"] else Outcome.CLEAR,
            waiting_on=told["waiting_on"],
            reason=told["reason"],
            by=request.user,
            at=timezone.now(),
        )
        return _("{check}: set under your name.").format(check=line.title)

    shown = {"sheet": sheet, "line": line, "may_set": sheet.may_work}
    return asked_in(
        request,
        form,
        act,
        to=reverse("application", args=[number]),
        template="applications/desk_check.html",
        shown=shown,
    )
