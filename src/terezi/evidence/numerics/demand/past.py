"""What demand was, by hour and region, with the calendar of each hour; the hours to foresee follow, still empty."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.balance import Instants
from terezi.evidence.numerics.witnesses import Floats, Ints

DAY_HOURS, WEEK_HOURS = 24, 168
HOUR = np.timedelta64(1, "h")


@dataclass(frozen=True)
class Past:
    """`demand_mw` is (hours, regions) in a row without gaps, NaN where nothing was told; `starts_at` (hours,) UTC.

    The last `ahead` hours are those to foresee. `degrees` (hours, regions) or none. Calendars are those of `zone`.
    """

    regions: tuple[str, ...]
    starts_at: Instants
    demand_mw: Floats
    ahead: int
    zone: str
    holidays: Collection[date] = ()
    degrees: Floats | None = None

    def __post_init__(self) -> None:
        """:raises BadData: when hours do not follow each other, or a region told nothing at all."""
        if len(self.starts_at) > 1 and (np.diff(self.starts_at) != HOUR).any():
            raise BadData("The hours of demand do not follow each other: lay them out without gaps.")
        silent = np.isnan(self.known).all(axis=0)
        if silent.any():
            raise BadData(
                f"Nobody told the demand of {self.regions[int(np.argmax(silent))]}: load demand_hours of the region."
            )

    @property
    def known(self) -> Floats:
        """What was told, (hours before those to foresee, regions)."""
        return self.demand_mw[: len(self.demand_mw) - self.ahead]

    @property
    def lead_hours(self) -> int:
        """How long before the last hour to foresee the last told hour lies, in whole days of hours."""
        told = np.flatnonzero(~np.isnan(self.known).any(axis=1))
        last = int(told[-1]) if len(told) else -1
        return -(-(len(self.demand_mw) - 1 - last) // DAY_HOURS) * DAY_HOURS

    @property
    def week_lag(self) -> int:
        """The shortest lag of whole weeks that is known for every hour to foresee."""
        return -(-self.lead_hours // WEEK_HOURS) * WEEK_HOURS

    def calendar(self) -> Ints:
        """Return hour, weekday, day of the year, and holiday (of the day, the day before, the day after), (hours, 6)."""
        local = [_local(at, self.zone) for at in self.starts_at]
        free = {day.toordinal() for day in self.holidays}
        days = np.array([at.toordinal() for at in local])
        near = [np.isin(days + shift, list(free)) for shift in (0, -1, 1)]
        told = [[at.hour, at.weekday(), at.timetuple().tm_yday] for at in local]
        return np.column_stack([np.array(told), *near]).astype(np.int64)


def _local(instant: np.datetime64, zone: str) -> datetime:
    seconds = int(instant.astype("datetime64[s]").astype(np.int64))
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(zone))


def lagged(values: Floats, hours: int) -> Floats:
    """Return the values as they were so many hours before, NaN before the first."""
    moved = np.full(values.shape, np.nan)
    if hours < len(values):
        moved[hours:] = values[: len(values) - hours]
    return moved


def trailing_mean(values: Floats, hours: int) -> Floats:
    """Return the mean of the last `hours` values up to and including each, over what was told; NaN under half told."""
    told = ~np.isnan(values)
    total, count = (
        np.cumsum(np.vstack([0 * x[:1], x]), axis=0) for x in (np.nan_to_num(values), told.astype(float))
    )
    first = np.maximum(np.arange(len(values)) + 1 - hours, 0)
    sums, counts = total[1:] - total[first], count[1:] - count[first]
    enough = counts * 2 >= hours
    return np.where(enough, sums / np.where(enough, counts, 1), np.nan)
