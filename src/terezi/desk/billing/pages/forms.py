"""What officers write about bills."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.desk.billing.formats.statement import MOST_BYTES


class DeclineForm(forms.Form):
    """Why an officer does not sign."""

    reason = forms.CharField(
        label=gettext_lazy("Why not"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class CreditForm(forms.Form):
    """How much is taken off a bill, and why."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount to take off"),
        min_value=Decimal("0.01"),
        max_digits=15,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The firm reads these words."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def amount_minor(self) -> int:
        return int(self.cleaned_data["amount"] * 100)


class StatementForm(forms.Form):
    """A file of a bank."""

    file = forms.FileField(
        label=gettext_lazy("File of the bank"),
        help_text=gettext_lazy(
            "camt.053, or CSV with the columns reference, paid_on, amount, currency, payer, text."
        ),
        max_length=255,
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than a statement may be: send a shorter period.")
            )
        return file


class MatchForm(forms.Form):
    """Which bill a payment settles."""

    bill = forms.CharField(label=gettext_lazy("Number of the bill"), max_length=40)
