"""What an officer writes down about an alert."""

from django import forms
from django.utils.translation import gettext_lazy as _

from terezi.desk.venues.terms import AlertState
from terezi.desk.venues.words import CHOICES


class LookForm(forms.Form):
    """What becomes of an alert."""

    state = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[(one.value, CHOICES[one]) for one in AlertState],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why, or what you ask"),
        help_text=_("It stands in the journal under your name; the next officer reads it."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
