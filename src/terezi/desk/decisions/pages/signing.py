"""The second officer's word on a proposal about a licence. One about an application has pages of its own."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.base.errors import Refused
from terezi.desk.decisions import actions
from terezi.desk.decisions.forms import DeclineForm
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.pages.found import found
from terezi.desk.decisions.terms import Stale, SubjectKind
from terezi.desk.decisions.words import refusal
from terezi.desk.people.access import OfficerRequest, page


@require_POST
@page(may="decisions.sign")
def sign_licence(request: OfficerRequest, number: str) -> HttpResponse:
    """Sign what is proposed on a licence."""
    _of_licence(request, number)
    return said(
        request,
        number,
        lambda: actions.sign(number=number, by=request.user, at=timezone.now()),
        _("Signed. It binds now."),
    )


@require_POST
@page(may="decisions.sign")
def decline_licence(request: OfficerRequest, number: str) -> HttpResponse:
    """Refuse to sign what is proposed on a licence."""
    _of_licence(request, number)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Say why, so that whoever proposed it knows what is missing"))
        return redirect("decision", number)
    reason = form.cleaned_data["reason"]
    return said(
        request,
        number,
        lambda: actions.decline(number=number, by=request.user, reason=reason, at=timezone.now()),
        _("Declined. Nothing has changed for the holder."),
    )


@require_POST
@page(may="decisions.propose")
def lapse_licence(request: OfficerRequest, number: str) -> HttpResponse:
    """Let a proposal on a licence lapse that the law or the register has overtaken."""
    _of_licence(request, number)
    return said(
        request,
        number,
        lambda: actions.lapse(number=number, by=request.user.username, at=timezone.now()),
        _("It has lapsed, and may be proposed anew."),
    )


def _of_licence(request: OfficerRequest, number: str) -> Decision:
    decision = found(request, number)
    if decision.subject_kind != SubjectKind.LICENCE:
        raise Http404(f"{number} is about an application: sign it there")
    return decision


def said(request: OfficerRequest, number: str, act: Callable[[], object], done: str) -> HttpResponse:
    """Do one act on a decision and go back to it with what came of it; what was overtaken lapses."""
    try:
        act()
    except Stale as stale:
        actions.lapse(number=number, by=request.user.username, at=timezone.now())
        messages.warning(request, refusal(stale))
    except Refused as refused:
        messages.warning(request, refusal(refused))
    else:
        messages.success(request, done)
    return redirect("decision", number)
