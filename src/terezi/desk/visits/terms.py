"""The words of leads and visits: load nobody explains, why somebody goes there, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar


class SubjectKind(StrEnum):
    """What a lead is about; a customer is a code of the utility's list, never a person."""

    CUSTOMER = "customer"
    FEEDER = "feeder"
    TRANSFORMER = "transformer"


class Why(StrEnum):
    """Why a visit is on the list."""

    RANKED = "ranked"
    RANDOM = "random"
    BY_HAND = "by_hand"


class State(StrEnum):
    """How far a visit has come."""

    PLANNED = "planned"
    SEEN = "seen"
    COULD_NOT_ENTER = "could_not_enter"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What was found where somebody went and saw."""

    EXPLAINED = "explained"
    MINING_REGISTERED = "mining_registered"
    MINING_UNREGISTERED = "mining_unregistered"
    METER_FAULT = "meter_fault"
    BYPASS = "bypass"
    NOTHING_FOUND = "nothing_found"
    OTHER = "other"


MINING = frozenset({Outcome.MINING_REGISTERED, Outcome.MINING_UNREGISTERED})
FOUND = MINING - {Outcome.MINING_REGISTERED} | {Outcome.BYPASS, Outcome.METER_FAULT}
# a bypass may feed anything, and a broken meter or another surprise teaches nothing of the load's shape
TEACHES = {
    **dict.fromkeys(MINING, True),
    Outcome.EXPLAINED: False,
    Outcome.NOTHING_FOUND: False,
}
HOUSEHOLD = "household"


class Act(StrEnum):
    """What the journal calls the changes made here."""

    RECEIVE = "visits.receive"
    DRAW = "visits.draw"
    PLAN = "visits.plan"
    CLOSE = "visits.close"
    CANCEL = "visits.cancel"
    CLEAR = "visits.clear"
    END_CLEARING = "visits.end_clearing"


@dataclass(frozen=True)
class Screened:
    """What one screening says of one subject, as the bridge hands it over.

    `p_value_ppm` is how rarely an innocent one of its group looks so; where no interval of the load is known, `low_w` and
    `high_w` are the load itself; `least_w` is the smallest load worth a visit; `probability_ppm` is calibrated, of a feeder
    it is how sure its load is not chance, and 0 where nobody learned it yet; `expected_wh_per_month` is the energy of the
    unexplained load, not yet times its probability; `reasons` are codes with integer values,
    `clears` codes of what would clear it. `is_above_line` tells those the false-alarm rate of the law lets
    through from the sample of all others, of which the share `sampled_ppm` was brought.
    """

    subject_kind: str
    subject: str
    region: str
    place: str
    feeder_id: str
    customer_class: str
    activity: str
    group: str
    p_value_ppm: int
    probability_ppm: int
    unexplained_w: int
    low_w: int
    high_w: int
    least_w: int
    expected_wh_per_month: int
    money_minor: int | None
    currency: str
    reasons: Sequence[Mapping[str, str | int]]
    clears: Sequence[str]
    is_above_line: bool
    sampled_ppm: int
    model_sha: str


@dataclass(frozen=True)
class Received:
    """How many leads a screening brought, changed, took back, or said again."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    unchanged: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.new or self.changed or self.withdrawn)


@dataclass(frozen=True)
class VisitRule:
    """What the law lets one week hold, and where it says so."""

    country: str
    law_version: str
    article: str
    visits_per_week: int
    exploration_share_ppm: int
    window_days: int


class Drawable(Protocol):
    """What a draw needs to know of a lead."""

    @property
    def subject_kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def p_value_ppm(self) -> int: ...
    @property
    def probability_ppm(self) -> int: ...
    @property
    def expected_wh_per_month(self) -> int: ...
    @property
    def money_minor(self) -> int | None: ...
    @property
    def is_above_line(self) -> bool: ...
    @property
    def sampled_ppm(self) -> int: ...


class Worth(Protocol):
    """What tells up to which load an explanation holds."""

    @property
    def high_w(self) -> int: ...
    @property
    def least_w(self) -> int: ...


D = TypeVar("D", bound=Drawable)
L = TypeVar("L")


@dataclass(frozen=True)
class Chosen(Generic[L]):
    """One place of a week's list: by rank, or by chance with the chance it had."""

    lead: L
    why: Why
    rank: int
    chance_ppm: int


@dataclass(frozen=True)
class Label:
    """What a visit teaches: was it mining, and how likely was it that somebody looked there at all."""

    subject_kind: str
    subject: str
    screened_on: date | None
    seen_at: datetime
    outcome: Outcome
    is_mining: bool
    why: Why
    chance_ppm: int | None
    model_sha: str
