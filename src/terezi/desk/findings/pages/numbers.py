"""The door of every number: its definition, formula, inputs, coverage, rule and snapshot."""

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from terezi.desk.findings.numbers import DEFINITIONS
from terezi.desk.findings.numbers import figure as work_out
from terezi.desk.findings.numbers.terms import Definition, Figure
from terezi.desk.findings.pages.asked import basis_of, misspelt, whole_asked
from terezi.desk.findings.sheets.number import NumberSheet, number_sheet
from terezi.desk.people.access import OfficerRequest, page


@page(may="findings.read")
def number(request: OfficerRequest, kind: str) -> HttpResponse:
    """Explain one number; with `as=json` in the address, as evidence to be kept."""
    if kind not in DEFINITIONS:
        raise Http404(_("No number of this name is defined."))
    basis = basis_of(request)
    if wrong := misspelt(request) or misspelt(request, "known_at"):
        raise Http404(wrong)
    asked = {key: request.GET.get(key, "") for key in ("site", "part")}
    figure = work_out(basis, kind, finding=whole_asked(request.GET.get("finding", "")), **asked)
    sheet = number_sheet(basis, DEFINITIONS[kind], figure)
    if request.GET.get("as") == "json":
        return JsonResponse(
            _evidence(DEFINITIONS[kind], figure, sheet),
            json_dumps_params={"ensure_ascii": False, "indent": 2},
        )
    return render(request, "findings/number.html", {"sheet": sheet, "here": ""})


def _evidence(definition: Definition, figure: Figure, sheet: NumberSheet) -> dict[str, Any]:
    return {
        "number": definition.kind,
        "title": str(definition.title),
        "definition": str(definition.says),
        "formula": sheet.formula,
        "formula_with_values": sheet.filled,
        "asked": asdict(figure.ask),
        "worked": asdict(figure.worked),
        "country": sheet.country,
        "law_version": sheet.law_version,
        "lake_snapshot": sheet.snapshot,
    }
