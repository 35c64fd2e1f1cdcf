"""A day's plan: what it gives to whom, its certificate, and its publication by two officers."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.base.errors import BadData, Refused
from terezi.desk.energy import actions, queries
from terezi.desk.energy.basis import EnergyBasis
from terezi.desk.energy.models import Plan
from terezi.desk.energy.pages.asked import basis_on, day_named
from terezi.desk.energy.pages.forms import ReasonForm
from terezi.desk.energy.sheets.plan import allocated_of, plan_sheet
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.acting import reason, said
from terezi.desk.people.words import refusal
from terezi.law.book import law_on

ROWS_A_PAGE = 50


@page(may="energy.read")
def plan(request: OfficerRequest, day: str) -> HttpResponse:
    """Show the plan of a day with its certificate."""
    basis = basis_on(request, day_named(day))
    try:
        sheet = plan_sheet(basis)
    except BadData as broken:
        return render(
            request, "energy/plan_broken.html", {"basis": basis, "why": refusal(broken)}, status=422
        )
    may_allocate = _may(request)
    waiting = sheet.waiting
    told = {
        "basis": basis,
        "sheet": sheet,
        "shown": Paginator(sheet.sites, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "may_propose": may_allocate and sheet.may_be_proposed,
        "may_publish": may_allocate and waiting is not None and waiting.proposed_by_id != request.user.pk,
        "reason_form": ReasonForm(),
        "here": "energy",
    }
    return render(request, "energy/plan.html", told)


def _may(request: OfficerRequest) -> bool:
    # a plan is of the whole country: an officer of one region reads his part of it
    return may(request.user, "energy.allocate") and not request.user.region


@require_POST
@page(may="energy.allocate")
def propose(request: OfficerRequest, day: str) -> HttpResponse:
    """Propose to publish a day as it is planned now."""
    basis = basis_on(request, day_named(day))
    _whole_country(request)
    said(
        request,
        lambda: _propose(request, basis),
        _("Proposed. It is published when another officer has signed it."),
    )
    return redirect("energy_plan", day)


def _propose(request: OfficerRequest, basis: EnergyBasis) -> Plan:
    kept = basis.readings.certificate(basis.day)
    if kept is None:
        raise Refused(f"{basis.day} has not been planned: run terezi plan first")
    law = law_on(basis.country, basis.day)
    return actions.propose_plan(
        allocated=allocated_of(basis, kept), law=law, by=request.user, at=timezone.now()
    )


@require_POST
@page(may="energy.allocate")
def publish(request: OfficerRequest, plan: int) -> HttpResponse:
    """Publish the plan another officer proposed."""
    held = _found(request, plan)
    kept = basis_on(request, held.day).readings.certificate(held.day)
    said(
        request,
        lambda: actions.publish_plan(
            plan=held.pk, certificate_sha256=kept.sha256 if kept else "", by=request.user, at=timezone.now()
        ),
        _("Published. Every mine sees what it may draw at the portal."),
    )
    return redirect("energy_plan", held.day.isoformat())


@require_POST
@page(may="energy.allocate")
def decline(request: OfficerRequest, plan: int) -> HttpResponse:
    """Refuse to publish a plan, with the reason."""
    held = _found(request, plan)
    if (why := reason(request, ReasonForm)) is not None:
        said(
            request,
            lambda: actions.decline_plan(plan=held.pk, by=request.user, reason=why, at=timezone.now()),
            _("Declined. Nothing is published."),
        )
    return redirect("energy_plan", held.day.isoformat())


def _found(request: OfficerRequest, pk: int) -> Plan:
    _whole_country(request)
    try:
        return queries.plan(pk)
    except Refused as none:
        raise Http404(str(none)) from none


def _whole_country(request: OfficerRequest) -> None:
    if request.user.region:
        raise Http404("A plan is of the whole country")
