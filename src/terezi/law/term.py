"""A value of law: dated, sourced, and refusing to answer where nobody knows."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Generic, TypeVar

from terezi.base.errors import Refused
from terezi.law.refusals import BeforeTheLaw, NoSuchRule, UnknownLaw

T_co = TypeVar("T_co", covariant=True)


class Status(StrEnum):
    """How a value came to be the rule; only the last four are not applied as law to anybody."""

    ENACTED = "enacted"
    BYELAW = "byelaw"
    PRACTICE = "practice"
    DERIVED = "derived"
    POLICY = "policy"
    DRAFT = "draft"
    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    UNKNOWN = "unknown"


NOT_YET_LAW = frozenset({Status.DRAFT, Status.PROPOSED, Status.ANNOUNCED})


class Confidence(StrEnum):
    """A primary text read; A- law firm or official statement; B news; C trade blog."""

    A = "A"
    A_MINUS = "A-"
    B = "B"
    C = "C"
    UNKNOWN = "unknown"


class Blank(Enum):
    """What stands where no value does: we do not know it, or a source says there is no such rule."""

    UNKNOWN = "unknown"
    NO_RULE = "none"


@dataclass(frozen=True)
class Source:
    """An act, or the page it was read in."""

    id: str
    text: str
    grade: Confidence
    url: str

    def __str__(self) -> str:
        return f"{self.text} [{self.id}]"


@dataclass(frozen=True)
class Term(Generic[T_co]):
    """One value of one country's law, as it stands on `day`."""

    country: str
    name: str
    title: str
    unit: str
    day: date
    in_force_from: date
    stated: T_co | Blank
    sources: tuple[Source, ...]
    status: Status
    confidence: Confidence
    note: str

    @property
    def value(self) -> T_co:
        """Return what the law says.

        :raises BeforeTheLaw: on a day before the first value.
        :raises UnknownLaw: when the value was not found, or is only a draft, proposal or announcement.
        :raises NoSuchRule: when a source says that the law has no such rule.
        """
        if self.day < self.in_force_from:
            raise BeforeTheLaw(
                self._refusal(f"has no value before {self.in_force_from}", "ask for a later day")
            )
        if self.stated is Blank.NO_RULE:
            raise NoSuchRule(self._refusal("is a rule this law does not have", "do not apply it"))
        if self.stated is Blank.UNKNOWN:
            raise UnknownLaw(self._refusal(f"is unknown ({self.note.rstrip('.')})", self._remedy))
        if self.status in NOT_YET_LAW:
            raise UnknownLaw(self._refusal(f"is not law yet, only {self.status}", self._remedy))
        return self.stated

    @property
    def is_known(self) -> bool:
        """Say whether `value` answers."""
        try:
            self.value  # noqa: B018
        except Refused:
            return False
        return True

    @property
    def article(self) -> str:
        """The act itself, in one line: the first source."""
        return self.sources[0].text

    @property
    def source(self) -> str:
        """Every source, the act first, each with its id."""
        return "; ".join(str(source) for source in self.sources)

    @property
    def _remedy(self) -> str:
        return f"decide by hand, and have a jurist complete {self.name} in the pack {self.country}"

    def _refusal(self, why: str, remedy: str) -> str:
        return f"{self.country} on {self.day}: “{self.title}” {why}. Source: {self.source}. What to do: {remedy}."
