"""When each band of a tariff holds, as slots of UTC: local time, season, holidays and summer time are settled here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from math import gcd
from zoneinfo import ZoneInfo

import polars as pl

from terezi.base.units import HOUR_S
from terezi.evidence.facts.days import day_bounds
from terezi.evidence.numerics.bills.parts import EVERY_HOUR, Part

Slot = tuple[int, date, int, str]  # number of the slot since 1970, settlement day, part, band


@dataclass(frozen=True)
class Calendar:
    """Every slot of some days with its part (index) and band; a slot is `slot_seconds` long."""

    slot_seconds: int
    slots: tuple[Slot, ...]

    @cached_property
    def frame(self) -> pl.DataFrame:
        """`slot`, `part`, `band`, and `ends_s`: when the run of hours of that band ends, in seconds since 1970."""
        rows = []
        ends = 0
        for index in reversed(range(len(self.slots))):
            slot, _, part, band = self.slots[index]
            following = self.slots[index + 1] if index + 1 < len(self.slots) else None
            if following is None or following[2:] != (part, band) or following[0] != slot + 1:
                ends = (slot + 1) * self.slot_seconds
            rows.append((slot, part, band, ends))
        return pl.DataFrame(
            rows,
            schema={"slot": pl.Int64, "part": pl.Int32, "band": pl.String, "ends_s": pl.Int64},
            orient="row",
        )

    @cached_property
    def seconds(self) -> dict[date, dict[tuple[int, str], int]]:
        """How many seconds of each settlement day lie in each part and band; 23 or 25 hours where clocks change."""
        told: dict[date, dict[tuple[int, str], int]] = {}
        for _, day, part, band in self.slots:
            of_day = told.setdefault(day, {})
            of_day[part, band] = of_day.get((part, band), 0) + self.slot_seconds
        return told


def calendar(parts: Sequence[Part]) -> Calendar:
    """Return the bands of some parts by slots short enough that none holds two bands."""
    slot_seconds = gcd(HOUR_S, *(seconds for part in parts for seconds in _edges(part)))
    slots = [slot for index, part in enumerate(parts) for slot in _slots(index, part, slot_seconds)]
    return Calendar(slot_seconds, tuple(slots))


def _edges(part: Part) -> Iterator[int]:
    """Yield, in seconds, all that a band may begin at: minutes of the day, and how far the zone is from UTC."""
    zone = ZoneInfo(part.law.settlement.time_zone.value)
    for day in part.period:
        yield from (_offset_seconds(at, zone) for at in day_bounds(day, zone.key))
    for band in part.bands:
        if band.hours is not None:
            yield from (at.hour * 3600 + at.minute * 60 for at in (band.hours.starts_at, band.hours.ends_at))


def _slots(index: int, part: Part, slot_seconds: int) -> Iterator[Slot]:
    zone = ZoneInfo(part.law.settlement.time_zone.value)
    holidays = frozenset(part.law.licensing.holidays.value) if part.law.licensing.holidays.is_known else ()
    for day in part.period:
        begins, ends = (int(at.timestamp()) for at in day_bounds(day, zone.key))
        for second in range(begins, ends, slot_seconds):
            at = datetime.fromtimestamp(second, UTC).astimezone(zone)
            yield second // slot_seconds, day, index, _band(part, at, is_holiday=day in holidays)


def _band(part: Part, at: datetime, *, is_holiday: bool) -> str:
    for band in part.bands:
        if band.hours is None or band.hours.holds(at.date(), at.time(), is_holiday=is_holiday):
            return band.id
    return EVERY_HOUR


def _offset_seconds(at: datetime, zone: ZoneInfo) -> int:
    offset = at.astimezone(zone).utcoffset() or timedelta()
    return abs(int(offset.total_seconds()))
