"""What if: more mining, a dry spell, a line out, beside the days as they are planned."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from terezi.base.errors import BadData, Refused, Unavailable
from terezi.desk.energy.pages.asked import basis_of
from terezi.desk.energy.sheets.what_if import days_asked, worked
from terezi.desk.energy.terms import Change
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.words import refusal

DAYS = (1, 3, 7)


class ChangeForm(forms.Form):
    """What is changed; an empty field changes nothing."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("Days"), choices=[(n, n) for n in DAYS], coerce=int, initial=1
    )
    more_mw = forms.DecimalField(
        label=gettext_lazy("More mining, MW"),
        required=False,
        min_value=Decimal(0),
        max_digits=8,
        decimal_places=1,
    )
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Where it mines"), required=False, widget=forms.CheckboxSelectMultiple
    )
    bid = forms.DecimalField(
        label=gettext_lazy("What it bids, per MWh"),
        required=False,
        min_value=Decimal(0),
        max_digits=8,
        decimal_places=2,
    )
    dry_percent = forms.DecimalField(
        label=gettext_lazy("What water gives, % of what was told"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=1,
    )
    lines = forms.MultipleChoiceField(
        label=gettext_lazy("Lines out"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, regions: list[str], lines: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, told in (("regions", {each: each for each in regions}), ("lines", lines)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - tells the type
            field.choices = list(told.items())

    def clean_regions(self) -> list[str]:
        regions: list[str] = self.cleaned_data["regions"]
        if self.cleaned_data.get("more_mw") and not regions:
            raise forms.ValidationError(self.fields["regions"].error_messages["required"])
        return regions

    def change(self) -> Change:
        told = self.cleaned_data
        return Change(
            more_mw=told["more_mw"] or None,
            regions=tuple(told["regions"]),
            bid_minor=int((told["bid"] or 0) * 100),
            dry_percent=told["dry_percent"],
            lines=tuple(told["lines"]),
        )


@page(may="energy.read")
def what_if(request: OfficerRequest) -> HttpResponse:
    """Show days as planned and with a change, side by side, each gain with its risk."""
    basis = basis_of(request)
    lines = basis.readings.lines()
    regions = sorted(set(basis.readings.feeders()["region"]) | set(basis.readings.sites(basis.day)["region"]))
    asked = {key for key in request.GET if key not in {"day", "words"}}
    form = ChangeForm(request.GET if asked else None, regions=regions, lines=lines)
    sheet, why = None, ""
    days = days_asked(basis, 1)
    if asked and form.is_valid():
        days = days_asked(basis, form.cleaned_data["days"])
        try:
            sheet = worked(basis, form.change(), days) if days else None
        except (BadData, Refused, Unavailable) as refused:
            why = refusal(refused) if not isinstance(refused, Unavailable) else str(refused)
    told = {
        "basis": basis,
        "form": form,
        "sheet": sheet,
        "why": why,
        "days": days,
        "asked": asked,
        "here": "energy",
    }
    return render(request, "energy/what_if.html", told)
