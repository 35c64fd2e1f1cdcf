"""Who applies, and the few answers in words that some classes are asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terezi.base.errors import Refused
from terezi.desk.applications import actions
from terezi.desk.applications.portal.forms.sections import Section
from terezi.desk.applications.queries.missing import REGISTERED_KINDS
from terezi.desk.applications.sheets import portal_words as words
from terezi.desk.applications.sheets.portal_class import title_of
from terezi.desk.applications.terms import COLUMNS, NONE_SUCH, Field, Part
from terezi.desk.parties.terms import PartyKind
from terezi.desk.people.words import word
from terezi.law.terms import NoSuchRule

LTR = {"dir": "ltr"}


class Answers(Section):
    """A section whose fields are answers of the file under the same names."""

    def kept(self) -> dict[str, Any]:
        return self.on_file()

    def on_file(self) -> dict[str, Any]:
        """Return the answers as the file has them, without what is only offered."""
        file = self.draft.file
        return {**file.answers, **{field.value: getattr(file, field) for field in COLUMNS}}

    def keep(self) -> None:
        before = self.on_file()
        told = {name: str(text or "") for name, text in self.answers().items()}
        new = {name: text for name, text in told.items() if text != str(before.get(name) or "")}
        if new:
            self.draft.file = actions.answer(fields=new, **self.draft.act)

    def answers(self) -> dict[str, Any]:
        """Return the answers told, by their names."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}


class Party(Answers):
    """Who applies, and for the longer form who acts for him."""

    key = "party"
    party_kind = forms.ChoiceField(label=words.LABELS[Field.PARTY_KIND], widget=forms.RadioSelect)
    party_name = forms.CharField(
        label=words.LABELS[Field.PARTY_NAME],
        help_text=_("As it is registered, or as in your passport."),
        max_length=300,
    )
    registration_number = forms.CharField(
        label=words.LABELS[Field.REGISTRATION_NUMBER],
        help_text=_("Of the firm or the entrepreneur; a private person gives the number of the passport."),
        max_length=100,
        widget=forms.TextInput(attrs=LTR),
    )
    party_country = forms.CharField(
        label=words.LABELS[Field.PARTY_COUNTRY],
        help_text=_("Two letters, as in TM or KZ."),
        min_length=2,
        max_length=2,
        widget=forms.TextInput(attrs={**LTR, "size": 4, "autocapitalize": "characters"}),
    )
    follows = forms.CharField(
        label=words.LABELS[Field.FOLLOWS], max_length=100, widget=forms.TextInput(attrs=LTR)
    )
    contact = forms.CharField(
        label=words.LABELS[Field.CONTACT],
        help_text=_("Telephone or e-mail of the person we may ask."),
        required=False,
        max_length=300,
    )
    agent_name = forms.CharField(
        label=words.LABELS[Field.AGENT_NAME],
        help_text=_("The lawyer or agent, if somebody fills in this form for you."),
        required=False,
        max_length=300,
    )
    web_address = forms.CharField(
        label=words.LABELS[Field.WEB_ADDRESS],
        required=False,
        max_length=300,
        widget=forms.URLInput(attrs=LTR),
    )

    def ask(self) -> None:
        kinds = self.draft.asked.applicant_kinds
        self.fields["registration_number"].required = bool(kinds) and set(kinds) <= REGISTERED_KINDS
        self._ask_kind()
        self._ask_country()
        self._ask_first()
        if self.draft.is_short:
            for name in ("contact", "agent_name", "web_address"):
                del self.fields[name]

    def kept(self) -> dict[str, Any]:
        told = super().kept()
        kinds = self.draft.asked.applicant_kinds
        return {
            **told,
            "party_name": told["party_name"] or (self.draft.by.name if self.draft.is_short else ""),
            "party_kind": told["party_kind"] or (kinds[0] if len(kinds) == 1 else ""),
            "party_country": told["party_country"] or self.draft.file.country,
        }

    def answers(self) -> dict[str, Any]:
        told = super().answers()
        kinds = self.draft.asked.applicant_kinds
        told.setdefault("party_country", self.draft.file.country)
        return told if len(kinds) != 1 else {**told, "party_kind": kinds[0]}

    def clean_party_country(self) -> str:
        return str(self.cleaned_data["party_country"]).upper()

    def clean(self) -> dict[str, Any]:
        """A firm or an entrepreneur has a number; a private person need not give one."""
        told = super().clean() or {}
        kind = told.get("party_kind")
        number = self.fields["registration_number"]
        if kind in REGISTERED_KINDS and not told.get("registration_number") and not self.later:
            self.add_error("registration_number", number.error_messages["required"])
        return told

    def _ask_kind(self) -> None:
        kinds = self.draft.asked.applicant_kinds or tuple(PartyKind)
        if len(kinds) == 1:
            del self.fields["party_kind"]
            return
        self.fields["party_kind"].choices = [(kind, word(words.KINDS, kind)) for kind in kinds]  # type: ignore[attr-defined]

    def _ask_country(self) -> None:
        """Where only residents may apply there is nothing to ask."""
        allowed = self.draft.actor_class.non_resident_allowed
        if allowed.is_known and not allowed.value:
            del self.fields["party_country"]

    def _ask_first(self) -> None:
        try:
            first = self.draft.actor_class.follows.value
        except NoSuchRule:
            del self.fields["follows"]
        except Refused:
            self.fields["follows"].required = False
        else:
            self.fields["follows"].help_text = title_of(self.draft.law.licensing.actor_class(first))


class Capital(Answers):
    """How much capital is paid up."""

    key = Part.CAPITAL
    capital = forms.RegexField(
        r"[0-9 ]{1,20}",
        label=words.LABELS[Field.CAPITAL],
        widget=forms.TextInput(attrs={**LTR, "inputmode": "numeric"}),
        error_messages={"invalid": _("Write whole units of the currency in digits alone.")},
    )

    def ask(self) -> None:
        currency = self.draft.law.settlement.currency
        if currency.is_known:
            self.fields["capital"].help_text = currency.value

    def clean_capital(self) -> str:
        return str(self.cleaned_data["capital"]).replace(" ", "")


class Advertising(Answers):
    """With which words the applicant advertises, or that he does not."""

    key = Part.ADVERTISING
    none = forms.BooleanField(label=_("I do not advertise"), required=False)
    advertising = forms.CharField(
        label=words.LABELS[Field.ADVERTISING],
        help_text=_("The text as it is published, with its warnings."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def kept(self) -> dict[str, Any]:
        text = self.draft.file.answers.get(Field.ADVERTISING, "")
        return {"none": text == NONE_SUCH, "advertising": "" if text == NONE_SUCH else text}

    def answers(self) -> dict[str, Any]:
        return {"advertising": NONE_SUCH if self.cleaned_data["none"] else self.cleaned_data["advertising"]}
