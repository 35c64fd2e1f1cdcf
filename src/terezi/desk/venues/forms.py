"""What an officer writes down about an alert or asks about a finding, and what an exchange answers."""

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


class QuestionForm(forms.Form):
    """What the exchange is asked about a finding."""

    question = forms.CharField(
        label=_("What do you ask the exchange?"),
        help_text=_("Its people read it in their portal, word for word, with the day by which they answer."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """The exchange's answer."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_(
            "It stands beside what it is about under your name, and is kept as it is written. A return that was wrong is corrected by filing it again."
        ),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
