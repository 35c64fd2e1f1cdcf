"""The words of the law: dated, sourced, typed values, and the sections they are read in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from terezi.base.errors import Refused
from terezi.law.levy_schedule import LevySchedule
from terezi.law.refusals import BeforeTheLaw, NoSuchRule, UnknownLaw

__all__ = ["BeforeTheLaw", "Law", "LevySchedule", "NoSuchRule", "Term", "UnknownLaw"]

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


Share = Annotated[Decimal, Field(ge=0, le=1)]
Positive = Annotated[Decimal, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]
DayOfMonth = Annotated[int, Field(ge=1, le=31)]
PayoutScheme = Literal["PPS", "FPPS", "PPLNS", "solo"]


@dataclass(frozen=True)
class Settlement:
    """In which days and which money the country counts."""

    time_zone: Term[str]
    currency: Term[str]
    usd_rate: Term[Positive]


@dataclass(frozen=True)
class Authorities:
    """Who answers for what."""

    registers_miner: Term[str]
    levies: Term[str]
    electricity: Term[str]


@dataclass(frozen=True)
class Mining:
    """Who may mine, and how they are paid."""

    registration_regime: Term[Literal["registration", "permit", "licence", "certificate"]]
    payout_schemes_allowed: Term[tuple[PayoutScheme, ...]]
    accredited_pool_only: Term[bool]
    wallets_declared: Term[bool]
    licensed_address_only: Term[bool]
    reporting_day_of_month: Term[DayOfMonth]
    household_threshold_kwh_per_month: Term[Count]


@dataclass(frozen=True)
class Power:
    """How the electricity is measured and limited."""

    separate_meter_required: Term[bool]
    meter_interval_minutes: Term[Count]
    metering_tolerance: Term[Share]
    hours_over_capacity_before_finding: Term[Count]
    curtailment_minutes_to_obey: Term[Count]
    curtailment_tolerance: Term[Share]


@dataclass(frozen=True)
class Levy:
    """What is paid to the state per kilowatt-hour mined with."""

    schedule: Term[LevySchedule]
    period: Term[Literal["month", "quarter"]]
    due_day: Term[DayOfMonth]


@dataclass(frozen=True)
class Supervision:
    """How the authority sets its own instruments: policy, not law."""

    false_discovery_rate: Term[Share]
    stale_after_hours: Term[Count]
    cusum_reference: Term[Positive]
    cusum_limit: Term[Positive]
    least_gap_share: Term[Share]
    recompute_days: Term[Count]
    event_stands_days: Term[Count]


@dataclass(frozen=True)
class Law:
    """The law of one country on one day; `version` names the exact text of its pack."""

    country: str
    day: date
    version: str
    settlement: Settlement
    authorities: Authorities
    mining: Mining
    power: Power
    levy: Levy
    supervision: Supervision
