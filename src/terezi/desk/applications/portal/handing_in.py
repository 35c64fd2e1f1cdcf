"""Reading the whole application once more, and handing it in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from terezi.base.errors import Refused
from terezi.desk.applications import actions
from terezi.desk.applications.portal.asked import back, draft_of, own_file
from terezi.desk.applications.portal.forms import sections_of
from terezi.desk.applications.sheets.portal_class import class_sheet
from terezi.desk.applications.sheets.portal_form import steps
from terezi.desk.applications.sheets.portal_told import told_of
from terezi.desk.applications.terms import EDITABLE
from terezi.desk.licences.terms import Status
from terezi.desk.people.access import OfficerRequest, page


@page(may="portal.use")
def review(request: OfficerRequest, number: str) -> HttpResponse:
    """Show all that was told and all that is missing; hand the application in when the applicant says so."""
    if request.method == "POST":
        return _hand_in(request, number)
    draft = draft_of(request, number)
    if draft is None or draft.file.status != Status.DRAFT:
        return back(request, number)
    parts = steps(draft.file, draft.law, list(sections_of(draft)))
    told = {
        "file": draft.file,
        "sheet": class_sheet(draft.law, draft.actor_class),
        "steps": parts,
        "lacks": sum(len(one.lacks) for one in parts),
        "told": told_of(draft.file, draft.law),
        "is_short": draft.is_short,
    }
    return render(request, "portal/review.html", told)


def _hand_in(request: OfficerRequest, number: str) -> HttpResponse:
    file = own_file(request.user, number)
    if file.status not in EDITABLE:
        return redirect("portal_file", number)
    try:
        actions.submit(number=number, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.warning(request, _("Not handed in yet: something is missing, see below."))
        return (
            redirect("portal_review", number)
            if file.status == Status.DRAFT
            else back(request, number, refused)
        )
    messages.success(request, _("Handed in. You read here what becomes of it, step by step."))
    return redirect("portal_file", number)
