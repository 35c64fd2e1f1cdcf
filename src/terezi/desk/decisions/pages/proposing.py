"""Proposing an act on a standing licence: first which act, then why."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from terezi.base.errors import Refused
from terezi.desk.decisions import actions, queries, sheets, words
from terezi.desk.decisions.forms import ProposeForm
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import SubjectKind
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Status
from terezi.desk.licences.words import STATUSES
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.words import refusal
from terezi.law.book import day_in, law_on


@page(may="decisions.propose")
def propose(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask which act and why, and propose it to a second officer."""
    licence, day = _standing(request, number)
    acts = sheets.open_acts(licence)
    chosen = next((one for one in acts if one.act == request.GET.get("act")), None)
    shown = {**_shown(licence, acts, chosen), "evidence": request.GET.getlist("evidence")}
    if chosen is None or shown["open"]:
        return render(request, "decisions/propose.html", shown)
    form = ProposeForm(
        request.POST or None,
        initial=_initial(request, day),
        act=chosen.act,
        afters=chosen.afters,
        licence=licence,
        law=law_on(queries.country_of(number), day),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _proposed(request, number, form)
        except Refused as refused:
            form.add_error(None, refusal(refused))
        else:
            return redirect("decision", made.number)
    return render(
        request, "decisions/propose.html", {**shown, "form": form}, status=422 if form.errors else 200
    )


def _proposed(request: OfficerRequest, number: str, form: ProposeForm) -> Decision:
    return actions.propose_on_licence(
        number=number,
        act=form.act,
        after=form.becomes,
        effective_on=form.cleaned_data["effective_on"],
        reason=form.reason(get_language() or "en"),
        conditions=form.what_is_set,
        language=form.cleaned_data["language"],
        by=request.user,
        at=timezone.now(),
    )


def _standing(request: OfficerRequest, number: str) -> tuple[Licence, date]:
    try:
        day = day_in(queries.country_of(number), timezone.now())
        licence = queries.standing_licence(number, day)
    except Refused as unknown:
        raise Http404(str(unknown)) from unknown
    if request.user.region not in {"", licence.region}:
        raise Http404(f"No licence {number}")
    return licence, day


def _shown(licence: Licence, acts: Any, chosen: sheets.OpenAct | None) -> dict[str, Any]:
    touched = sheets.touched_by(licence)
    return {
        "licence": licence,
        "status": STATUSES[Status(licence.status)],
        "touched": touched,
        "acts": acts,
        "chosen": chosen,
        "do": words.do(chosen.act, words.apart(licence.number), *touched) if chosen else "",
        "open": queries.open_on(SubjectKind.LICENCE, licence.number),
        "here": "decisions",
    }


def _initial(request: OfficerRequest, day: date) -> dict[str, Any]:
    """Let a link from a finding bring its evidence along."""
    evidence = "\n".join(request.GET.getlist("evidence"))
    return {"effective_on": day, "language": get_language(), "evidence": evidence}
