"""The second officer's word on an order, and ending one early."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.desk.energy import actions
from terezi.desk.energy.models import CurtailmentOrder
from terezi.desk.energy.pages.asked import acts_everywhere, found_order
from terezi.desk.energy.pages.forms import ReasonForm
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.acting import reason, said


@require_POST
@page(may="energy.curtail")
def sign(request: OfficerRequest, number: str) -> HttpResponse:
    """Sign an order another officer proposed or gave."""
    order = _found(request, number)
    said(
        request,
        lambda: actions.sign(number=order.number, by=request.user, at=timezone.now()),
        _("Signed. The order holds and goes out to its sites."),
    )
    return redirect("energy_order", number)


@require_POST
@page(may="energy.curtail")
def decline(request: OfficerRequest, number: str) -> HttpResponse:
    """Refuse to sign an order, with the reason."""
    order = _found(request, number)
    if (why := reason(request, ReasonForm)) is not None:
        said(
            request,
            lambda: actions.decline(number=order.number, by=request.user, reason=why, at=timezone.now()),
            _("Declined. The order binds nobody."),
        )
    return redirect("energy_order", number)


@require_POST
@page(may="energy.curtail")
def lift(request: OfficerRequest, number: str) -> HttpResponse:
    """End an order before its time."""
    order = _found(request, number)
    if (why := reason(request, ReasonForm)) is not None:
        said(
            request,
            lambda: actions.lift(number=order.number, by=request.user, reason=why, at=timezone.now()),
            _("Lifted. The sites are told."),
        )
    return redirect("energy_order", number)


def _found(request: OfficerRequest, number: str) -> CurtailmentOrder:
    order = found_order(request, number)
    if not acts_everywhere(request, order):
        raise Http404(f"Order {number} touches other regions than yours")
    return order
