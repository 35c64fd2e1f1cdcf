"""What banks tell: taking their files in, and matching what found no bill by itself."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from terezi.base.errors import BadData
from terezi.desk.billing import actions, queries
from terezi.desk.billing.pages.forms import MatchForm, StatementForm
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.acting import said
from terezi.desk.people.words import refusal

ROWS_A_PAGE = 100


@page(may="bills.read")
def payments(request: OfficerRequest) -> HttpResponse:
    """Show payments of which something settles no bill yet, and let files of banks be loaded."""
    left = [] if request.user.region else queries.unmatched()
    return render(
        request,
        "billing/payments.html",
        {
            "shown": Paginator(left, ROWS_A_PAGE).get_page(request.GET.get("page")),
            "left": len(left),
            "form": StatementForm(),
            "may_load": may(request.user, "payments.load"),
            "sees_all": not request.user.region,
            "here": "bills",
        },
    )


@require_POST
@page(may="payments.load")
def load(request: OfficerRequest) -> HttpResponse:
    """Take in a file of a bank, whole or not at all."""
    _whole_country(request)
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, _("Choose the file the bank sent."))
        return redirect("bill_payments")
    file = form.cleaned_data["file"]
    try:
        loaded = actions.load_payments(
            name=file.name, data=file.read(), by=request.user.username, at=timezone.now()
        )
    except BadData as wrong:
        messages.warning(request, refusal(wrong))
    else:
        told = ngettext(
            "{n} new payment, {matched} matched.", "{n} new payments, {matched} matched.", loaded.new
        )
        messages.success(request, told.format(n=loaded.new, matched=loaded.matched))
    return redirect("bill_payments")


@require_POST
@page(may="payments.load")
def match(request: OfficerRequest, payment: int) -> HttpResponse:
    """Let an officer say which bill a payment settles."""
    _whole_country(request)
    form = MatchForm(request.POST)
    if form.is_valid():
        bill, by = form.cleaned_data["bill"], request.user.username
        said(
            request,
            lambda: actions.match(payment=payment, bill=bill, by=by, at=timezone.now()),
            _("Matched."),
        )
    return redirect("bill_payments")


def _whole_country(request: OfficerRequest) -> None:
    # whose a payment is, is not known before it is matched: an officer of one region could settle a bill of his with any
    if request.user.region:
        raise Http404("Payments are of the whole country")
