"""What an officer writes down about a load or a visit."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from terezi.desk.visits.terms import Outcome
from terezi.desk.visits.words import OUTCOMES

WATTS_PER_KW = 1_000


class PlanForm(forms.Form):
    """A visit out of turn."""

    reason = forms.CharField(
        label=_("Why out of turn"),
        help_text=_("Visits by hand are counted and their reasons stand in the journal."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ClearForm(forms.Form):
    """What explains a load."""

    explanation = forms.CharField(
        label=_("What explains it"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))


class ReasonForm(forms.Form):
    """Why something ends, or what happened."""

    reason = forms.CharField(label=_("Why"), max_length=2000)


class CloseForm(forms.Form):
    """What was found."""

    outcome = forms.ChoiceField(
        label=_("What did you find?"),
        choices=[(one.value, OUTCOMES[one]) for one in Outcome],
        widget=forms.RadioSelect,
    )
    explanation = forms.CharField(
        label=_("What explains the load"),
        help_text=_("Where something else than mining explains it, e.g. “two ovens, day and night”."),
        required=False,
        max_length=2000,
    )
    clear_until = forms.DateField(
        label=_("The explanation holds until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    found_kw = forms.DecimalField(
        label=_("Power you measured, in kW"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(10**6),
        decimal_places=3,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "class": "short", "step": "any"}),
    )
    notes = forms.CharField(
        label=_("What you saw"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    seen_at = forms.DateTimeField(
        label=_("When you saw it"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    @property
    def found_w(self) -> int | None:
        """The measured power in W."""
        kilowatts = self.cleaned_data["found_kw"]
        return None if kilowatts is None else int(kilowatts * WATTS_PER_KW)

    @property
    def clear_until_told(self) -> date | None:
        """Until when an explanation holds; nothing where none was found."""
        found: date | None = self.cleaned_data["clear_until"]
        return found if self.cleaned_data["outcome"] == Outcome.EXPLAINED else None
