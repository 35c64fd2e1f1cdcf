"""What the law asks of a class of actors, and which of its terms nobody knows."""

from dataclasses import dataclass
from typing import Any

from terezi.base.errors import Refused
from terezi.law.terms import NoSuchRule

TERMS = ("applicant_kinds", "parts", "documents", "prerequisites", "opinions", "checks")
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
        """The checks of the law, and one by hand for each term of the law that is unknown."""
        return (*self.checks, *(f"{BY_HAND}{name}" for name in self.unknown))

    @property
    def document_kinds(self) -> tuple[str, ...]:
        return tuple(document.id for document in self.documents)

    @property
    def agencies(self) -> tuple[str, ...]:
        return tuple(opinion.agency for opinion in self.opinions)


def asked_of(actor_class: Any) -> Asked:
    """Read what is asked of a class; a rule the law does not have asks nothing, an unknown one is told."""
    stated, unknown = {}, []
    for name in TERMS:
        stated[name], known = stated_or(getattr(actor_class, name), ())
        if not known:
            unknown.append(name)
    return Asked(**stated, unknown=tuple(unknown))


def stated_or(term: Any, otherwise: Any) -> tuple[Any, bool]:
    """Return the value of a term, or `otherwise`, and whether the law is known to say so."""
    try:
        return term.value, True
    except NoSuchRule:
        return otherwise, True
    except Refused:
        return otherwise, False
