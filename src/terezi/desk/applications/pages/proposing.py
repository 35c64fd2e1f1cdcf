"""Proposing a decision on a file: first which act, then why. It binds nobody until another officer signs."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from terezi.base.errors import Refused
from terezi.desk.applications import actions
from terezi.desk.applications.pages.forms import ProposalForm
from terezi.desk.applications.pages.found import sheet_of
from terezi.desk.applications.sheets.file import FileSheet
from terezi.desk.applications.sheets.review import acts_open, asks_term, button
from terezi.desk.decisions.models import Decision
from terezi.desk.licences.transitions import Act
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.words import refusal
from terezi.law.book import law_on
from terezi.law.terms import Law


@page(may="decisions.propose")
def propose(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask which act and why, and propose it to a second officer."""
    sheet = sheet_of(request, number)
    acts = acts_open(sheet) if sheet.may_propose else ()
    chosen = next((one for one in acts if one.act == request.GET.get("act") and not one.against), None)
    shown = {"sheet": sheet, "acts": acts, "chosen": chosen}
    if chosen is None:
        return render(request, "applications/desk_propose.html", shown)
    law = law_on(sheet.file.country, sheet.today)
    form = _form(request, sheet, chosen.act, law)
    shown |= {"form": form, "button": button(sheet, chosen.act)}
    if request.method == "POST" and form.is_valid():
        try:
            made = _proposed(request, number, form)
        except Refused as refused:
            form.add_error(None, refusal(refused))
        else:
            return redirect("application_decision", made.number)
    return render(request, "applications/desk_propose.html", shown, status=422 if form.errors else 200)


def _form(request: OfficerRequest, sheet: FileSheet, act: Act, law: Law) -> ProposalForm:
    initial: dict[str, Any] = {"effective_on": sheet.today, "law_version": law.version}
    if act is not Act.REFUSE:
        term = law.licensing.actor_class(sheet.file.actor_class).prerequisites
        initial |= {"article": term.article, "article_in_force_from": term.in_force_from}
    return ProposalForm(
        request.POST or None,
        initial=initial,
        act=act,
        law=law,
        sites=sheet.sites,
        papers=sheet.papers,
        asks_term=asks_term(sheet, act),
    )


def _proposed(request: OfficerRequest, number: str, form: ProposalForm) -> Decision:
    told = form.cleaned_data
    return actions.propose_decision(
        number=number,
        act=form.act,
        reasons=[form.reason(get_language() or "en")],
        effective_on=told["effective_on"],
        licensed_w=form.licensed_w if form.act is not Act.REFUSE else None,
        text=told.get("conditions", ""),
        valid_until=told.get("valid_until"),
        by=request.user,
        at=timezone.now(),
    )
