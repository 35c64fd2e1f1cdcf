"""The second officer's word on a proposal about a licence. One about an application has pages of its own."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.desk.decisions import actions
from terezi.desk.decisions.forms import DeclineForm
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.pages.found import found
from terezi.desk.decisions.terms import SubjectKind
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.acting import reason, said


@require_POST
@page(may="decisions.sign")
def sign_licence(request: OfficerRequest, number: str) -> HttpResponse:
    """Sign what is proposed on a licence."""
    _of_licence(request, number)
    said(
        request,
        lambda: actions.signed_or_lapsed(
            lambda: actions.sign(number=number, by=request.user, at=timezone.now()),
            lambda: _lapse(request, number),
        ),
        _("Signed. It binds now."),
    )
    return redirect("decision", number)


@require_POST
@page(may="decisions.sign")
def decline_licence(request: OfficerRequest, number: str) -> HttpResponse:
    """Refuse to sign what is proposed on a licence."""
    _of_licence(request, number)
    if (why := reason(request, DeclineForm)) is not None:
        said(
            request,
            lambda: actions.decline(number=number, by=request.user, reason=why, at=timezone.now()),
            _("Declined. Nothing has changed for the holder."),
        )
    return redirect("decision", number)


@require_POST
@page(may="decisions.propose")
def lapse_licence(request: OfficerRequest, number: str) -> HttpResponse:
    """Let a proposal on a licence lapse that the law or the register has overtaken."""
    _of_licence(request, number)
    said(request, lambda: _lapse(request, number), _("It has lapsed, and may be proposed anew."))
    return redirect("decision", number)


def _lapse(request: OfficerRequest, number: str) -> Decision:
    return actions.lapse(number=number, by=request.user.username, at=timezone.now())


def _of_licence(request: OfficerRequest, number: str) -> Decision:
    decision = found(request, number)
    if decision.subject_kind != SubjectKind.LICENCE:
        raise Http404(f"{number} is about an application: sign it there")
    return decision
