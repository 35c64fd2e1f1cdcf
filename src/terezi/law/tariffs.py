"""What electricity costs a miner: a price per kilowatt-hour by local time, and what is added to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from terezi.base.clocks import WEEK, Clock, Weekday
from terezi.law.levy_schedule import NO_OTHER_KEYS, NotNegative
from terezi.law.term import Term
from terezi.law.values import Code, Count, Share, Title

Month = Annotated[int, Field(ge=1, le=12)]
MoreThanNothing = Annotated[Decimal, Field(gt=0)]
Charge = Literal["energy", "levy"]
ChargeKind = Literal["energy", "allocation", "block", "surcharge", "take_or_pay", "levy"]
AllocatedAt = Literal["allocation_price", "tariff"]
Drawn = Literal["energy", "allocation"]
EstimateMethod = Literal["band_mean", "licensed_power"]
MODES = {
    "half_even": ROUND_HALF_EVEN,
    "half_up": ROUND_HALF_UP,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
}


def _whole_minutes(told: time) -> time:
    if told.second or told.microsecond or told.tzinfo:
        raise ValueError("a band begins and ends at a minute of local time, like 17:00")
    return told


Minute = Annotated[time, AfterValidator(_whole_minutes)]


@dataclass(frozen=True)
class Hours:
    """When a band holds, in local time: `starts_at` up to `ends_at`, through midnight where that is earlier.

    Without months it holds all year, without days every day. The part after midnight belongs to the new day.
    """

    __pydantic_config__ = NO_OTHER_KEYS
    starts_at: Minute = time(0)
    ends_at: Minute = time(0)
    months: tuple[Month, ...] = ()
    days: tuple[Weekday, ...] = ()
    holidays: Literal["as_any_day", "never", "only"] = "as_any_day"

    def holds(self, day: date, at: time, *, is_holiday: bool) -> bool:
        """Say whether a moment of a local day is within."""
        return self._holds_on(day, is_holiday) and self._holds_at(at)

    def _holds_on(self, day: date, is_holiday: bool) -> bool:
        if (self.holidays == "never" and is_holiday) or (self.holidays == "only" and not is_holiday):
            return False
        return (not self.months or day.month in self.months) and (
            not self.days or WEEK[day.weekday()] in self.days
        )

    def _holds_at(self, at: time) -> bool:
        if self.starts_at == self.ends_at:
            return True
        if self.starts_at < self.ends_at:
            return self.starts_at <= at < self.ends_at
        return at >= self.starts_at or at < self.ends_at


@dataclass(frozen=True)
class TariffBand:
    """A price in major units per kWh for some hours of the week and year; without hours it is every other hour."""

    __pydantic_config__ = NO_OTHER_KEYS
    id: Code
    title: Title
    price: NotNegative
    hours: Hours | None = None

    def __str__(self) -> str:
        return f"{self.title}: {self.price}"


def _ends_with_the_rest(bands: tuple[TariffBand, ...]) -> tuple[TariffBand, ...]:
    if [band.id for band in bands if band.hours is None] != [bands[-1].id]:
        raise ValueError("the last band, and only it, has no hours: it is every other hour")
    if len({band.id for band in bands}) != len(bands):
        raise ValueError("every band has an id of its own")
    return bands


Bands = Annotated[tuple[TariffBand, ...], Field(min_length=1), AfterValidator(_ends_with_the_rest)]


@dataclass(frozen=True)
class Block:
    """What is added per kWh on the energy of a month above `over_kwh`, up to where the next block begins."""

    __pydantic_config__ = NO_OTHER_KEYS
    id: Code
    title: Title
    over_kwh: Count
    added_price: NotNegative

    def __str__(self) -> str:
        return f"{self.title}: above {self.over_kwh} kWh {self.added_price} more"


def _rising(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    floors = [block.over_kwh for block in blocks]
    if floors != sorted(set(floors)):
        raise ValueError("blocks go from the least energy up, each once")
    return blocks


Blocks = Annotated[tuple[Block, ...], AfterValidator(_rising)]


@dataclass(frozen=True)
class Surcharge:
    """An addition to the energy of some bands (none named: of all): per kWh, or as a share of its price.

    `on` says whether it falls on energy at the tariff, on energy within an allocation, or on both.
    """

    __pydantic_config__ = NO_OTHER_KEYS
    id: Code
    title: Title
    per_kwh: NotNegative | None = None
    share: NotNegative | None = None
    bands: tuple[Code, ...] = ()
    on: Annotated[tuple[Drawn, ...], Field(min_length=1)] = ("energy",)

    def __post_init__(self) -> None:
        if (self.per_kwh is None) == (self.share is None):
            raise ValueError("a surcharge is either per kWh or a share")

    def falls_on(self, band: str) -> bool:
        return not self.bands or band in self.bands

    def __str__(self) -> str:
        size = f"{self.per_kwh} per kWh" if self.per_kwh is not None else f"{self.share} of the price"
        return f"{self.title}: {size}"


@dataclass(frozen=True)
class TakeOrPay:
    """The share of the contracted energy that is paid for, drawn or not, and the price per kWh not drawn."""

    __pydantic_config__ = NO_OTHER_KEYS
    share: Share
    price: NotNegative

    def __str__(self) -> str:
        return f"{self.share} of the contracted energy, {self.price} per kWh not drawn"


@dataclass(frozen=True)
class Tax:
    """A share of the charges named in `on`."""

    __pydantic_config__ = NO_OTHER_KEYS
    id: Code
    title: Title
    share: NotNegative
    on: Annotated[tuple[ChargeKind, ...], Field(min_length=1)]

    def __str__(self) -> str:
        return f"{self.title}: {self.share}"


@dataclass(frozen=True)
class Estimate:
    """How missing readings are made good where at most `missing_at_most` of the month is missing.

    `band_mean`: at the mean power of the same band of the same month. `licensed_power`: at the licensed power.
    """

    __pydantic_config__ = NO_OTHER_KEYS
    missing_at_most: Share
    method: EstimateMethod

    def __str__(self) -> str:
        return f"up to {self.missing_at_most} missing: {self.method}"


@dataclass(frozen=True)
class Rounding:
    """To which unit of money each line of a bill is rounded, and how."""

    __pydantic_config__ = NO_OTHER_KEYS
    unit: MoreThanNothing
    mode: Literal["half_even", "half_up", "up", "down"]

    def minor(self, amount: Decimal) -> int:
        """Return an amount in major units as minor units (hundredths), rounded."""
        units = (amount / self.unit).quantize(Decimal(1), rounding=MODES[self.mode])
        return int(units * self.unit * 100)

    def __post_init__(self) -> None:
        if self.unit * 100 != (self.unit * 100).to_integral_value():
            raise ValueError("amounts are kept in hundredths: the unit is a whole number of them")

    def __str__(self) -> str:
        return f"{self.unit}, {self.mode}"


@dataclass(frozen=True)
class Tariffs:
    """What is billed for electricity used for mining, and how."""

    billed: Term[tuple[Charge, ...]]
    bands: Term[Bands]
    allocated_energy: Term[AllocatedAt]
    multiplier: Term[MoreThanNothing]
    index: Term[MoreThanNothing]
    blocks: Term[Blocks]
    surcharges: Term[tuple[Surcharge, ...]]
    take_or_pay: Term[TakeOrPay]
    taxes: Term[tuple[Tax, ...]]
    unlawful_multiplier: Term[MoreThanNothing]
    missing_readings: Term[tuple[Estimate, ...]]
    rounding: Term[Rounding]
    days_to_pay: Term[Clock]
    late_interest_per_day: Term[Share]

    @property
    def pays_allocation_price(self) -> bool:
        """Say whether energy within an allocation is paid at the price of the allocation; not where nobody knows."""
        return self.allocated_energy.is_known and self.allocated_energy.value == "allocation_price"

    def terms(self) -> Iterator[Term[object]]:
        """Yield every term that decides what a kilowatt-hour costs."""
        yield from (self.billed, self.bands, self.allocated_energy, self.multiplier, self.index)
        yield self.blocks
        yield from (self.surcharges, self.take_or_pay, self.taxes, self.unlawful_multiplier)
        yield from (self.missing_readings, self.rounding)
