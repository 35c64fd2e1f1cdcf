"""The hours of one part of the network that can be counted, as arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_MISSING_SHARE = 0.05  # an hour of which more is guessed is not counted
RESISTANCE_PER_DEGREE = 0.004  # of copper and aluminium conductors, IEC 60228
REFERENCE_DEGREES = 20.0


@dataclass(frozen=True)
class Hours:
    """Arrays of one length. `day` counts from 0 at the first day of the history; power is the mean of the hour, W.

    `squared_w2` is the mean of the squared power times the conductor's resistance over that at 20 degrees. `metered_w`
    holds `missing_w`, what silent meters are taken to draw, and `registered_w`, what registered sites draw. `length_h` is 1, or
    the hours of the day where meters tell only a day's sum; `start_s` is where the hour begins, seconds since 1970 UTC.
    """

    day: Ints
    delivered_w: Floats
    squared_w2: Floats
    metered_w: Floats
    missing_w: Floats
    registered_w: Floats
    length_h: Floats
    start_s: Floats

    def where(self, chosen: Flags) -> "Hours":
        """Return the chosen hours only."""
        return Hours(**{name: values[chosen] for name, values in vars(self).items()})

    @property
    def taken_w(self) -> Floats:
        """What went in and reached no meter: loss, and whatever else."""
        return self.delivered_w - self.metered_w

    def by_day(self) -> "Hours":
        """Return one row per day, for meters that tell only a day's sum."""
        days, place, count = np.unique(self.day, return_inverse=True, return_counts=True)
        means = {name: np.bincount(place, values) / count for name, values in vars(self).items()}
        return Hours(**{**means, "day": days.astype(np.int64), "length_h": count.astype(float)})


def resistance(degrees: Floats) -> Floats:
    """Return a conductor's resistance over that at 20 degrees; 1 where the weather is not known (NaN)."""
    return np.nan_to_num(1 + RESISTANCE_PER_DEGREE * (degrees - REFERENCE_DEGREES), nan=1.0)


def hours_of(rows: pl.DataFrame) -> Hours:
    """Return the countable hours of rows of FEEDER_HOURS with `index` (day from 0) and `degrees` (may be null), in order of time.

    Counted are hours that the head's meters cover whole and in which little of what meters saw is guessed.
    """
    whole = (pl.col("delivered_seconds") == pl.col("delivering_seconds")) & (pl.col("delivered_seconds") > 0)
    guessed = pl.col("missing_wh") <= MOST_MISSING_SHARE * pl.col("delivered_wh")
    daily = _tells_days_only(rows)
    told = rows.filter(whole if daily else whole & guessed).sort("starts_at")
    warm = resistance(told["degrees"].cast(pl.Float64).fill_null(float("nan")).to_numpy())
    missing = told["missing_wh"].to_numpy().astype(float)
    hours = Hours(
        day=told["index"].to_numpy().astype(np.int64),
        delivered_w=told["delivered_wh"].to_numpy().astype(float),
        squared_w2=told["delivered_w2h"].to_numpy().astype(float) * warm,
        metered_w=(told["registered_wh"] + told["other_wh"]).to_numpy().astype(float) + missing,
        missing_w=missing,
        registered_w=told["registered_wh"].to_numpy().astype(float),
        length_h=np.ones(told.height),
        start_s=told["starts_at"].dt.epoch("s").to_numpy().astype(float),
    )
    return _whole_days(hours).by_day() if daily else hours


def _tells_days_only(rows: pl.DataFrame) -> bool:
    """Say whether some supply tells more than an hour at once, which puts its day's energy into one hour."""
    return bool((rows["metered_seconds"] > rows["expected_seconds"]).any())


def _whole_days(hours: Hours) -> Hours:
    count = np.bincount(hours.day, minlength=1)
    return hours.where(count[hours.day] == count.max()) if len(hours.day) else hours
