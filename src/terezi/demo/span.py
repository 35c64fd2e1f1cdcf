"""The days that are built, cut into the quarter hours of the country's meters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

ZONE = ZoneInfo("Asia/Ashgabat")  # UTC+5 all year: no clock is ever changed
INTERVAL_SECONDS = 900
PER_HOUR = 4
PER_DAY = 96

Reals = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Span:
    """`days` whole local days from `first_day`; a day is also known by its index from 0."""

    first_day: date
    days: int

    @property
    def intervals(self) -> int:
        return self.days * PER_DAY

    @property
    def last_day(self) -> date:
        return self.day(self.days - 1)

    @cached_property
    def starts_at(self) -> pl.Series:
        """Start of every interval, UTC."""
        return self.instants(np.arange(self.intervals) * INTERVAL_SECONDS)

    @cached_property
    def hour_of_day(self) -> Reals:
        """Local hour, with its fraction, in which every interval starts."""
        return np.tile(np.arange(PER_DAY) / PER_HOUR, self.days)

    def day(self, index: int) -> date:
        return self.first_day + timedelta(days=index)

    def index(self, day: date) -> int:
        return (day - self.first_day).days

    def instants(self, seconds: Ints | Sequence[int]) -> pl.Series:
        """Return UTC instants so many seconds after the local midnight the span begins with."""
        midnight = int(datetime.combine(self.first_day, time(), ZONE).timestamp())
        since_epoch = pl.Series(midnight + np.asarray(seconds, dtype=np.int64))
        return pl.from_epoch(since_epoch, time_unit="s").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")

    def months(self) -> Iterator[tuple[str, range]]:
        """Yield each calendar month touched, as `2026-01`, with the indexes of its days in the span."""
        start = 0
        for index in range(1, self.days + 1):
            if index == self.days or self.day(index).month != self.day(start).month:
                yield f"{self.day(start):%Y-%m}", range(start, index)
                start = index


def intervals_of(days: range) -> slice:
    """Return the intervals of consecutive days."""
    return slice(days.start * PER_DAY, days.stop * PER_DAY)


def by_day(values: Reals) -> Reals:
    """Sum the intervals of each day."""
    sums: Reals = values.reshape(-1, PER_DAY).sum(axis=1)
    return sums
