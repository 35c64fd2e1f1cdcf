"""What binds the officer who looks: declared by himself, ended by another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.base.errors import Refused
from terezi.desk.decisions import actions, queries
from terezi.desk.decisions.forms import ConflictForm
from terezi.desk.decisions.models import Conflict
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.acting import said
from terezi.desk.people.here import day_here
from terezi.desk.people.words import refusal


@page(may="conflicts.declare")
def conflicts(request: OfficerRequest) -> HttpResponse:
    """Show what this officer has declared, and let him declare more."""
    form = ConflictForm(request.POST or None, initial={"from_day": day_here(timezone.now())})
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_conflict(
                officer=request.user, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, refusal(refused))
        else:
            messages.success(request, _("Declared. You decide nothing that touches them."))
            return redirect("conflicts")
    others = (
        queries.others_conflicts(request.user, day_here(timezone.now()))
        if may(request.user, "decisions.sign")
        else ()
    )
    shown = {"form": form, "mine": queries.conflicts(request.user), "others": others, "here": "decisions"}
    return render(request, "decisions/conflicts.html", shown, status=422 if form.errors else 200)


@require_POST
@page(may="decisions.sign")
def end_conflict(request: OfficerRequest, conflict: int) -> HttpResponse:
    """End what binds another officer, from today on."""
    get_object_or_404(Conflict, pk=conflict)
    on, by, at = day_here(timezone.now()), request.user, timezone.now()
    said(
        request,
        lambda: actions.end_conflict(conflict=conflict, on=on, by=by, at=at),
        _("It has ended, under your name."),
    )
    return redirect("conflicts")
