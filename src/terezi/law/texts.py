"""The English texts of a pack which screens and letters translate."""

from collections.abc import Iterator, Mapping
from typing import Any

from terezi.law.terms import Term
from terezi.law.written import Pack

CLASS_TITLE = "title"
TITLES = "titles"


def texts(pack: Pack) -> Iterator[str]:
    """Yield titles and units of the rules, names of classes, documents, conditions and grounds, and words of codes."""
    for section in pack.sections.values():
        for key, values in section.items():
            yield from (values[0].title, values[0].unit)
            for term in values:
                yield from _of_value(key.split(".")[-1], term)


def _of_value(name: str, term: Term[Any]) -> Iterator[str]:
    if isinstance(term.stated, tuple):
        yield from (each.title for each in term.stated if hasattr(each, "id"))
    elif name == TITLES and isinstance(term.stated, Mapping):
        yield from term.stated.values()
    elif name == CLASS_TITLE and isinstance(term.stated, str):
        yield term.stated
