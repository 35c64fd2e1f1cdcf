"""A proposal on a licence: each act asks only what it needs."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.units import W_PER_MW
from terezi.desk.decisions import rules, words
from terezi.desk.decisions.forms.why import Day, ReasonForm
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.licences.words import STATUSES
from terezi.desk.people.words import word
from terezi.law.terms import Law

CORRECTED = ("status", "licensed_mw", "region", "actor_class", "conditions")
TEXT = {"conditions": "text"}
"""What a decision calls what the register and this form call otherwise."""
ASKED = {
    Act.LIMIT: ("licensed_mw", "conditions"),
    Act.SUSPEND: ("suspended_until",),
    Act.RENEW: ("valid_until",),
    Act.CORRECT: ("until_day", *CORRECTED),
}
"""What each act asks beside its reasons; the others ask nothing more."""


class ProposeForm(ReasonForm):
    """An act on a standing licence: only what this act asks for is asked."""

    after = forms.ChoiceField(label=gettext_lazy("It becomes"))
    effective_on = forms.DateField(label=gettext_lazy("Takes effect on"), widget=Day)
    suspended_until = forms.DateField(
        label=gettext_lazy("Suspended until"),
        required=False,
        widget=Day,
        help_text=gettext_lazy(
            "The first day on which it may operate again; leave empty until you decide otherwise."
        ),
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Holds until"),
        required=False,
        widget=Day,
        help_text=gettext_lazy("Leave empty where it has no end."),
    )
    until_day = forms.DateField(
        label=gettext_lazy("Corrected until"),
        required=False,
        widget=Day,
        help_text=gettext_lazy(
            "The first day on which the register is right again; leave empty where it still is wrong."
        ),
    )
    licensed_mw = forms.DecimalField(
        label=gettext_lazy("Power, MW"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100_000),
        decimal_places=6,
    )
    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    region = forms.CharField(label=gettext_lazy("Region"), required=False, max_length=100)
    actor_class = forms.ChoiceField(label=gettext_lazy("Class"), required=False)
    conditions = forms.CharField(
        label=gettext_lazy("Conditions"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES)

    def __init__(
        self, *told: Any, act: Act, afters: Sequence[Status], licence: Licence, law: Law, **named: Any
    ) -> None:
        super().__init__(*told, **named)
        self.act, self.licence, self.law = act, licence, law
        self._offer_grounds(act, law)
        self._offer_afters(afters)
        self._ask_only(ASKED.get(act, ()))
        if act is Act.CORRECT:
            self._ask_what_is_wrong(afters)
        self.order_fields(["after", "effective_on", *ASKED.get(act, ()), "ground", "article"])

    def _offer_afters(self, afters: Sequence[Status]) -> None:
        if len(afters) > 1 and self.act is not Act.CORRECT:
            self.fields["after"].choices = [(one.value, STATUSES[one]) for one in afters]  # type: ignore[attr-defined]
        else:
            del self.fields["after"]

    def _ask_only(self, asked: Iterable[str]) -> None:
        for name in {name for names in ASKED.values() for name in names} - set(asked):
            del self.fields[name]

    def _ask_what_is_wrong(self, statuses: Sequence[Status]) -> None:
        self.fields["effective_on"].label = _("Wrong since")
        classes = [(id_, _(_title(one))) for id_, one in self.law.licensing.classes.items()]
        told = [(one.value, STATUSES[one]) for one in statuses]
        for name, value in self._said_now().items():
            self.fields[name].help_text = _("The register says: {value}").format(value=value or "—")
        self.fields["actor_class"].choices = [("", "—"), *classes]  # type: ignore[attr-defined]
        self.fields["status"].choices = [("", "—"), *told]  # type: ignore[attr-defined]

    def _said_now(self) -> dict[str, str]:
        licence = self.licence
        return {
            "status": word(STATUSES, licence.status),
            "licensed_mw": words.power(licence.licensed_w),
            "region": licence.region,
            "actor_class": licence.actor_class,
            "conditions": licence.conditions,
        }

    def clean_licensed_mw(self) -> Decimal | None:
        """Refuse more power than the licence has, where it is to be limited."""
        told: Decimal | None = self.cleaned_data["licensed_mw"]
        if self.act is Act.LIMIT and told is not None and _watts(told) > self.licence.licensed_w:
            raise forms.ValidationError(
                _("A limitation gives no more power than the licence has: {power}.").format(
                    power=words.power(self.licence.licensed_w)
                )
            )
        return told

    def clean_effective_on(self) -> date:
        """Refuse a day gone by, except for a correction."""
        told: date = self.cleaned_data["effective_on"]
        if self.act is not Act.CORRECT and told < self.law.day:
            raise forms.ValidationError(_(rules.PAST).format(day=words.day(self.law.day)))
        return told

    def clean(self) -> dict[str, Any] | None:
        """Put next to its field what the rules say of conditions and days."""
        told = super().clean() or {}
        if self.errors:
            return told
        if self.act is Act.LIMIT and not self.what_is_set:
            self.add_error("conditions", _(rules.NO_LIMIT))
        if self.act is Act.CORRECT and not self.what_is_set.get("values"):
            self.add_error("licensed_mw", _(rules.NO_CORRECTION))
        self._check_suspension(told)
        return told

    def _check_suspension(self, told: dict[str, Any]) -> None:
        if (until := told.get("suspended_until")) and until <= told["effective_on"]:
            self.add_error("suspended_until", _(rules.SUSPENDED_BACKWARDS))
        elif until:
            for problem in rules.against_law(
                act=self.act,
                ground_ids=(),
                effective_on=told["effective_on"],
                conditions=self.what_is_set,
                law=self.law,
            ):
                self.add_error("suspended_until", problem)

    @property
    def what_is_set(self) -> dict[str, Any]:
        """What is set beside the act, as a decision keeps it."""
        told = {name: self.cleaned_data.get(name) for name in ASKED.get(self.act, ())}
        if (megawatts := told.pop("licensed_mw", None)) is not None:
            told["licensed_w"] = _watts(megawatts)
        kept = {name: _kept(value) for name, value in told.items() if value not in (None, "")}
        if self.act is Act.CORRECT:
            until = {"until_day": kept.pop("until_day")} if "until_day" in kept else {}
            return {**until, **({"values": kept} if kept else {})}
        return {TEXT.get(name, name): value for name, value in kept.items()}

    @property
    def becomes(self) -> Status | None:
        """What the licence becomes, where there is a choice."""
        told = self.cleaned_data.get("after")
        return Status(told) if told else None


def _watts(megawatts: Decimal) -> int:
    return int(megawatts * W_PER_MW)


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _title(actor_class: Any) -> str:
    return str(actor_class.title.value) if actor_class.title.is_known else str(actor_class.id)
