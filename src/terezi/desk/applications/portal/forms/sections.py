"""A section of the form: what it asks follows from the law of the class, and it keeps what it was told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest

from terezi.base.errors import BadData, Refused
from terezi.desk.applications.models import Application
from terezi.desk.applications.rules.asked import Asked, asked_of
from terezi.desk.applications.sheets import portal_words as words
from terezi.desk.applications.sheets.portal_class import is_short
from terezi.desk.people.models import Officer
from terezi.desk.people.words import refusal, word
from terezi.law.licensing import ActorClass
from terezi.law.terms import Law


@dataclass
class Draft:
    """A file that its applicant may change now, with the law it will stand under."""

    file: Application
    law: Law
    by: Officer
    at: datetime

    @property
    def actor_class(self) -> ActorClass:
        return self.law.licensing.actor_class(self.file.actor_class)

    @property
    def asked(self) -> Asked:
        return asked_of(self.actor_class)

    @property
    def is_short(self) -> bool:
        return is_short(self.actor_class)

    @property
    def act(self) -> dict[str, Any]:
        """Whose file, by whom and when: what every act on it takes."""
        return {"number": self.file.number, "by": self.by, "at": self.at}


class Section(forms.Form):
    """One section. `later` takes what is there and asks for nothing; told again, the same changes nothing."""

    key: ClassVar[str]
    template_name = "portal/sections/fields.html"
    is_whole: ClassVar[bool] = False  # kept whole or not at all
    use_required_attribute = False

    def __init__(self, draft: Draft, request: HttpRequest | None = None, *, later: bool = False) -> None:
        self.draft, self.later = draft, later
        data, files = (request.POST, request.FILES) if request else (None, None)
        super().__init__(data, files, prefix=self.key, initial=self.kept())
        self.ask()
        if later:
            self._ask_nothing()

    def ask(self) -> None:
        """Ask what this class is asked; called once the fields are there."""

    def kept(self) -> dict[str, Any]:
        """Return what was told before, by field."""
        return {}

    def keep(self) -> None:
        """Write down what was told, through one action for each thing that is new.

        :raises Refused: when it cannot be kept.
        """
        raise NotImplementedError

    @property
    def title(self) -> str:
        return word(words.SECTIONS, self.key)

    def kept_well(self) -> bool:
        """Keep what was told, or say beside its field why it cannot be."""
        if not self.is_valid():
            return False
        if self.empty_permitted and not self.has_changed():
            return True
        try:
            self.keep()
        except (Refused, BadData) as refused:
            self.blame(refused)
        return not self.errors

    def blame(self, refused: Refused | BadData) -> None:
        """Put a refusal beside the field it names, or above all of them."""
        name, _colon, says = str(refused).partition(": ")
        field = self.named(name)
        self.add_error(field, says if field else refusal(refused))

    def named(self, name: str) -> str | None:
        """Return the field that a refusal calls by this name."""
        return name if name in self.fields else None

    def _ask_nothing(self) -> None:
        if self.is_whole:
            self.empty_permitted = True
            return
        for field in self.fields.values():
            field.required = False

    def bound_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields in the order in which they are shown."""
        yield from self.visible_fields()


class Suggested(forms.TextInput):
    """A text with what is known already offered below it."""

    template_name = "portal/widgets/suggested.html"
    offered: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        told = super().get_context(name, value, attrs)
        told["widget"]["attrs"]["list"] = f"{name}-offered"
        told["widget"]["offered"] = self.offered
        return told
