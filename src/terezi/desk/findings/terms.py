"""The words of findings: what an indicator found, and what was said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar


class Severity(StrEnum):
    """How grave a finding would be if it holds; a lead, never a verdict."""

    NOTICE = "notice"
    SERIOUS = "serious"
    GRAVE = "grave"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class SubjectKind(StrEnum):
    """What a finding is about."""

    SITE = "site"
    FEEDER = "feeder"
    CUSTOMER = "customer"
    REGION = "region"


class Triage(StrEnum):
    """How far the authority has come with a finding."""

    NEW = "new"
    LOOKED_AT = "looked_at"
    ASKED = "asked"
    EXPLAINED = "explained"


class Act(StrEnum):
    """What the journal calls the changes made here."""

    LOOK = "findings.look"
    RECEIVE = "findings.receive"
    REPLY = "findings.reply"


@dataclass(frozen=True)
class Found:
    """What an indicator found about one subject on one settlement day, before it is on the record."""

    indicator: str
    indicator_version: str
    title: str
    family: str
    severity: str
    subject: str
    subject_kind: str
    law_country: str
    law_version: str
    article: str
    article_in_force_from: date | None
    measured: int
    allowed: int
    unit: str
    gap_wh: int
    confidence_ppm: int
    money_minor: int | None
    levy_minor: int | None
    currency: str
    sentence: str
    values: Mapping[str, Any]
    hypotheses: Sequence[Mapping[str, Any]] = ()
    clears: Sequence[str] = ()
    stands_days: int = 1


@dataclass(frozen=True)
class Received:
    """How many findings a run brought, changed, took back, or said again."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    unchanged: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.new or self.changed or self.withdrawn)


class Weighable(Protocol):
    """What ranking needs to know of a finding."""

    subject: str
    subject_kind: str
    indicator: str
    severity: str
    gap_wh: int
    confidence_ppm: int
    money_minor: int | None


F = TypeVar("F")


@dataclass(frozen=True)
class Group(Generic[F]):
    """The findings about one subject, strongest first; `weight` is money times confidence."""

    subject: str
    subject_kind: str
    findings: tuple[F, ...]
    weight: int

    @property
    def lead(self) -> F:
        return self.findings[0]


@dataclass(frozen=True)
class Changes(Generic[F]):
    """What one day has that the day before had not, and the other way round."""

    appeared: tuple[F, ...]
    disappeared: tuple[F, ...]
