"""The acts of two officers: issuing a run, and taking money off a bill."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.desk.billing import actions
from terezi.desk.billing.models import Run
from terezi.desk.billing.pages.forms import CreditForm, DeclineForm
from terezi.desk.billing.pages.found import found, found_note, found_run
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.acting import reason, said


@require_POST
@page(may="bills.issue")
def propose(request: OfficerRequest, number: str) -> HttpResponse:
    """Propose to issue a run."""
    run = found_run(request, number)
    said(
        request,
        lambda: actions.propose(number=number, by=request.user, at=timezone.now()),
        _("Proposed. Another officer issues it."),
    )
    return _month(run)


@require_POST
@page(may="bills.issue")
def issue(request: OfficerRequest, number: str) -> HttpResponse:
    """Issue a run another officer proposed."""
    run = found_run(request, number)
    said(
        request,
        lambda: actions.issue(number=number, by=request.user, at=timezone.now()),
        _("Issued. The bills are owed from today."),
    )
    return _month(run)


@require_POST
@page(may="bills.issue")
def decline(request: OfficerRequest, number: str) -> HttpResponse:
    """Refuse to issue a run."""
    run = found_run(request, number)
    if (why := reason(request, DeclineForm)) is not None:
        said(
            request,
            lambda: actions.decline(number=number, by=request.user, reason=why, at=timezone.now()),
            _("Declined. Nobody owes anything by it; the month may be reckoned again."),
        )
    return _month(run)


@require_POST
@page(may="bills.issue")
def propose_credit(request: OfficerRequest, number: str) -> HttpResponse:
    """Propose to take an amount off a bill."""
    bill = found(request, number)
    form = CreditForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Write an amount like 120.50, and why it is taken off."))
        return redirect("bill", number)
    said(
        request,
        lambda: actions.propose_credit(
            bill=bill.number,
            amount_minor=form.amount_minor,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        _("Proposed. It counts when another officer has signed it."),
    )
    return redirect("bill", number)


@require_POST
@page(may="bills.issue")
def sign_credit(request: OfficerRequest, number: str) -> HttpResponse:
    """Sign a credit note another officer proposed."""
    note = found_note(request, number)
    said(
        request,
        lambda: actions.credit(number=number, by=request.user, at=timezone.now()),
        _("Signed. The amount is off the bill."),
    )
    return redirect("bill", note.bill.number)


@require_POST
@page(may="bills.issue")
def decline_credit(request: OfficerRequest, number: str) -> HttpResponse:
    """Refuse to sign a credit note."""
    note = found_note(request, number)
    if (why := reason(request, DeclineForm)) is not None:
        said(
            request,
            lambda: actions.decline_credit(number=number, by=request.user, reason=why, at=timezone.now()),
            _("Declined. The bill stands as it was."),
        )
    return redirect("bill", note.bill.number)


def _month(run: Run) -> HttpResponseRedirect:
    return redirect(f"{reverse('bills')}?month={run.month:%Y-%m}")
