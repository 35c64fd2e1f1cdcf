"""A country's law on a day as rows of text, for a person, a table or JSON."""

from dataclasses import dataclass, fields
from typing import Any

from terezi.law.terms import Blank, Law, Term
from terezi.law.written import SECTIONS


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
    return tuple(
        _row(section, field.name, getattr(getattr(law, section), field.name))
        for section, type_ in SECTIONS.items()
        for field in fields(type_)
    )


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
    if isinstance(term.stated, bool):
        return "yes" if term.stated else "no"
    if isinstance(term.stated, tuple):
        return ", ".join(term.stated)
    return str(term.stated)
