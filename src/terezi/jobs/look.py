"""Run every indicator for one day under the law of that day."""

from dataclasses import dataclass, field

from terezi.base.errors import Refused
from terezi.evidence.facts.lake import Lake
from terezi.evidence.indicators.catalogue import catalogue
from terezi.evidence.indicators.indicator import ANSWERS, Indicator
from terezi.law.terms import Law


@dataclass(frozen=True)
class Lead:
    """One answer of one indicator: numbers, not yet a finding."""

    indicator: Indicator
    subject: str
    measured: int
    allowed: int
    gap_wh: int
    confidence_ppm: int
    values: dict[str, int]


@dataclass(frozen=True)
class Looked:
    """What a day's indicators answered, and which could not run under the law as we know it."""

    leads: tuple[Lead, ...]
    could_not: dict[str, str] = field(default_factory=dict)


def look(*, lake: Lake, law: Law) -> Looked:
    """Answer every indicator's leads; an unknown article stops the indicator, never the day."""
    leads: list[Lead] = []
    could_not: dict[str, str] = {}
    for code, indicator in catalogue().items():
        try:
            leads += leads_of(indicator, lake=lake, law=law)
        except Refused as unknown:
            could_not[code] = str(unknown)
    return Looked(tuple(leads), could_not)


def leads_of(indicator: Indicator, *, lake: Lake, law: Law) -> list[Lead]:
    """Answer one indicator's leads, ordered by subject."""
    found = lake.collect(indicator.find(lake, law)).sort("subject")
    return [_lead(indicator, row) for row in found.iter_rows(named=True)]


def _lead(indicator: Indicator, row: dict[str, int | str]) -> Lead:
    subject = str(row.pop("subject"))
    answers = {name: int(row.pop(name)) for name in ANSWERS[1:]}
    return Lead(indicator, subject, **answers, values={name: int(value) for name, value in row.items()})
