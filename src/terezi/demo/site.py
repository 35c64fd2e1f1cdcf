"""A mining site as it truly is: what the register says of it, its hidden errors, and its story."""

from dataclasses import dataclass, replace
from datetime import date
from math import exp

from terezi.demo.machine_models import Model
from terezi.evidence.facts.grades import Grade

# How far the meter and the coins of an honest site disagree, as ln (docs/garagum.md), and how far off
# the work its machines tell is besides.
SIGMA = {
    Grade.NAMEPLATE: 0.062,
    Grade.SAMPLED: 0.023,
    Grade.SUBMETERED: 0.011,
    Grade.CALIBRATED: 0.007,
    Grade.SHARE_LOG: 0.0014,
}
TOLD_WORK_SIGMA = {
    Grade.NAMEPLATE: 0.045,
    Grade.SAMPLED: 0.013,
    Grade.SUBMETERED: 0.004,
    Grade.CALIBRATED: 0.002,
    Grade.SHARE_LOG: 0.0005,
}
FULL_POWER_MARGIN = 1.015  # warm days and noise above the mean overhead


@dataclass(frozen=True)
class Batch:
    """Machines of one model, on the register from one day index until another (exclusive)."""

    batch_id: str
    model: Model
    machines: int
    from_day: int
    until_day: int

    @property
    def watts(self) -> int:
        return self.machines * self.model.watts

    def during(self, days: range) -> bool:
        return self.from_day < days.stop and self.until_day > days.start


@dataclass(frozen=True)
class Reporter:
    """A controller that speaks for some machines of a batch."""

    machine_id: str
    batch: Batch
    machines: int


@dataclass(frozen=True)
class Errors:
    """What truly differs from what is written, as ln(true/written); nobody in the country knows them."""

    efficiency: float
    overhead: float
    meter: float
    told_work: float
    weather_per_degree: float


@dataclass(frozen=True)
class Story:
    """What befalls a site or is done there besides honest routine; `from_day` is an index of the span."""

    from_day: int = 0
    hidden_share: float = 0.0  # of all machines, on no register and no pool account
    unread_share: float = 0.0  # of the energy, not counted by the meter
    diverted_share: float = 0.0  # of the work, sent to a pool nobody declared
    undeclared_wallet: str | None = None
    undeclared_part: float = 0.0  # of each payment
    defies_orders: bool = False
    silent_feed: str | None = None  # meter|telemetry|pool
    silent_hour: int = 0  # of `from_day`
    pool_used: str | None = None
    scheme_used: str | None = None
    declared_part: float = 1.0  # of the energy, in the levy declaration
    declared_wallet: str | None = None  # new, and put on the register the same day
    off_hours: range = range(0)  # hours of the span
    overclocked_hours: tuple[int, ...] = ()  # hours of the span
    estimated: bool = False  # the meter's readings of `from_day`


HONEST = Story()


@dataclass(frozen=True)
class Site:
    """A licensed site."""

    site_id: str
    name: str
    licence_number: str
    actor_class: str
    region: str
    feeder_id: str
    meter_id: str
    grade: Grade
    pue: float
    scheme: str
    pool_id: str
    tariff_minor_per_mwh: int
    wallets: tuple[str, ...]
    registered_on: date
    payment_days: int
    headroom: float  # licensed power / highest power
    errors: Errors
    batches: tuple[Batch, ...]
    reporters: tuple[Reporter, ...]
    story: Story = HONEST

    @property
    def sigma(self) -> float:
        return SIGMA[self.grade]

    @property
    def industrial(self) -> bool:
        return self.actor_class == "industrial"

    @property
    def overhead(self) -> float:
        """Return the true mean of site power / machine power."""
        return self.pue * exp(self.errors.overhead)

    def full_power_w(self) -> float:
        """Return the highest power all its machines, hidden ones too, may draw together."""
        days = {day for batch in self.batches for day in (batch.from_day, batch.until_day - 1)}
        watts = max(sum(b.watts for b in self.batches if b.during(range(d, d + 1))) for d in days)
        true = watts * exp(self.errors.efficiency) * self.overhead
        return FULL_POWER_MARGIN * true / (1 - self.story.hidden_share)

    @property
    def licensed_w(self) -> int:
        step = 10_000 if self.industrial else 100
        return max(1, round(self.full_power_w() * self.headroom / step)) * step

    def with_story(self, story: Story) -> "Site":
        return replace(self, story=story)
