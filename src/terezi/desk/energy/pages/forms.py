"""What officers write about orders and plans."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.units import W_PER_MW
from terezi.desk.energy.terms import Reason, Wanted
from terezi.desk.energy.words import REASONS

LOCAL = "%Y-%m-%dT%H:%M"


class ReasonForm(forms.Form):
    """Why an officer does not sign, or ends an order."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )


def _moment(label: Any) -> forms.DateTimeField:
    clock = forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, input_formats=[LOCAL, f"{LOCAL}:%S"], widget=clock)


class OrderForm(forms.Form):
    """What is ordered: why, from when to when, and so much less in each region."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What has happened"), choices=[(key, REASONS[key]) for key in Reason]
    )
    ground = forms.CharField(
        label=gettext_lazy("In words"),
        help_text=gettext_lazy("The firms read these words."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    starts_at = _moment(gettext_lazy("From"))
    ends_at = _moment(gettext_lazy("Until"))

    def __init__(self, *args: Any, regions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = regions
        for number, region in enumerate(regions):
            self.fields[f"region_{number}"] = forms.DecimalField(
                label=region,
                required=False,
                min_value=Decimal(0),
                max_digits=9,
                decimal_places=3,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
            )

    @property
    def needs(self) -> list[Any]:
        """The fields of the regions."""
        return [self[f"region_{number}"] for number in range(len(self.regions))]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        starts_at, ends_at = told.get("starts_at"), told.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("An order ends after it begins."))
        if not any(told.get(f"region_{number}") for number in range(len(self.regions))):
            raise forms.ValidationError(_("Say in at least one region how many megawatts less."))
        return told

    def wanted(self) -> Wanted:
        """Return what the form asks for; the form is valid."""
        told = self.cleaned_data
        needed = {
            region: int(watts * W_PER_MW)
            for number, region in enumerate(self.regions)
            if (watts := told[f"region_{number}"])
        }
        starts_at: datetime = told["starts_at"]
        return Wanted(Reason(told["reason"]), told["ground"], needed, starts_at, told["ends_at"])
