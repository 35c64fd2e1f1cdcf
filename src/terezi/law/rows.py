"""A country's law on a day as rows of text, for a person, a table or JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from terezi.law.terms import Blank, Law, Term
from terezi.law.written import CLASSES, LICENSING, SECTIONS, types_of


@dataclass(frozen=True)
class Row:
    """One term; every field is text, so it prints and serialises as it stands."""

    section: str
    name: str
    title: str
    value: str
    unit: str
    status: str
    confidence: str
    in_force_from: str
    source: str
    note: str


def rows(law: Law) -> tuple[Row, ...]:
    """Return every term of the law, in the order of the sections."""
    return tuple(_row(section, name, term) for section, name, term in named_terms(law))


def named_terms(law: Law) -> Iterator[tuple[str, str, Term[Any]]]:
    """Yield every term with its section and name; those of an actor class are named `classes.<id>.<term>`."""
    for section, type_ in SECTIONS.items():
        yield from _terms_of(getattr(law, section), type_, section, "")
    for id_, actor_class in getattr(law, LICENSING).classes.items():
        yield from _terms_of(actor_class, type(actor_class), LICENSING, f"{CLASSES}.{id_}.")


def _terms_of(holder: Any, type_: Any, section: str, prefix: str) -> Iterator[tuple[str, str, Term[Any]]]:
    for name in types_of(type_):
        yield section, f"{prefix}{name}", getattr(holder, name)


def _row(section: str, name: str, term: Term[Any]) -> Row:
    return Row(
        section=section,
        name=name,
        title=term.title,
        value=_shown(term),
        unit=term.unit,
        status=term.status.value,
        confidence=term.confidence.value,
        in_force_from=term.in_force_from.isoformat(),
        source=term.source,
        note=term.note,
    )


def _shown(term: Term[Any]) -> str:
    if term.day < term.in_force_from:
        return "NOT YET IN FORCE"
    if isinstance(term.stated, Blank):
        return {Blank.UNKNOWN: "UNKNOWN", Blank.NO_RULE: "NO SUCH RULE"}[term.stated]
    return said(term.stated)


def said(value: Any) -> str:
    """Write a value of law as text: lists with commas, mappings with semicolons."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value) or "none listed"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {said(each)}" for key, each in value.items()) or "none listed"
    return str(value)
