"""Where load is unexplained: the network, one feeder, one customer's meter, and what another rate would do."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.visits import queries
from terezi.desk.visits.basis import LoadBasis, days_of
from terezi.desk.visits.forms import ClearForm, PlanForm, ReasonForm
from terezi.desk.visits.pages.asked import basis_of, rate_asked
from terezi.desk.visits.sheets.feeder import feeder_page
from terezi.desk.visits.sheets.leads import lead_lines, narrowed
from terezi.desk.visits.sheets.meter import meter_page
from terezi.desk.visits.sheets.network import EXPLAINED, feeder_lines, network_says, region_lines
from terezi.desk.visits.sheets.what_if import what_if as worked_what_if
from terezi.desk.visits.terms import SubjectKind
from terezi.desk.visits.words import CLASSES

ROWS_A_PAGE = 50
EXPLAINED_FOR_DAYS = 365


@page(may="meters.read")
def load(request: OfficerRequest) -> HttpResponse:
    """Show where load is unexplained: feeders on a map and as a list, and the meters that stand out."""
    basis = basis_of(request)
    found = queries.leads(up_to=basis.day, region=basis.region)
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "region", "customer_class")}
    meters = found.filter(subject_kind=SubjectKind.CUSTOMER, is_above_line=True)
    shown = Paginator(narrowed(meters, **asked).order_by("-probability_ppm", "subject"), ROWS_A_PAGE)
    rows = shown.get_page(request.GET.get("page"))
    lines, outlook = feeder_lines(basis), worked_what_if(basis)
    told = {
        "basis": basis,
        "said": network_says(lines, meters.count(), outlook.chosen if outlook else None),
        "outlook": outlook.chosen if outlook else None,
        "feeders": [line for line in lines if line.meaning != EXPLAINED],
        "explained": [line for line in lines if line.meaning == EXPLAINED],
        "regions": region_lines(lines, meters.values_list("region", flat=True)),
        "rows": lead_lines(list(rows.object_list), on=basis.day),
        "shown": rows,
        "asked": asked,
        "classes": CLASSES,
        "has_map": any(line.at for line in lines),
        "here": "load",
    }
    return render(request, "visits/load.html", told)


@page(may="meters.read")
def feeder(request: OfficerRequest, feeder_id: str) -> HttpResponse:
    """Show the balance of one feeder, where its energy went, and where to begin looking."""
    basis = basis_of(request)
    sheet = feeder_page(basis, feeder_id)
    if sheet is None:
        raise Http404(_("No feeder of this code is in your region."))
    return render(request, "visits/feeder.html", {**_acts(request, basis), "sheet": sheet})


@page(may="meters.read")
def meter(request: OfficerRequest, customer_id: str) -> HttpResponse:
    """Show a customer's year of hours beside his peers; only where a lead, a visit or a finding gives the reason."""
    basis = basis_of(request)
    sheet = meter_page(basis, customer_id)
    if sheet is None:
        raise Http404(
            _("Nothing gives a reason to open the hours of a customer of this code in your region.")
        )
    return render(request, "visits/meter.html", {**_acts(request, basis), "sheet": sheet})


def _acts(request: OfficerRequest, basis: LoadBasis) -> dict[str, object]:
    explained = (
        days_of(basis.law.detection.explained_for_days, EXPLAINED_FOR_DAYS)
        if basis.law
        else EXPLAINED_FOR_DAYS
    )
    return {
        "basis": basis,
        "may_plan": may(request.user, "visits.plan"),
        "plan_form": PlanForm(),
        "clear_form": ClearForm(initial={"until": basis.day + timedelta(days=explained)}),
        "end_form": ReasonForm(),
        "here": "load",
    }


@page(may="meters.read")
def what_if(request: OfficerRequest) -> HttpResponse:
    """Show what another false-alarm rate would do: hits, innocent visits, and whom it would weigh on."""
    basis = basis_of(request)
    sheet = worked_what_if(basis, rate_asked(request))
    rate = f"&rate={sheet.chosen.rate_ppm}" if sheet else ""
    told = {"basis": basis, "sheet": sheet, "rate_query": rate, "here": "load"}
    return render(request, "visits/what_if.html", told)
