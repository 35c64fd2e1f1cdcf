"""Who gets a file: chance, or by hand with a reason that is counted."""

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.base.errors import Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.pages.forms import AssignForm
from terezi.desk.applications.pages.found import asked_in, found, sheet_of
from terezi.desk.applications.terms import Queue
from terezi.desk.people import queries as people
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.acting import said


@require_POST
@page(may="applications.assign")
def draw_next(request: OfficerRequest) -> HttpResponse:
    """Draw the officer of the file that was handed in first."""
    waiting = queries.queues(request.user, timezone.now())[Queue.TO_DRAW]
    if not waiting:
        messages.warning(request, _("Every file that was handed in has an officer."))
        return redirect("licensing")
    return _drawn(request, waiting[0].number)


@require_POST
@page(may="applications.assign")
def draw(request: OfficerRequest, number: str) -> HttpResponse:
    """Draw the officer of one file."""
    return _drawn(request, found(request, number).number)


def _drawn(request: OfficerRequest, number: str) -> HttpResponse:
    seed = secrets.token_hex(16)  # from the machine's chance, and kept in the journal with the candidates
    file = said(
        request,
        lambda: actions.draw(number=number, seed=seed, by=request.user, at=timezone.now()),
        _says,
    )
    return redirect("application", number) if file else redirect("licensing")


def _says(file: Application) -> str:
    name = file.officer.name if file.officer else ""
    return _("Chance gave {number} to {name}. The draw can be made again from the journal.").format(
        number=file.number, name=name
    )


@page(may="applications.assign")
def assign(request: OfficerRequest, number: str) -> HttpResponse:
    """Hand a file to an officer past the draw, with the reason."""
    sheet = sheet_of(request, number)
    form = AssignForm(request.POST or None, workers=queries.workers(), holder=sheet.file.officer)

    def act(told: dict[str, str]) -> str:
        officer = people.officer(told["officer"])
        if officer is None:
            raise Refused(_("There is no such officer: choose one of the list"))
        actions.assign_by_hand(
            number=number, officer=officer, reason=told["reason"], by=request.user, at=timezone.now()
        )
        return _("{number} is with {name} now. The reason stands in the integrity report.").format(
            number=number, name=officer.name
        )

    shown = {
        "sheet": sheet,
        "title": _("Hand it to an officer by hand"),
        "says": _(
            "Files are drawn, so that nobody chooses his examiner. Past the draw each is counted with its reason."
        ),
        "button": _("Hand {number} over").format(number=number),
    }
    return asked_in(request, form, act, to=reverse("application", args=[number]), template=FORM, shown=shown)


FORM = "applications/desk_form.html"
