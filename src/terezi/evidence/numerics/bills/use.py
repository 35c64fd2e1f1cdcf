"""What a site used in some days, band by band."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from terezi.base.periods import Period
from terezi.evidence.numerics.bills.parts import Part, wording
from terezi.law.terms import Law, Term


@dataclass(frozen=True)
class BandUse:
    """Energy of one band in one part of the month: told by the meter, and estimated for what it did not tell.

    Of what the meter told, `allocated_wh` lay within the allocation of its hour, worth `allocated_e6` at the prices of those
    hours, in millionths of a minor unit.
    """

    part: int
    band: str
    wh: int
    seconds: int
    expected_seconds: int
    unmeasured_wh: int = 0
    astride_wh: int = 0
    estimated_wh: int = 0
    method: str = ""
    allocated_wh: int = 0
    allocated_e6: int = 0

    @property
    def missing_seconds(self) -> int:
        return max(0, self.expected_seconds - self.seconds)

    @property
    def billed_wh(self) -> int:
        return self.wh + self.estimated_wh

    def plus(self, other: "BandUse") -> "BandUse":
        """Return both together, as in the part and by the method of the first that has one."""
        return BandUse(
            part=self.part,
            band=self.band,
            wh=self.wh + other.wh,
            seconds=self.seconds + other.seconds,
            expected_seconds=self.expected_seconds + other.expected_seconds,
            unmeasured_wh=self.unmeasured_wh + other.unmeasured_wh,
            astride_wh=self.astride_wh + other.astride_wh,
            estimated_wh=self.estimated_wh + other.estimated_wh,
            method=self.method or other.method,
            allocated_wh=self.allocated_wh + other.allocated_wh,
            allocated_e6=self.allocated_e6 + other.allocated_e6,
        )


@dataclass(frozen=True)
class Supply:
    """What else the charges of a site depend on; `average_price` in major units per kWh, as the supplier confirms."""

    licensed_w: int
    power_source: str = "grid"
    has_meter: bool = True
    average_price: Decimal | None = None
    is_lawful: bool = True


@dataclass(frozen=True)
class Use:
    """What a site used in parts that follow each other; `BandUse.part` counts from `first_part`."""

    parts: tuple[Part, ...]
    bands: tuple[BandUse, ...]
    first_part: int = 0

    @property
    def period(self) -> Period:
        return Period(self.parts[0].period.starts_on, self.parts[-1].period.ends_before)

    @property
    def law(self) -> Law:
        """The law of its first day."""
        return self.parts[0].law

    @property
    def billed_wh(self) -> int:
        return sum(band.billed_wh for band in self.bands)

    @property
    def allocated_wh(self) -> int:
        return sum(band.allocated_wh for band in self.bands)

    def split(self, *names: str) -> Iterator["Use"]:
        """Yield its stretches in which each of the named terms of the tariffs, and the levy, keeps its wording."""
        numbered = list(enumerate(self.parts))
        for _, run in groupby(numbered, key=lambda each: wording(_terms(each[1].law, names))):
            kept = list(run)
            first, last = kept[0][0], kept[-1][0]
            inside = range(self.first_part + first, self.first_part + last + 1)
            bands = _together([band for band in self.bands if band.part in inside])
            yield Use(self.parts[first : last + 1], bands, inside.start)


def _together(bands: Sequence[BandUse]) -> tuple[BandUse, ...]:
    """Add up what lies in one band, in the order the bands come."""
    told: dict[str, BandUse] = {}
    for band in bands:
        told[band.band] = told[band.band].plus(band) if band.band in told else band
    return tuple(told.values())


def _terms(law: Law, names: Sequence[str]) -> Iterator[Term[object]]:
    for name in names:
        yield law.levy.schedule if name == "schedule" else getattr(law.tariffs, name)
