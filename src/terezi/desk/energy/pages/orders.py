"""Orders to draw less: the list, a new one that is looked at before it is given, and one with what the meters show."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from terezi.base.errors import BadData, Refused
from terezi.desk.energy import actions, queries
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.models import CurtailmentOrder
from terezi.desk.energy.pages.asked import acts_everywhere, basis_of, basis_on, found_order
from terezi.desk.energy.pages.forms import OrderForm, ReasonForm
from terezi.desk.energy.sheets.drafts import Draft, draft_of, keys_said, regions_drawing
from terezi.desk.energy.sheets.orders import sheet_of_lake, sheet_of_record
from terezi.desk.energy.sheets.told import told_by_files
from terezi.desk.energy.terms import OrderState
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.acting import said
from terezi.desk.people.words import refusal
from terezi.evidence.facts.days import settlement_day

ROWS_A_PAGE = 50
FIRST_HOURS = 2


@page(may="energy.read")
def orders(request: OfficerRequest) -> HttpResponse:
    """List the orders of the record, and those that files of the grid operator brought in."""
    basis = basis_of(request)
    found = queries.with_counts(queries.in_region(queries.orders(), basis.region))
    told = {
        "basis": basis,
        "shown": Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "unsigned": list(queries.in_region(queries.unsigned(), basis.region)),
        "files": told_by_files(basis),
        "may_curtail": may(request.user, "energy.curtail"),
        "here": "energy",
    }
    return render(request, "energy/orders.html", told)


@page(may="energy.curtail")
def new(request: OfficerRequest) -> HttpResponse:
    """Write an order, see whom it would touch, and propose it, or issue it at once in an emergency."""
    basis = basis_of(request)
    drawing = regions_drawing(basis)
    regions = [region for region, _watts in drawing]
    with timezone.override(ZoneInfo(basis.zone)):
        form = OrderForm(request.POST or None, regions=regions, initial=_first())
        draft = _draft(basis, form) if request.method == "POST" and form.is_valid() else None
        if draft is not None and request.POST.get("act") in {"propose", "issue"}:
            given = _give(request, draft)
            if given is not None:
                return redirect("energy_order", given.number)
        told = {"basis": basis, "form": form, "draft": draft, "drawing": drawing, "here": "energy"}
        told["keys"] = keys_said(draft.law if draft else basis.law)
        told["read_until"] = basis.readings.read_until()
        return render(request, "energy/order_new.html", told)


def _first() -> dict[str, object]:
    now = timezone.localtime().replace(second=0, microsecond=0)
    return {"starts_at": now, "ends_at": now + timedelta(hours=FIRST_HOURS)}


def _draft(basis: EnergyBasis, form: OrderForm) -> Draft | None:
    try:
        return draft_of(basis, form.wanted(), at=timezone.now())
    except (Refused, BadData) as refused:
        form.add_error(None, refusal(refused))
        return None


def _give(request: OfficerRequest, draft: Draft) -> CurtailmentOrder | None:
    """Give the order that was looked at; where readings came in since, it is shown anew instead."""
    if request.POST.get("inputs") != draft.curtailment.inputs_sha256:
        messages.warning(
            request, _("Readings or prices have changed since you looked: look again at whom it touches.")
        )
        return None
    act = actions.issue_emergency if request.POST["act"] == "issue" else actions.propose
    return said(request, lambda: act(ordered=draft, by=request.user, at=timezone.now()), _given)


def _given(order: CurtailmentOrder) -> str:
    if order.state == OrderState.PROPOSED:
        return _("Proposed. It holds when another officer has signed it.")
    return _("Issued. It holds now; another officer is to sign it.")


@page(may="energy.read")
def order(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one order, who has it, and what the meters show of it."""
    known = queries.order(number)
    basis = basis_on(request, None)
    if known is None:
        sheet = sheet_of_lake(basis, number)
        if sheet is None:
            raise Http404(f"No order {number}")
        return render(request, "energy/order.html", {"basis": basis, "sheet": sheet, "here": "energy"})
    found = found_order(request, number)
    starts_on = settlement_day(found.starts_at, basis.zone)
    basis = basis_on(request, starts_on)
    may_act = may(request.user, "energy.curtail") and acts_everywhere(request, found)
    is_open = found.state == OrderState.PROPOSED or (found.state == OrderState.ISSUED and not found.is_signed)
    told = {
        "basis": basis,
        "sheet": sheet_of_record(basis, found),
        "order": found,
        "may_sign": may_act and is_open and found.proposed_by_id != request.user.pk,
        "waits": is_open,
        "may_lift": may_act and found.state == OrderState.ISSUED and found.ends_at > timezone.now(),
        "reason_form": ReasonForm(),
        "here": "energy",
    }
    return render(request, "energy/order.html", told)
