"""What the fitted loss does not explain, day by day, and how far it follows the load inside the day."""

from dataclasses import dataclass, replace

import numpy as np

from terezi.evidence.numerics.feeders.losses import Losses
from terezi.evidence.numerics.feeders.series import Flags, Floats, Hours, Ints

LEAST_SHARE_OF_DAY = 0.5
FLAT_SD_SHARE = 0.02  # a load that varies less inside a day says nothing of gain
OUTLIER_SD = 4.5
WEEK = 7
MOST_GAIN_SDS = 3.0


@dataclass(frozen=True)
class DayResiduals:
    """Arrays by countable day. `residual_w` is the mean of taken - expected; `following_w` is how much of it rises with the load.

    An error of gain moves both alike; a load that is flat over the day moves `residual_w` only. `following_w` is therefore
    the witness against a day's gain error.
    """

    day: Ints
    residual_w: Floats
    following_w: Floats
    delivered_w: Floats
    squared_w2: Floats
    missing_w: Floats
    registered_w: Floats

    def __len__(self) -> int:
        return len(self.day)

    def where(self, chosen: Flags) -> "DayResiduals":
        """Return the chosen days only."""
        return DayResiduals(**{name: values[chosen] for name, values in vars(self).items()})


def day_residuals(hours: Hours, losses: Losses) -> DayResiduals:
    """Return the days with at least half their hours; single wild days are drawn in to what the other days allow."""
    days, place, count = np.unique(hours.day, return_inverse=True, return_counts=True)
    if not len(days):
        return DayResiduals(days.astype(np.int64), *(np.empty(0) for _ in range(6)))
    left = hours.taken_w - losses.taken_w(hours)

    def mean(values: Floats) -> Floats:
        return np.bincount(place, values) / count

    delivered = mean(hours.delivered_w)
    away = hours.delivered_w - delivered[place]
    flat = (FLAT_SD_SHARE * delivered.mean()) ** 2
    # What follows the load by more than meters can err is no error of gain: an unmetered load has changes of its own.
    slope = mean(away * left) / (mean(away**2) + flat)
    most = MOST_GAIN_SDS * max(losses.bounds.gain_sd, _scatter(slope))
    slope = np.clip(slope, -most, most)
    told = DayResiduals(
        days.astype(np.int64),
        mean(left),
        slope * delivered.mean(),
        delivered,
        mean(hours.squared_w2),
        mean(hours.missing_w),
        mean(hours.registered_w),
    )
    chosen = told.where(count >= LEAST_SHARE_OF_DAY * count.max())
    return replace(chosen, residual_w=_drawn_in(chosen.residual_w), following_w=_drawn_in(chosen.following_w))


def gain_sd(days: DayResiduals, losses: Losses) -> float:
    """Return how far gain may be wrong: as far as meters of the class are, or as it is seen to scatter from day to day."""
    if not len(days):
        return losses.bounds.gain_sd
    return max(losses.bounds.gain_sd, _scatter(days.following_w) / float(days.delivered_w.mean()))


def _scatter(values: Floats) -> float:
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))


def _drawn_in(values: Floats) -> Floats:
    """Draw single days in to a few standard deviations around the median of their week; a new level stays."""
    if len(values) < WEEK:
        return values
    padded = np.pad(values, WEEK // 2, mode="reflect")
    middle = np.median(np.lib.stride_tricks.sliding_window_view(padded, WEEK), axis=1)
    spread = 1.4826 * np.median(np.abs(values - middle))
    reach = OUTLIER_SD * spread if spread > 0 else np.inf
    kept: Floats = np.clip(values, middle - reach, middle + reach)
    return kept
