"""The levy per kilowatt-hour as a list of bands, never a formula."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from terezi.base.errors import Refused
from terezi.law.refusals import UnknownLaw

NO_OTHER_KEYS = ConfigDict(extra="forbid")


def _unknown_is_none(written: object) -> object:
    return None if written == "unknown" else written


NotNegative = Annotated[Decimal, Field(ge=0)]
Rate = Annotated[NotNegative | None, BeforeValidator(_unknown_is_none)]


@dataclass(frozen=True)
class Band:
    """The rate from an average purchase price upwards, both in major units of money per kWh."""

    __pydantic_config__ = NO_OTHER_KEYS
    price_at_least: NotNegative
    rate: Rate


@dataclass(frozen=True)
class LevySchedule:
    """Rates in major units of money per kWh; None is a rate nobody has found, not a rate of nothing."""

    __pydantic_config__ = NO_OTHER_KEYS
    bands: tuple[Band, ...]
    no_meter_rate: Rate
    own_renewable_rate: Rate
    own_other_rate: Rate
    cap: Rate
    conflict_rule: Annotated[Literal["highest"] | None, BeforeValidator(_unknown_is_none)]
    cited_as: str = ""

    def __post_init__(self) -> None:
        floors = [band.price_at_least for band in self.bands]
        if floors != sorted(set(floors), reverse=True):
            raise ValueError("bands go from the highest price down, each price once")

    def rate_per_kwh(self, *, average_price: Decimal | None, has_meter: bool, power_source: str) -> Decimal:
        """Return the rate for power from `grid`, `own_renewable` or `own_other`, in money per kWh.

        `average_price` is the mean purchase price of the period per kWh; own power does not need it.

        :raises UnknownLaw: when a rate that would decide was never found.
        :raises Refused: when the price of grid power is not stated and would decide.
        """
        rates = {self._case(power_source, average_price): self._rate(power_source, average_price)}
        if not has_meter:
            rates["without a working control meter"] = self.no_meter_rate
        if self._is_settled_by_cap(rates):
            return self._known("the highest rate there can be", self.cap)
        if power_source == "grid" and average_price is None:
            raise Refused(
                f"{self.cited_as}. The average purchase price is not stated: ask the supplier to confirm it."
            )
        return self._decide(rates)

    def _rate(self, power_source: str, average_price: Decimal | None) -> Decimal | None:
        if power_source == "own_renewable":
            return self.own_renewable_rate
        if power_source == "own_other":
            return self.own_other_rate
        if power_source != "grid":
            raise ValueError(f"A power source is grid, own_renewable or own_other, not {power_source!r}")
        return self._band_rate(average_price)

    def _band_rate(self, average_price: Decimal | None) -> Decimal | None:
        if average_price is None:
            return None
        return next((band.rate for band in self.bands if average_price >= band.price_at_least), None)

    def _is_settled_by_cap(self, rates: dict[str, Decimal | None]) -> bool:
        """Say whether one rate alone reaches the cap, so that no other can matter."""
        if self.conflict_rule is None or self.cap is None:
            return False
        return any(rate is not None and rate >= self.cap for rate in rates.values())

    def _decide(self, rates: dict[str, Decimal | None]) -> Decimal:
        known = {self._known(case, rate) for case, rate in rates.items()}
        if len(known) > 1 and self.conflict_rule is None:
            raise self._unknown("which of several rates wins")
        return min(max(known), self._known("the highest rate there can be", self.cap))

    def _known(self, case: str, rate: Decimal | None) -> Decimal:
        if rate is None:
            raise self._unknown(case)
        return rate

    def _unknown(self, what: str) -> UnknownLaw:
        return UnknownLaw(
            f"{self.cited_as}. Unknown: {what}. What to do: leave the levy to an officer, "
            "and have a jurist complete levy.schedule."
        )

    @staticmethod
    def _case(power_source: str, average_price: Decimal | None) -> str:
        return f"the rate of {power_source} power at an average price of {average_price}"

    def __str__(self) -> str:
        def shown(rate: Decimal | None) -> str:
            return "UNKNOWN" if rate is None else str(rate)

        bands = [f"price >= {band.price_at_least}: {shown(band.rate)}" for band in self.bands]
        others = {
            "no meter": self.no_meter_rate,
            "own renewable": self.own_renewable_rate,
            "own other": self.own_other_rate,
            "cap": self.cap,
        }
        conflict = f"conflict: {self.conflict_rule or 'UNKNOWN'}"
        return "; ".join([*bands, *(f"{name}: {shown(rate)}" for name, rate in others.items()), conflict])
