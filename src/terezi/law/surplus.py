"""What the law says of power that homes leave over: who may have it, when, how much, and at what price."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from terezi.law.levy_schedule import NO_OTHER_KEYS, NotNegative
from terezi.law.term import Term
from terezi.law.values import Count, Currency, Title

DayOfYear = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Hour = Annotated[int, Field(ge=0, le=24)]
Quantile = Annotated[Decimal, Field(gt=0, lt=1)]
CurtailmentKey = Literal["lowest_price_first", "latest_licensed_first", "largest_draw_first"]


@dataclass(frozen=True)
class ReservePrice:
    """The least a bid may offer: so much per MWh, or the highest cap price of a generator in the zone of trading."""

    __pydantic_config__ = NO_OTHER_KEYS
    basis: Literal["fixed", "highest_generator_cap_price"]
    amount_per_mwh: NotNegative | None = None
    currency: Currency | None = None

    def __post_init__(self) -> None:
        stated = self.amount_per_mwh is not None and self.currency is not None
        if stated != (self.basis == "fixed"):
            raise ValueError("a fixed reserve price has an amount per MWh and a currency, another has none")

    def __str__(self) -> str:
        if self.basis == "fixed":
            return f"{self.amount_per_mwh} {self.currency} per MWh"
        return "the highest generator cap price in the zone"


@dataclass(frozen=True)
class TradingZone:
    """Regions that trade in one session (`*`: every other region); no power is sold from zone to zone."""

    __pydantic_config__ = NO_OTHER_KEYS
    name: Title
    regions: Annotated[tuple[Title, ...], Field(min_length=1)]

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(self.regions)})"


@dataclass(frozen=True)
class Ban:
    """No mining in the regions (none named: everywhere) in a season (`from_day` to `to_day` of the year, both included).

    `hours`, where stated, are those of the settlement day from the first up to, not including, the second.
    """

    __pydantic_config__ = NO_OTHER_KEYS
    regions: tuple[Title, ...]
    from_day: DayOfYear
    to_day: DayOfYear
    hours: tuple[Hour, Hour] | None = None

    def on(self, day: date) -> bool:
        """Say whether the season holds on the day; it may run over the end of the year."""
        today = f"{day:%m-%d}"
        if self.from_day <= self.to_day:
            return self.from_day <= today <= self.to_day
        return today >= self.from_day or today <= self.to_day

    def __str__(self) -> str:
        where = ", ".join(self.regions) or "everywhere"
        hours = f", hours {self.hours[0]} to {self.hours[1]}" if self.hours else ""
        return f"{where}: {self.from_day} to {self.to_day}{hours}"


@dataclass(frozen=True)
class PhaseCap:
    """All mining in the regions (none named: everywhere) together draws at most `mw`."""

    __pydantic_config__ = NO_OTHER_KEYS
    name: Title
    regions: tuple[Title, ...]
    mw: NotNegative

    def __str__(self) -> str:
        return f"{self.name}: {self.mw} MW in {', '.join(self.regions) or 'all regions'}"


@dataclass(frozen=True)
class Surplus:
    """Who gets the power that homes leave over, and at what price."""

    allocation_rule: Term[Literal["auction", "fair_share"]]
    auction_kind: Term[Literal["uniform", "pay_as_bid"]]
    reserve_price: Term[ReservePrice]
    prepayment_caps_bid: Term[bool]
    prepaid_by: Term[TimeOfDay]
    volume_published_by: Term[TimeOfDay]
    bids_from: Term[TimeOfDay]
    bids_until: Term[TimeOfDay]
    zones: Term[tuple[TradingZone, ...]]
    fair_share_weight: Term[Literal["licensed_power", "equal"]]
    tie_rule: Term[Literal["time_stamp", "pro_rata"]]
    demand_quantile: Term[Quantile]
    reserve_rule: Term[Literal["largest_unit_of_region", "largest_unit_of_zone"]]
    published_days_ahead: Term[Count]
    firm_days_ahead: Term[Count]
    bans: Term[tuple[Ban, ...]]
    phase_caps: Term[tuple[PhaseCap, ...]]
    curtailment_order: Term[tuple[CurtailmentKey, ...]]
    emergency_signed_within_hours: Term[Count]
    disobedience_multiplier: Term[NotNegative]
