"""The words of the register: what holds over a span of days, and what telling it changed."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class MeterKind(StrEnum):
    """What a meter measures."""

    SITE = "site"
    FEEDER = "feeder"
    TRANSFORMER = "transformer"
    CUSTOMER = "customer"


class PartyKind(StrEnum):
    """What a party is before the law."""

    LEGAL_ENTITY = "legal_entity"
    INDIVIDUAL_ENTREPRENEUR = "individual_entrepreneur"
    NATURAL_PERSON = "natural_person"


@dataclass(frozen=True, slots=True)
class Span:
    """What the register says of one thing from `valid_from` until, exclusive, `valid_until`."""

    valid_from: date
    valid_until: date | None
    values: tuple[Any, ...]

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True)
class Kept:
    """How many spans a telling began, ended, corrected on their first day, or left as they were."""

    began: int = 0
    ended: int = 0
    corrected: int = 0
    unchanged: int = 0
    rows: tuple[Any, ...] = field(default=(), compare=False, repr=False)  # written by the telling

    @property
    def changed(self) -> bool:
        return bool(self.began or self.ended or self.corrected)

    @property
    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("began", "ended", "corrected", "unchanged")}


class Act(StrEnum):
    """What the journal calls the changes made here."""

    IMPORT = "register.import"
