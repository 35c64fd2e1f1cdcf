"""Choosing a class, reading what applies, and beginning an application."""

from uuid import uuid4

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from terezi.base.errors import Refused
from terezi.desk.applications import actions
from terezi.desk.applications.sheets.portal_class import class_sheet
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.here import country_here
from terezi.law.book import law_at
from terezi.law.terms import Law


class BeginForm(forms.Form):
    """The key under which a draft is begun: sent twice, it is one draft."""

    key = forms.RegexField(r"[0-9a-f]{32}", widget=forms.HiddenInput)


def _law() -> Law:
    country = country_here()
    return law_at(country, timezone.now())


@page(may="portal.use")
def choose(request: OfficerRequest) -> HttpResponse:
    """Show every class of the law, each with what it is for, what it costs and how long it takes."""
    law = _law()
    classes = [class_sheet(law, one) for one in law.licensing.classes.values()]
    classes.sort(key=lambda one: not one.is_short)
    return render(request, "portal/choose.html", {"classes": classes})


@page(may="portal.use")
def begin(request: OfficerRequest, actor_class: str) -> HttpResponse:
    """Say what applies to an applicant of the class, and open a draft when he says so."""
    law = _law()
    if actor_class not in law.licensing.classes:
        raise Http404
    form = BeginForm(request.POST if request.method == "POST" else None, initial={"key": uuid4().hex})
    refused = None
    if form.is_valid():
        try:
            file = actions.begin(
                country=law.country,
                actor_class=actor_class,
                key=form.cleaned_data["key"],
                by=request.user,
                at=timezone.now(),
                language=get_language() or "en",
            )
        except Refused as no:
            refused = no
        else:
            return redirect("portal_form", file.number)
    told = {
        "sheet": class_sheet(law, law.licensing.actor_class(actor_class)),
        "form": form,
        "refused": refused,
    }
    return render(request, "portal/begin.html", told, status=422 if form.is_bound else 200)
