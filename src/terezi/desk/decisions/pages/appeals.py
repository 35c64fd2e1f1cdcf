"""An appeal against a signed decision: put on the record, and decided by two other officers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terezi.base.errors import Refused
from terezi.desk.decisions import actions, papers, queries, sheets, words
from terezi.desk.decisions.forms import AppealForm, OutcomeForm
from terezi.desk.decisions.models import Appeal, Decision
from terezi.desk.decisions.pages.found import found, today
from terezi.desk.decisions.terms import Outcome, State, SubjectKind
from terezi.desk.licences.terms import Status
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.words import refusal
from terezi.law.book import law_on


@page(may="decisions.propose")
def appeal(request: OfficerRequest, number: str) -> HttpResponse:
    """Put an appeal on the record; while one is pending, propose what becomes of it."""
    decision = found(request, number)
    if decision.state != State.SIGNED:
        raise Http404(f"{number} was not signed")
    pending = decision.appeals.filter(closed_at__isnull=True).first()
    return _file(request, decision) if pending is None else _decide(request, decision, pending)


def _file(request: OfficerRequest, decision: Decision) -> HttpResponse:
    rights = queries.appeal_rights(decision)
    form = AppealForm(request.POST or None, bodies=rights.bodies, initial={"said_by": decision.parties[0]})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.appeal(
                number=decision.number, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, refusal(refused))
        else:
            messages.success(request, _late(made) if made.is_late else _("The appeal is on the record."))
            return redirect("decision", decision.number)
    return _render(request, decision, form, None)


def _late(made: Appeal) -> str:
    day = words.day(made.last_day) if made.last_day else ""
    return _("The appeal is on the record, as late: the last day was {day}.").format(day=day)


def _decide(request: OfficerRequest, decision: Decision, pending: Appeal) -> HttpResponse:
    standing = _standing(decision)
    rights = queries.appeal_rights(decision)
    form = OutcomeForm(
        request.POST or None,
        afters=sheets.restorable(decision, standing),
        initial={"article": rights.article},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _proposed(request, decision, standing, form)
        except Refused as refused:
            form.add_error(None, refusal(refused))
        else:
            return redirect("decision", made.number)
    return _render(request, decision, form, pending)


def _standing(decision: Decision) -> Status:
    """What the subject is now; an application that was decided stays what it became."""
    if decision.subject_kind == SubjectKind.APPLICATION:
        return Status(decision.after)
    return queries.standing_of(decision, None, today(decision))


def _proposed(request: OfficerRequest, decision: Decision, standing: Status, form: OutcomeForm) -> Decision:
    told = form.cleaned_data
    return actions.decide_appeal(
        number=decision.number,
        outcome=Outcome(told["outcome"]),
        after=Status(told["after"]) if told["after"] else None,
        reasons=[form.reason(get_language() or "en")],
        standing=standing,
        by=request.user,
        at=timezone.now(),
    )


def _render(request: OfficerRequest, decision: Decision, form: Any, pending: Appeal | None) -> HttpResponse:
    law = law_on(decision.law_country, decision.decided_on or decision.law_day)
    shown = {
        "decision": decision,
        "line": sheets.line(decision),
        "form": form,
        "pending": pending,
        "rights": papers.appeal_sentences(queries.appeal_rights(decision), papers.authority(law)),
        "took_part": request.user.pk in {decision.proposed_by_id, decision.decided_by_id},
        "here": "decisions",
    }
    return render(request, "decisions/appeal.html", shown, status=422 if form.errors else 200)
