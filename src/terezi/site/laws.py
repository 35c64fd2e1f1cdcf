"""The law of a country on a day, for machines."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic_core import to_jsonable_python

from terezi.base.errors import Refused
from terezi.desk.people.access import officers
from terezi.law.book import law_on
from terezi.law.rows import named_terms
from terezi.law.terms import Term

router = Router(tags=["law"])


class TermOut(Schema):
    """One value of the law with its source. Not known is not the same as no rule: `why_not` says which."""

    title: str
    value: Any
    known: bool
    why_not: str
    unit: str
    source: str
    status: str
    confidence: str
    in_force_from: date


class LawOut(Schema):
    """The law of one country as it stands on one day."""

    country: str
    day: date
    version: str = Field(description="Which text of the pack")
    sections: dict[str, dict[str, TermOut]]


@router.get("/{country}", response=LawOut, auth=officers(may="law.read"), summary="The law on a day")
def one_law(request: HttpRequest, country: str, on: date | None = None) -> Any:
    law = law_on(country, on or timezone.localdate())
    sections: dict[str, dict[str, Any]] = {}
    for section, name, term in named_terms(law):
        sections.setdefault(section, {})[name] = _term(term)
    return {"country": law.country, "day": law.day, "version": law.version, "sections": sections}


def _term(term: Term[Any]) -> dict[str, Any]:
    value, why_not = None, ""
    try:
        value = to_jsonable_python(term.value)
    except Refused as refused:
        why_not = str(refused)
    return {
        "title": term.title,
        "value": value,
        "known": term.is_known,
        "why_not": why_not,
        "unit": term.unit,
        "source": term.source,
        "status": term.status,
        "confidence": term.confidence,
        "in_force_from": term.in_force_from,
    }
