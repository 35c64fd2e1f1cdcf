"""The fee and the papers the law of the class asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.errors import BadData, Refused
from terezi.desk.applications import actions
from terezi.desk.applications.models import Document
from terezi.desk.applications.portal.forms.party import Answers
from terezi.desk.applications.rules.asked import stated_or
from terezi.desk.applications.sheets import portal_words as words
from terezi.desk.applications.sheets.portal_class import fee
from terezi.desk.applications.terms import Field
from terezi.desk.findings.words import translated

ACCEPTED = ".pdf,.png,.jpg,.jpeg,.csv,.txt"
OTHER = "other"


class Papers(Answers):
    """The reference of the fee, and one place to attach for each paper."""

    key = "documents"
    template_name = "portal/sections/papers.html"
    fee_reference = forms.CharField(
        label=words.LABELS[Field.FEE_REFERENCE],
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def ask(self) -> None:
        actor_class = self.draft.actor_class
        due, _known = stated_or(actor_class.fee, None)
        if due is None or not due.amount:
            del self.fields["fee_reference"]
        else:
            said = _("The fee is {fee}. Write the number of the payment.")
            self.fields["fee_reference"].help_text = said.format(fee=fee(self.draft.law, actor_class))
        shown = {one.shown_by for one in self.draft.asked.prerequisites}
        there = {one.kind for one in self.standing}
        for paper in self.draft.asked.documents:
            needed = (paper.required or paper.id in shown) and paper.id not in there
            self.fields[paper.id] = _place(translated(paper.title), required=needed)
        if not self.draft.is_short:
            self.fields[OTHER] = _place(gettext_lazy("Another paper"), required=False)

    @property
    def standing(self) -> list[Document]:
        return list(self.draft.file.documents.filter(removed_at__isnull=True))

    @property
    def places(self) -> list[tuple[forms.BoundField, list[Document]]]:
        """The fields, each with what was attached there already."""
        there = self.standing
        return [(field, [one for one in there if one.kind == field.name]) for field in self.visible_fields()]

    def answers(self) -> dict[str, Any]:
        return {name: text for name, text in super().answers().items() if name == Field.FEE_REFERENCE}

    def keep(self) -> None:
        super().keep()
        for name, sent in list(self.cleaned_data.items()):
            if name != Field.FEE_REFERENCE and sent:
                self._attach(name, sent)

    def _attach(self, kind: str, sent: Any) -> None:
        try:
            actions.attach(kind=kind, filename=sent.name, content_bytes=sent.read(), **self.draft.act)
        except (BadData, Refused) as bad:
            self.add_error(kind, _(str(bad)))


def _place(label: Any, *, required: bool) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        help_text=gettext_lazy("PDF, PNG, JPEG, CSV or plain text, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
