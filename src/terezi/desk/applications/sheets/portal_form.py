"""How far each section of a form has come."""

from dataclasses import dataclass

from terezi.desk.applications import queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.rules.asked import asked_of
from terezi.desk.applications.sheets import portal_words as words
from terezi.desk.applications.terms import Part
from terezi.desk.people.words import word
from terezi.law.terms import Law


@dataclass(frozen=True)
class Step:
    """One section: its name, and what it still lacks."""

    key: str
    title: str
    lacks: tuple[str, ...]

    @property
    def state(self) -> str:
        return "nodata" if self.lacks else "done"


def steps(file: Application, law: Law, keys: list[str]) -> list[Step]:
    """Return the sections of a form, each with what is missing in it."""
    papers = {one.id: one.title for one in asked_of(law.licensing.actor_class(file.actor_class)).documents}
    lacking: dict[str, list[str]] = {key: [] for key in keys}
    for one in queries.missing(file, law):
        lacking[section_of(one.field)].append(words.lacks(one, papers))
    return [Step(key, word(words.SECTIONS, key), tuple(dict.fromkeys(lacking[key]))) for key in keys]


def section_of(field: str) -> str:
    """Return the section in which a field stands, as `missing` and requests to the applicant name fields."""
    kind, _colon, document = field.partition(":")
    if document or kind == "fee_reference":
        return "documents"
    return kind if kind in set(Part) else "party"
