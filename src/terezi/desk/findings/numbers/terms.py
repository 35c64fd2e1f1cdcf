"""The words of a number on a screen: which one is asked for, what it means, how it was worked out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from terezi.desk.findings.basis import Basis
from terezi.desk.findings.quantities import Spoken, spoken

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Ask:
    """Which number is meant: its kind, the day, and the site, finding or part it belongs to."""

    kind: str
    day: date
    site: str = ""
    finding: int = 0
    part: str = ""
    known_at: datetime | None = None

    @property
    def address(self) -> str:
        """The page of the number; also what a colleague is sent."""
        asked = {"day": self.day.isoformat(), "site": self.site, "finding": self.finding, "part": self.part,
                 "known_at": self.known_at.isoformat() if self.known_at else ""}  # fmt: skip
        return f"/numbers/{self.kind}?{urlencode({key: value for key, value in asked.items() if value})}"


@dataclass(frozen=True)
class Input:
    """One input of a formula, with what is known of its quality."""

    name: str
    says: str
    value: int | None
    unit: str
    currency: str = ""
    source_rank: int | None = None
    coverage_ppm: int | None = None
    until: datetime | None = None

    @property
    def spoken(self) -> Spoken:
        return spoken(self.value, self.unit, self.currency)


@dataclass(frozen=True)
class Rule:
    """The rule a number follows."""

    article: str
    version: str
    status: str = ""


@dataclass(frozen=True)
class Worked:
    """A number worked out: value in the lake's unit (None: not known, and `note` says why)."""

    value: int | None
    unit: str
    currency: str = ""
    inputs: tuple[Input, ...] = ()
    low: int | None = None
    high: int | None = None
    coverage_ppm: int | None = None
    until: datetime | None = None
    rule: Rule | None = None
    note: str = ""
    formula: str | None = None  # where this number follows another formula than its kind


@dataclass(frozen=True)
class Definition:
    """What a kind of number means; `formula` names its inputs in braces."""

    kind: str
    title: "StrOrPromise"
    says: "StrOrPromise"
    formula: "StrOrPromise"
    work_out: Callable[[Basis, Ask], Worked]


@dataclass(frozen=True)
class Figure:
    """A number on a page: where its door leads and what stands on it."""

    ask: Ask
    worked: Worked

    @property
    def spoken(self) -> Spoken:
        return spoken(self.worked.value, self.worked.unit, self.worked.currency)

    @property
    def interval(self) -> tuple[Spoken, Spoken] | None:
        """The ends of the 95 % interval, where there is one."""
        if self.worked.low is None or self.worked.high is None:
            return None
        unit, currency = self.worked.unit, self.worked.currency
        low, high = (_rounded(end) for end in (self.worked.low, self.worked.high))
        return spoken(low, unit, currency), spoken(high, unit, currency)

    @property
    def share_ppm(self) -> int:
        """The value where it is a share, for bars."""
        return self.worked.value or 0


def _rounded(end: int) -> int:
    """Keep three digits: the end of an interval knows no more."""
    spare = max(0, len(str(abs(end))) - 3)
    return round(end, -spare)
