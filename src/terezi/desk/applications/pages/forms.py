"""What officers fill in on the desk: a request, a check by hand, an opinion, a hand-over, a proposal."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.units import W_PER_MW
from terezi.desk.applications.sheets import words
from terezi.desk.applications.terms import CheckState, Position
from terezi.desk.decisions.forms import Day, ReasonForm
from terezi.desk.decisions.terms import Reason
from terezi.desk.licences.transitions import Act
from terezi.desk.people.models import Officer
from terezi.desk.screening.terms import Outcome
from terezi.law.terms import Law

SET_BY_HAND = (CheckState.LOOKING, CheckState.WAITING, CheckState.DONE, CheckState.CANNOT)
FOUND = (Outcome.CLEAR, Outcome.MATCH)
LONGEST = 10_000


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class AskForm(forms.Form):
    """What is asked of the applicant: the field, the reason, who acts."""

    field = forms.ChoiceField(label=gettext_lazy("What it is about"))
    reason = forms.CharField(
        label=gettext_lazy("What is missing or unclear, and what to do"),
        help_text=gettext_lazy("The applicant reads this. Ask once for all you need of this field."),
        max_length=LONGEST,
        widget=_words(4),
    )
    who_acts = forms.CharField(
        label=gettext_lazy("Who acts"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Left empty, the applicant."),
    )

    def __init__(self, *told: Any, about: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*told, **named)
        self.fields["field"].choices = [("", gettext_lazy("Choose")), *about]  # type: ignore[attr-defined]


class ReasonedForm(forms.Form):
    """A reason, and nothing else."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST, widget=_words())

    def __init__(self, *told: Any, hint: str = "", label: str = "", **named: Any) -> None:
        super().__init__(*told, **named)
        self.fields["reason"].help_text = hint
        self.fields["reason"].label = label or self.fields["reason"].label


class AssignForm(forms.Form):
    """To whom a file goes past the draw, and why."""

    officer = forms.ChoiceField(label=gettext_lazy("Officer"))
    reason = forms.CharField(
        label=gettext_lazy("Why it is not drawn"),
        help_text=gettext_lazy(
            "The auditor reads this in the integrity report. Leave out names of the applicant's people."
        ),
        max_length=LONGEST,
        widget=_words(),
    )

    def __init__(self, *told: Any, workers: Sequence[Officer], holder: Officer | None, **named: Any) -> None:
        super().__init__(*told, **named)
        others = [one for one in workers if holder is None or one.pk != holder.pk]
        choices = [(one.username, _load(one)) for one in others]
        self.fields["officer"].choices = [("", gettext_lazy("Choose")), *choices]  # type: ignore[attr-defined]


def _load(officer: Officer) -> str:
    load: int = officer.load  # type: ignore[attr-defined]
    return _("{name} · open files: {n}").format(name=words.apart(officer.name), n=load)


class CheckForm(forms.Form):
    """How far a check has come, by the word of the officer who looked."""

    state = forms.ChoiceField(
        label=gettext_lazy("How far it has come"),
        choices=[(one.value, words.STATES[one]) for one in SET_BY_HAND],
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        required=False,
        help_text=gettext_lazy("Only where it is done."),
        choices=[("", "—"), *((one.value, words.OUTCOMES[one]) for one in FOUND)],
    )
    waiting_on = forms.CharField(
        label=gettext_lazy("On whom it waits"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Only where it waits."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("What you looked at and what you saw."),
        max_length=LONGEST,
        widget=_words(),
    )

    def clean(self) -> dict[str, Any] | None:
        """Ask for what the state needs: an outcome where it is done, a name where it waits."""
        told = super().clean() or {}
        if told.get("state") == CheckState.DONE and not told.get("outcome"):
            self.add_error("outcome", _("Say what came of it, since it is done."))
        if told.get("state") == CheckState.WAITING and not told.get("waiting_on", "").strip():
            self.add_error("waiting_on", _("Say on whom the check waits."))
        return told


class OpinionForm(forms.Form):
    """What an agency says: for or against, and why."""

    position = forms.ChoiceField(
        label=gettext_lazy("Your agency is"),
        widget=forms.RadioSelect,
        choices=[(one.value, words.POSITIONS[one]) for one in (Position.FOR, Position.AGAINST)],
    )
    says = forms.CharField(
        label=gettext_lazy("What it rests on"),
        help_text=gettext_lazy(
            "What you looked at, and under which rule. The officer and whoever signs read it."
        ),
        max_length=LONGEST,
        widget=_words(5),
    )


class ProposalForm(ReasonForm):
    """A decision on a file: act, ground, article, facts, evidence, conditions, power of each site."""

    effective_on = forms.DateField(label=gettext_lazy("Takes effect on"), widget=Day)
    valid_until = forms.DateField(
        label=gettext_lazy("Holds until"),
        required=False,
        widget=Day,
        help_text=gettext_lazy("Only where the law does not say how long it holds."),
    )
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("Documents of the file that show it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    conditions = forms.CharField(
        label=gettext_lazy("Conditions in words"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("They stand on the certificate and in the public register."),
        widget=_words(),
    )
    law_version = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *told: Any,
        act: Act,
        law: Law,
        sites: Sequence[Any],
        papers: Sequence[Any],
        asks_term: bool,
        **named: Any,
    ) -> None:
        super().__init__(*told, **named)
        self.act, self.law, self.sites = act, law, sites
        if not asks_term:
            del self.fields["valid_until"]
        self._offer_grounds(act, law)
        kept = [(f"document:{one.sha256}", one.filename) for paper in papers for one in paper.documents]
        self.fields["documents"].choices = list(dict.fromkeys(kept))  # type: ignore[attr-defined]
        if not kept:
            del self.fields["documents"]
        if act is Act.REFUSE:
            del self.fields["conditions"]
        else:
            for site in sites:
                self.fields[_name(site)] = _power(site)
        order = [*(_name(site) for site in sites), "conditions", "effective_on", "valid_until"]
        self.order_fields(
            ["ground", "article", "article_in_force_from", "facts", "documents", "evidence", "text", *order]
        )

    def clean_law_version(self) -> str:
        """Refuse to propose under a law that changed since the form was opened."""
        told: str = self.cleaned_data["law_version"]
        if told != self.law.version:
            again = cast(QueryDict, self.data).copy()
            again["law_version"] = self.law.version
            self.data = again
            raise forms.ValidationError(
                _(
                    "The law changed since you opened this. Read grounds and articles again, then send it once more."
                )
            )
        return told

    def clean(self) -> dict[str, Any] | None:
        """Ask a limitation for what it limits."""
        told = super().clean() or {}
        if self.act is Act.LIMIT and not self.errors and not told.get("conditions") and not self._is_lower():
            self.add_error("conditions", _("Say the condition in words, or give a site less power."))
        return told

    def _is_lower(self) -> bool:
        asked = {site.label: site.requested_w for site in self.sites}
        return any(watts < asked[label] for label, watts in self.licensed_w.items())

    @property
    def licensed_w(self) -> dict[str, int]:
        """The power of each site that was told, in W."""
        told = {site.label: self.cleaned_data.get(_name(site)) for site in self.sites}
        return {label: int(mw * W_PER_MW) for label, mw in told.items() if mw is not None}

    def reason(self, language: str) -> Reason:
        """Return the reason; what shows the facts is what was ticked, then what was written."""
        told = super().reason(language)
        shown = (*self.cleaned_data.get("documents", ()), *told.evidence)
        return replace(told, evidence=tuple(dict.fromkeys(shown)))


def _name(site: Any) -> str:
    return f"site_{site.pk}"


def _power(site: Any) -> forms.DecimalField:
    asked = (Decimal(site.requested_w) / W_PER_MW).normalize()
    return forms.DecimalField(
        label=_("Power of site {label}, MW").format(label=words.apart(site.label)),
        min_value=Decimal("0.000001"),
        max_value=asked,
        decimal_places=6,
        initial=f"{asked:f}",
        help_text=_("Asked for: {power}. You may grant less.").format(power=words.power(site.requested_w)),
    )
