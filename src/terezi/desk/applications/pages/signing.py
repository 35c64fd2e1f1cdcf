"""The second officer's page: he reads a proposal with its file and without the name of whoever proposed it.

What is about an application is signed with its file, what is about a licence with the register: one door for both.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from terezi.base.errors import Unavailable
from terezi.desk.applications import actions, queries
from terezi.desk.applications.pages.found import sheet_of
from terezi.desk.applications.sheets.review import sentence
from terezi.desk.decisions import actions as decisions
from terezi.desk.decisions import queries as decided
from terezi.desk.decisions import sheets, words
from terezi.desk.decisions.forms import DeclineForm
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import SubjectKind
from terezi.desk.licences.terms import Status
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.acting import said
from terezi.desk.people.words import word


@require_GET
@page(may="decisions.read")
def review(request: OfficerRequest, number: str) -> HttpResponse:
    """Show a proposal beside its file; one about a licence has its own page."""
    decision = _found(request, number)
    if decision.subject_kind == SubjectKind.LICENCE:
        return redirect("decision", number)
    return _shown(request, decision, DeclineForm())


@require_POST
@page(may="decisions.sign")
def sign(request: OfficerRequest, number: str) -> HttpResponse:
    """Sign: decision, licence, register and file change together or not at all."""
    decision = _found(request, number)
    return _told(
        request,
        decision,
        lambda: decisions.signed_or_lapsed(
            lambda: _sign(request, decision), lambda: _lapse(request, decision)
        ),
        _("Signed. It binds from now on."),
    )


@require_POST
@page(may="decisions.sign")
def decline(request: OfficerRequest, number: str) -> HttpResponse:
    """Do not sign, with the reason: the file goes back to its officer."""
    decision, form = _found(request, number), DeclineForm(request.POST)
    if not form.is_valid():
        return _shown(request, decision, form)
    reason = form.cleaned_data["reason"]
    return _told(
        request,
        decision,
        lambda: _decline(request, decision, reason),
        _("Not signed. Nothing has changed for the applicant; the file is back with its officer."),
    )


@require_POST
@page(may="decisions.read")
def lapse(request: OfficerRequest, number: str) -> HttpResponse:
    """Let a proposal lapse that a change of law has overtaken."""
    decision = _found(request, number)
    return _told(
        request, decision, lambda: _lapse(request, decision), _("It has lapsed, and may be proposed anew.")
    )


def _found(request: OfficerRequest, number: str) -> Decision:
    """Return a decision this officer may read: of his region, and about a file he may see."""
    found = decided.visible_to(request.user).filter(number=number).first()
    if found is not None and found.subject_kind == SubjectKind.APPLICATION:
        seen = queries.visible_to(request.user).filter(number=found.subject).exists()
        found = found if seen else None
    if found is None:
        raise Http404(f"There is no decision {number}")
    return found


def _is_of_file(decision: Decision) -> bool:
    """Whether it decides a file itself; an appeal against a refusal is decided on after the file was."""
    return decision.subject_kind == SubjectKind.APPLICATION and decision.appeal is None


def _sign(request: OfficerRequest, decision: Decision) -> None:
    by, at = request.user, timezone.now()
    if decision.subject_kind == SubjectKind.LICENCE:
        decisions.sign(number=decision.number, by=by, at=at)
    elif decision.appeal is not None:
        actions.sign_appeal(number=decision.subject, seed=secrets.token_hex(16), by=by, at=at)
    else:
        actions.sign_decision(number=decision.subject, by=by, at=at)


def _decline(request: OfficerRequest, decision: Decision, reason: str) -> None:
    by, at = request.user, timezone.now()
    if _is_of_file(decision):
        actions.decline_decision(number=decision.subject, reason=reason, by=by, at=at)
    else:
        decisions.decline(number=decision.number, reason=reason, by=by, at=at)


def _lapse(request: OfficerRequest, decision: Decision) -> None:
    by, at = request.user, timezone.now()
    if _is_of_file(decision):
        actions.lapse_decision(number=decision.subject, by=by, at=at)
        return
    of_file = decision.subject_kind == SubjectKind.APPLICATION
    standing = Status(queries.file(decision.subject, person=by).status) if of_file else None
    decisions.lapse(number=decision.number, by=by.username, at=at, standing=standing)


def _told(request: OfficerRequest, decision: Decision, act: Callable[[], object], done: str) -> HttpResponse:
    """Do one act and go back to the decision, with what came of it."""
    try:
        said(request, act, done)
    except Unavailable as missing:  # such as the key of the certificates: nothing was signed
        messages.warning(request, str(missing))
    return redirect("application_decision", decision.number)


def _shown(request: OfficerRequest, decision: Decision, form: Any) -> HttpResponse:
    sheet = sheet_of(request, decision.subject)
    may_sign = may(request.user, "decisions.sign")
    told = sheets.sheet(decision, reader=request.user, may_sign=may_sign, day=sheet.today)
    shown = {
        "sheet": sheet,
        "told": told,
        "sentence": sentence(sheet, decision),
        "state_says": word(words.STATES, decision.state),
        "against": [_(one) for one in told.against],
        "stale": _(told.stale) if told.stale else "",
        "form": form,
    }
    return render(request, "applications/desk_review.html", shown, status=422 if form.errors else 200)
