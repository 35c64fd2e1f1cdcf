"""One visit: why, what to look at, and what was found."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.base.errors import Refused
from terezi.desk.findings.words import refusal
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.acting import said, tell
from terezi.desk.people.here import day_here
from terezi.desk.visits import actions
from terezi.desk.visits.basis import days_of
from terezi.desk.visits.forms import ClearForm, CloseForm, PlanForm, ReasonForm
from terezi.desk.visits.models import Clearing, Lead
from terezi.desk.visits.pages.asked import basis_of
from terezi.desk.visits.pages.load import EXPLAINED_FOR_DAYS
from terezi.desk.visits.pages.week import found
from terezi.desk.visits.sheets.leads import address_of
from terezi.desk.visits.sheets.visit import visit_page
from terezi.desk.visits.terms import Outcome

S = TypeVar("S", Lead, Clearing)


@page(may="visits.read")
def visit(request: OfficerRequest, visit: int) -> HttpResponse:
    """Show a visit; who makes visits writes down here what was found."""
    return _shown(request, visit, _close_form(request))


def _shown(request: OfficerRequest, visit: int, form: CloseForm) -> HttpResponse:
    told = {
        "sheet": visit_page(found(request, visit)),
        "form": form,
        "reason_form": ReasonForm(),
        "may_plan": may(request.user, "visits.plan"),
        "here": "visits",
    }
    return render(request, "visits/visit.html", told, status=422 if form.errors else 200)


def _close_form(request: OfficerRequest) -> CloseForm:
    law = basis_of(request).law
    days = days_of(law.detection.explained_for_days, EXPLAINED_FOR_DAYS) if law else EXPLAINED_FOR_DAYS
    until = day_here(timezone.now()) + timedelta(days=days)
    return CloseForm(initial={"seen_at": timezone.localtime(), "clear_until": until})


@require_POST
@page(may="visits.plan")
def close(request: OfficerRequest, visit: int) -> HttpResponse:
    """Write down what was found."""
    found(request, visit)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _shown(request, visit, form)
    told = form.cleaned_data
    try:
        actions.close(
            visit=visit,
            outcome=Outcome(told["outcome"]),
            explanation=told["explanation"],
            notes=told["notes"],
            found_w=form.found_w,
            clear_until=form.clear_until_told,
            seen_at=told["seen_at"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refused:
        form.add_error(None, refusal(refused))
        return _shown(request, visit, form)
    messages.success(request, _("Written down under your name. It teaches the next screening."))
    return redirect("visit", visit)


@require_POST
@page(may="visits.plan")
def could_not_enter(request: OfficerRequest, visit: int) -> HttpResponse:
    """Write down that nobody could see anything."""
    found(request, visit)
    _done(
        request,
        lambda reason: actions.could_not_enter(visit=visit, notes=reason, by=request.user, at=timezone.now()),
    )
    return redirect("visit", visit)


@require_POST
@page(may="visits.plan")
def cancel(request: OfficerRequest, visit: int) -> HttpResponse:
    """Take a visit off the list."""
    found(request, visit)
    _done(
        request, lambda reason: actions.cancel(visit=visit, reason=reason, by=request.user, at=timezone.now())
    )
    return redirect("visit", visit)


def _done(request: OfficerRequest, act: Callable[[str], object]) -> None:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return tell(request, form)
    reason = form.cleaned_data["reason"]
    said(request, lambda: act(reason), _("Written down under your name."), refusal=refusal)
    return None


@require_POST
@page(may="visits.plan")
def plan(request: OfficerRequest, lead: int) -> HttpResponse:
    """Put a visit on this week's list out of turn."""
    told = _lead(request, lead)
    form = PlanForm(request.POST)
    if not form.is_valid():
        tell(request, form)
        return redirect(_address(told))
    made = said(
        request,
        lambda: actions.plan_by_hand(
            lead=lead,
            week=day_here(timezone.now()),
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        _("The visit is on this week's list, under your name."),
        refusal=refusal,
    )
    return redirect("visit", made.pk) if made else redirect(_address(told))


@require_POST
@page(may="visits.plan")
def clear(request: OfficerRequest, lead: int) -> HttpResponse:
    """Write down what explains a load, without a visit."""
    told = _lead(request, lead)
    form = ClearForm(request.POST)
    if not form.is_valid():
        tell(request, form)
        return redirect(_address(told))
    said(
        request,
        lambda: actions.clear(lead=lead, by=request.user, at=timezone.now(), **form.cleaned_data),
        _("Explained. Nobody is sent there while the load stays as it is."),
        refusal=refusal,
    )
    return redirect(_address(told))


@require_POST
@page(may="visits.plan")
def end_clearing(request: OfficerRequest, clearing: int) -> HttpResponse:
    """End an explanation that does not hold any more."""
    told = get_object_or_404(_in_region(request, Clearing.objects.all()), pk=clearing)
    _done(
        request,
        lambda reason: actions.end_clearing(
            clearing=clearing, reason=reason, by=request.user, at=timezone.now()
        ),
    )
    return redirect(_address(told))


def _lead(request: OfficerRequest, lead: int) -> Lead:
    return get_object_or_404(_in_region(request, Lead.objects.all()), pk=lead)


def _in_region(request: OfficerRequest, found: QuerySet[S]) -> QuerySet[S]:
    return found.filter(region=request.user.region) if request.user.region else found


def _address(told: Lead | Clearing) -> str:
    return address_of(told.subject_kind, told.subject, told.feeder_id)
