"""What is answered to a decision: a refusal to sign, an appeal, its outcome; and a conflict declared."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.desk.decisions import words
from terezi.desk.decisions.forms.why import Day, ReasonForm
from terezi.desk.decisions.terms import Outcome
from terezi.desk.licences.terms import Status
from terezi.desk.licences.words import STATUSES


class DeclineForm(forms.Form):
    """Why a proposal is not signed."""

    reason = forms.CharField(
        label=gettext_lazy("What is missing or wrong"),
        help_text=gettext_lazy("Whoever proposed it reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppealForm(forms.Form):
    """What somebody says against a decision."""

    said_by = forms.CharField(label=gettext_lazy("Who appeals"), max_length=300)
    says = forms.CharField(label=gettext_lazy("In their words"), widget=forms.Textarea(attrs={"rows": 4}))
    body = forms.ChoiceField(label=gettext_lazy("To whom it goes"), required=False)

    def __init__(self, *told: Any, bodies: Sequence[str], **named: Any) -> None:
        super().__init__(*told, **named)
        if bodies:
            self.fields["body"].choices = [(body, _(body)) for body in bodies]  # type: ignore[attr-defined]
        else:
            del self.fields["body"]


class OutcomeForm(ReasonForm):
    """What two officers who had no part in the decision make of an appeal."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("The appeal is"), choices=[(one.value, words.OUTCOMES[one]) for one in Outcome]
    )
    after = forms.ChoiceField(
        label=gettext_lazy("It becomes"),
        required=False,
        help_text=gettext_lazy("Only where the appeal is upheld."),
    )

    def __init__(self, *told: Any, afters: Sequence[Status], **named: Any) -> None:
        super().__init__(*told, **named)
        del self.fields["ground"]
        self.fields["after"].choices = [("", "—"), *((one.value, STATUSES[one]) for one in afters)]  # type: ignore[attr-defined]
        self.order_fields(["outcome", "after"])

    def clean(self) -> dict[str, Any] | None:
        """Ask what it becomes where the appeal is upheld."""
        told = super().clean() or {}
        if told.get("outcome") == Outcome.UPHELD and not told.get("after"):
            self.add_error("after", _("Say what it becomes, or dismiss the appeal."))
        return told


class ConflictForm(forms.Form):
    """What binds an officer to somebody."""

    party = forms.CharField(
        label=gettext_lazy("To whom"),
        max_length=300,
        help_text=gettext_lazy("The name or registration number of a person or firm."),
    )
    says = forms.CharField(
        label=gettext_lazy("What binds you"),
        help_text=gettext_lazy("Family, money, former work, or anything that could look like it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    from_day = forms.DateField(label=gettext_lazy("Since"), widget=Day)
    until_day = forms.DateField(label=gettext_lazy("Until"), required=False, widget=Day)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a conflict that ends before it begins."""
        told = super().clean() or {}
        begins, ends = told.get("from_day"), told.get("until_day")
        if begins and ends and ends <= begins:
            self.add_error("until_day", _("A conflict ends after it began: give a later day"))
        return told
