"""Opinions of agencies: asked by the officer, given by an officer of the agency, or written down as silence."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.desk.applications import actions
from terezi.desk.applications.models import OpinionAsked
from terezi.desk.applications.pages.forms import OpinionForm, ReasonedForm
from terezi.desk.applications.pages.found import asked_in, found, sheet_of
from terezi.desk.applications.sheets import words
from terezi.desk.applications.terms import Position
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.acting import said


@require_POST
@page(may="applications.work")
def ask_opinions(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask every agency the law names that was not asked yet."""
    found(request, number)
    said(
        request, lambda: actions.ask_opinions(number=number, by=request.user, at=timezone.now()), _asked_says
    )
    return redirect("application", number)


def _asked_says(asked: Sequence[OpinionAsked]) -> str:
    if not asked:
        return _("Every agency the law names was asked already.")
    names = ", ".join(words.agency(one.agency) for one in asked)
    return _("Asked: {agencies}. Silence is escalated and approves nothing.").format(agencies=names)


@page(may="opinions.give")
def opinion(request: OfficerRequest, number: str) -> HttpResponse:
    """Give the opinion of the agency whose officer reads this."""
    sheet = sheet_of(request, number)
    form = OpinionForm(request.POST or None)

    def act(told: dict[str, str]) -> str:
        actions.give_opinion(
            number=number,
            position=Position(told["position"]),
            says=told["says"],
            by=request.user,
            at=timezone.now(),
        )
        return _("Your opinion stands in the file, and in the journal under your name.")

    shown = {
        "sheet": sheet,
        "title": _("Opinion of your agency"),
        "says": _("It is given once and stays as it is given."),
        "button": _("Give the opinion on {number}").format(number=number),
    }
    to = reverse("application", args=[number])
    return asked_in(request, form, act, to=to, template="applications/desk_form.html", shown=shown)


@page(may="applications.work")
def silence(request: OfficerRequest, number: str, agency: str) -> HttpResponse:
    """Write down that an agency stayed silent though it was escalated. That is not a yes."""
    sheet = sheet_of(request, number)
    if agency not in {one.row.agency for one in sheet.opinions}:
        raise Http404(f"{agency} was not asked about {number}")
    form = ReasonedForm(request.POST or None, label=_("What you tried"), hint=_("Whom you asked, and when."))

    def act(told: dict[str, str]) -> str:
        actions.opinion_not_given(
            number=number, agency=agency, says=told["reason"], by=request.user, at=timezone.now()
        )
        return _("Written down. Silence is no yes: weigh yourself what the agency would have looked at.")

    shown = {
        "sheet": sheet,
        "title": _("Write down the silence of: {agency}").format(agency=words.agency(agency)),
        "says": _("Silence approves nothing. Whoever signs sees that this agency did not speak."),
        "button": _("Write the silence down"),
    }
    to = reverse("application", args=[number])
    return asked_in(request, form, act, to=to, template="applications/desk_form.html", shown=shown)
