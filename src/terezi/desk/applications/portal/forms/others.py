"""Who owns the applicant, and whose machines he hosts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terezi.base.errors import Refused
from terezi.desk.applications import actions
from terezi.desk.applications.portal.forms.sections import Section, Suggested
from terezi.desk.applications.portal.forms.sites import WATTS_A_KW, Kilowatts
from terezi.desk.applications.sheets import portal_words as words
from terezi.desk.applications.terms import NONE_SUCH, Field, Part
from terezi.desk.findings.words import translated

PPM_A_PERCENT = 10_000
COUNTRY = {"dir": "ltr", "size": 4, "autocapitalize": "characters"}
NAMES = {"share": "share_percent", "kind": "kind", "country": "country", "owned": "owned", "owner": "owner"}


class Owner(Section):
    """Somebody who owns a share of the applicant, or of one of his owners."""

    key = Part.OWNERS
    is_whole = True
    owner = forms.CharField(label=_("Name of the owner"), help_text=_("A person or a firm."), max_length=300)
    kind = forms.ChoiceField(label=_("What the owner is"), choices=list(words.KINDS.items()))
    country = forms.CharField(
        label=_("Country of the owner"),
        help_text=_("Two letters, as in TM or KZ."),
        min_length=2,
        max_length=2,
        widget=forms.TextInput(attrs=COUNTRY),
    )
    owned = forms.CharField(
        label=_("Owns a share of"),
        help_text=_("You, or a firm named above whose owner this is."),
        max_length=300,
        widget=Suggested,
    )
    share_percent = forms.DecimalField(
        label=_("Share, in %"),
        min_value=Decimal("0.0001"),
        max_value=100,
        decimal_places=4,
        widget=forms.NumberInput(attrs={"dir": "ltr", "step": "any"}),
    )
    bars = forms.MultipleChoiceField(
        label=_("Which of these is true of the owner"),
        help_text=_("The law names them. Leave all empty if none is."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def ask(self) -> None:
        licensing = self.draft.law.licensing
        bars = licensing.ownership_bars.value if licensing.ownership_bars.is_known else ()
        if bars:
            self.fields["bars"].choices = [(one, translated(licensing.title_of(one))) for one in bars]  # type: ignore[attr-defined]
        else:
            del self.fields["bars"]
        told = self.draft.file.owners.filter(removed_at__isnull=True).values_list("owner", flat=True)
        names = dict.fromkeys([self.draft.file.party_name, *told])
        self.fields["owned"].widget.offered = tuple(name for name in names if name)

    def kept(self) -> dict[str, Any]:
        return {"owned": self.draft.file.party_name, "kind": "natural_person"}

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def keep(self) -> None:
        told = {name: self.cleaned_data[name] for name in ("owner", "owned", "country", "kind")}
        told |= {
            "share_ppm": int(self.cleaned_data["share_percent"] * PPM_A_PERCENT),
            "bars": sorted(self.cleaned_data.get("bars", ())),
        }
        same = self.draft.file.owners.filter(
            removed_at__isnull=True, **{name: told[name] for name in told if name != "bars"}
        )
        if not any(sorted(one.bars) == told["bars"] for one in same):
            actions.claim_owner(**told, **self.draft.act)

    def named(self, name: str) -> str | None:
        return super().named(NAMES.get(name, name))


class Hosting(Section):
    """One client whose machines run here, or the word that there is none yet."""

    key = Part.HOSTING
    is_whole = True
    none = forms.BooleanField(label=_("I host nobody yet"), required=False)
    name = forms.CharField(label=_("Name of the client"), max_length=300, required=False)
    registration_number = forms.CharField(
        label=words.LABELS[Field.REGISTRATION_NUMBER], max_length=100, required=False
    )
    country = forms.CharField(
        label=words.LABELS[Field.PARTY_COUNTRY],
        min_length=2,
        max_length=2,
        required=False,
        widget=forms.TextInput(attrs=COUNTRY),
    )
    machines = forms.IntegerField(label=_("Machines"), min_value=1, required=False)
    power_kw = Kilowatts(label=_("Their power, in kW"), required=False)
    licence_number = forms.CharField(
        label=_("The client's licence, if there is one"), max_length=100, required=False
    )

    def kept(self) -> dict[str, Any]:
        return {
            "none": self.draft.file.answers.get(Field.HOSTING) == NONE_SUCH,
            "country": self.draft.file.country,
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("name"):
            for field in ("country", "machines", "power_kw"):
                if not told.get(field) and field not in self.errors:
                    self.add_error(field, self.fields[field].error_messages["required"])
        elif told.get("machines") or told.get("power_kw"):
            self.add_error("name", self.fields["name"].error_messages["required"])
        return told

    def keep(self) -> None:
        told = self.cleaned_data
        answer = NONE_SUCH if told["none"] and not told["name"] else ""
        if answer != self.draft.file.answers.get(Field.HOSTING, ""):
            self.draft.file = actions.answer(fields={Field.HOSTING: answer}, **self.draft.act)
        if told["name"]:
            self._keep_client()

    def _keep_client(self) -> None:
        told = {
            "name": " ".join(self.cleaned_data["name"].split()),
            "registration_number": self.cleaned_data["registration_number"],
            "licence_number": self.cleaned_data["licence_number"],
            "country": self.cleaned_data["country"].upper(),
            "machines": self.cleaned_data["machines"],
            "power_w": int(self.cleaned_data["power_kw"] * WATTS_A_KW),
        }
        if not self.draft.file.clients.filter(removed_at__isnull=True, **told).exists():
            try:
                actions.claim_client(**told, **self.draft.act)
            except Refused as refused:
                self.add_error("name", str(refused).partition(": ")[2] or str(refused))
