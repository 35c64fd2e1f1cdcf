"""The words of the law: the sections its values are read in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from terezi.law.detection import Detection
from terezi.law.exchanges import Exchanges
from terezi.law.levy_schedule import LevySchedule
from terezi.law.licensing import ActorClass, Licensing
from terezi.law.refusals import BeforeTheLaw, NoSuchRule, UnknownLaw
from terezi.law.surplus import Surplus
from terezi.law.tariffs import Tariffs
from terezi.law.term import NOT_YET_LAW, Blank, Confidence, Source, Status, Term
from terezi.law.values import Count, Share

__all__ = [
    "NOT_YET_LAW",
    "ActorClass",
    "BeforeTheLaw",
    "Blank",
    "Confidence",
    "Detection",
    "Exchanges",
    "Law",
    "LevySchedule",
    "Licensing",
    "NoSuchRule",
    "Source",
    "Status",
    "Surplus",
    "Tariffs",
    "Term",
    "UnknownLaw",
]

Positive = Annotated[Decimal, Field(gt=0)]
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
    household_month: Term[Literal["calendar", "thirty_days"]]


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
    tariffs: Tariffs
    supervision: Supervision
    detection: Detection
    surplus: Surplus
    exchanges: Exchanges
    licensing: Licensing
