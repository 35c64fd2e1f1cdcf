"""What the law asks of a class of actors, and which of its terms nobody knows."""

from dataclasses import dataclass
from typing import Any

from terezi.base.errors import Refused
from terezi.desk.applications.terms import Part
from terezi.law.terms import NoSuchRule

LISTS = ("applicant_kinds", "parts", "documents", "prerequisites", "opinions", "checks")
SINGLE = ("non_resident_allowed", "follows", "fee", "validity")
CAP = "cap_mw"
BY_HAND = "law:"


@dataclass(frozen=True)
class Asked:
    """All that a file of one class needs. What stands in `unknown` is weighed by hand, not left out."""

    applicant_kinds: tuple[str, ...]
    parts: tuple[str, ...]
    documents: tuple[Any, ...]
    prerequisites: tuple[Any, ...]
    opinions: tuple[Any, ...]
    checks: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def needed_checks(self) -> tuple[str, ...]:
        """The checks of the law and its prerequisites, and one by hand for each term that is unknown."""
        shown_otherwise = {*self.document_kinds, *Part}
        shown = [one.shown_by for one in self.prerequisites if one.shown_by not in shown_otherwise]
        return (*dict.fromkeys([*self.checks, *shown]), *(f"{BY_HAND}{name}" for name in self.unknown))

    @property
    def document_kinds(self) -> tuple[str, ...]:
        return tuple(document.id for document in self.documents)

    @property
    def agencies(self) -> tuple[str, ...]:
        return tuple(opinion.agency for opinion in self.opinions)


def asked_of(actor_class: Any) -> Asked:
    """Read what is asked of a class; a rule the law does not have asks nothing, an unknown one is told."""
    told = {name: stated_or(getattr(actor_class, name), ()) for name in LISTS}
    parts = told["parts"][0]
    single = (*SINGLE, CAP) if Part.SITES in parts else SINGLE
    unknown = [name for name, (_, known) in told.items() if not known]
    unknown += [name for name in single if not stated_or(getattr(actor_class, name), None)[1]]
    return Asked(**{name: tuple(value) for name, (value, _) in told.items()}, unknown=tuple(unknown))


def stated_or(term: Any, otherwise: Any) -> tuple[Any, bool]:
    """Return the value of a term, or `otherwise`, and whether the law is known to say so."""
    try:
        return term.value, True
    except NoSuchRule:
        return otherwise, True
    except Refused:
        return otherwise, False
