"""The reason of every decision: ground, article, facts, evidence, words."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.desk.decisions import rules
from terezi.desk.decisions.terms import EVIDENCE, Reason
from terezi.law.terms import Law


class Day(forms.DateInput):
    """A day, picked from the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ReasonForm(forms.Form):
    """Why: ground, article, facts, evidence and the officer's own words."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), help_text=gettext_lazy("As the law lists them."))
    article = forms.CharField(
        label=gettext_lazy("Article"),
        max_length=300,
        help_text=gettext_lazy("The article it rests on, as the law names it."),
    )
    article_in_force_from = forms.DateField(label=gettext_lazy("In force from"), required=False, widget=Day)
    facts = forms.CharField(
        label=gettext_lazy("Facts"),
        help_text=gettext_lazy(
            "What happened that falls under the article, with days and numbers. Leave out your own name."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        required=False,
        help_text=gettext_lazy("One in each line: finding:12, journal:345, or document: and its SHA-256."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
    )
    text = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        help_text=gettext_lazy("The holder reads it in the letter as you write it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def _offer_grounds(self, act: str, law: Law) -> None:
        titles = rules.ground_titles(act, law)
        if not titles:
            del self.fields["ground"]
            return
        term = rules.grounds(act, law)
        choices = [("", _("Choose a ground")), *((id_, _(title)) for id_, title in titles.items())]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]
        if term is not None:
            self.fields["article"].initial = term.article
            self.fields["article_in_force_from"].initial = term.in_force_from

    def clean_evidence(self) -> tuple[str, ...]:
        """Read one piece of evidence from each line."""
        told = tuple(line.strip() for line in self.cleaned_data["evidence"].splitlines() if line.strip())
        for one in told:
            if not EVIDENCE.fullmatch(one):
                raise forms.ValidationError(_(rules.NO_EVIDENCE).format(evidence=one))
        return told

    def reason(self, language: str) -> Reason:
        """Return the reason that was filled in, written in a language."""
        told = self.cleaned_data
        return Reason(
            article=told["article"],
            facts=told["facts"],
            ground=told.get("ground", ""),
            article_in_force_from=told["article_in_force_from"],
            evidence=told["evidence"],
            text=told["text"],
            language=language,
        )
