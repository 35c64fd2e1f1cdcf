"""What physics takes between a feeder's meter and its customers': no-load loss, loss with the square of the load, and meters' gain.

`taken = no_load + gain x delivered + copper x delivered^2`, W. The three are fitted on the feeder's own history; what history
cannot know is bounded by what a feeder may have at most. A constant unmetered load and the no-load loss are one number in any
fit: only the bound tells them apart, so the fitted `no_load_w` is never taken for technical beyond it.
"""

from dataclasses import dataclass

import numpy as np

from terezi.evidence.numerics.feeders.series import Floats, Hours, Ints

LEAST_WEIGHED_SHARE = 0.2  # hours of less than this share of the mean load weigh as if they had it
UNLIKE_SD = 3.0
ROUNDS = 4
GAIN_FREE_SD = 0.02  # how far the fitted gain may wander: meters' classes and load that follows the load
LEAST_DAYS = 7
TERMS = 3
TINY = 1e-300
FLOOR_SHARE = 1e-5
HOURLY_SHARE = 0.002  # of the load: what an hour of the day may have of its own, beyond the model
HOURS_PER_DAY, SECONDS_PER_HOUR = 24, 3600


@dataclass(frozen=True)
class LossBounds:
    """What is known of a feeder's loss before any reading: mean and standard deviation of each part, and their highest sum.

    No-load loss of distribution transformers is 0.1 to 0.5 % of their rated power (EU 548/2014, tables I.1, I.4), the loss of a
    feeder at rated power 1 to 6 %; meters of class 0.5 differ by 0.5 %, the loss-model error of physics.md section 4.
    """

    rated_w: float
    most_share: float = 0.08
    no_load_share: float = 0.003
    no_load_share_sd: float = 0.0015
    at_rated_share: float = 0.03
    at_rated_share_sd: float = 0.015
    gain_sd: float = 0.005

    @property
    def copper(self) -> float:
        """Loss over the square of the power, 1/W."""
        return self.at_rated_share / self.rated_w

    @property
    def copper_sd(self) -> float:
        return self.at_rated_share_sd / self.rated_w

    @property
    def no_load_w(self) -> float:
        return self.no_load_share * self.rated_w

    @property
    def no_load_sd_w(self) -> float:
        return self.no_load_share_sd * self.rated_w


@dataclass(frozen=True)
class Losses:
    """A fitted model: (no_load_w, gain, copper 1/W) and its covariance; `fitted` is False where only the bounds speak."""

    terms: Floats
    covariance: Floats
    bounds: LossBounds
    fitted: bool

    def taken_w(self, hours: Hours) -> Floats:
        """Return what the model expects to reach no meter, W by hour, with all that history showed."""
        return design(hours) @ self.terms

    def technical_w(self, hours: Hours) -> Floats:
        """Return what physics may take, W by hour: the fitted parts, each within its bounds, together at most `most_share`."""
        b = self.bounds
        no_load = float(np.clip(self.terms[0], 0, b.no_load_w + 2 * b.no_load_sd_w))
        gain = float(np.clip(self.terms[1], -2 * b.gain_sd, 2 * b.gain_sd))
        parts = design(hours) @ np.array([no_load, gain, max(self.terms[2], 0)])
        technical: Floats = np.clip(parts, 0, b.most_share * hours.delivered_w)
        return technical


def design(hours: Hours) -> Floats:
    """Return the model's columns: 1, delivered W, squared W2 by hour."""
    return np.column_stack([np.ones(len(hours.day)), hours.delivered_w, hours.squared_w2])


def fit_losses(history: Hours, bounds: LossBounds) -> Losses:
    """Fit the loss on hours of the history, robustly, and let the bounds speak where the hours do not.

    Gain and copper are fitted on what changes *inside* the days: a load that begins between two days moves what is taken and
    what is delivered alike, and would otherwise pass for gain. The no-load term is the level of the median day.
    """
    by_bounds = _of_bounds(bounds)
    if len(np.unique(history.day)) < LEAST_DAYS or not history.delivered_w.mean() > 0:
        return by_bounds
    # In units of the mean load both columns are near 1.
    scale = design(history)[:, 1:].mean(axis=0)
    expected = by_bounds.terms[1:] * scale
    said, information = _regressed(design(history)[:, 1:] / scale, history, begin=expected)
    precision_before = 1 / (np.array([GAIN_FREE_SD, bounds.copper_sd]) * scale) ** 2
    covariance = np.linalg.inv(information + np.diag(precision_before))
    variable: Floats = covariance @ (information @ said + precision_before * expected) / scale
    no_load, error = _level(history, history.taken_w - design(history)[:, 1:] @ variable)
    if no_load < 0:
        variable = _lowered(variable, covariance / np.outer(scale, scale), scale, no_load)
        no_load = 0.0
    whole = np.zeros((TERMS, TERMS))
    whole[1:, 1:] = covariance / np.outer(scale, scale)
    whole[0, 0] = error**2
    return Losses(np.array([no_load, *variable]), whole, bounds, fitted=True)


def _lowered(variable: Floats, covariance: Floats, mean: Floats, no_load: float) -> Floats:
    """Return gain and copper lowered, where they are least sure, until the idle feeder gives no energy back."""
    along = covariance @ mean
    lowered: Floats = variable + along * no_load / float(mean @ along)
    return lowered


def _of_bounds(bounds: LossBounds) -> Losses:
    terms = np.array([bounds.no_load_w, 0.0, bounds.copper])
    sd = np.array([bounds.no_load_sd_w, bounds.gain_sd, bounds.copper_sd])
    return Losses(terms, np.diag(sd**2), bounds, fitted=False)


def _regressed(columns: Floats, history: Hours, *, begin: Floats) -> tuple[Floats, Floats]:
    """Return the terms of the changes inside the days, and their information; days unlike the others hardly count.

    Likeness is first judged by the terms to `begin` with: on a flat feeder the one day on which a large load begins has all the
    leverage, and a fit that began with it would find it perfect.

    The head meter's own noise is in the load and in what is taken alike, and would pass for gain. So the load of the hours
    before and after stands in for an hour's own (instrumental variables): their noise is another.
    """
    load = np.maximum(history.delivered_w, LEAST_WEIGHED_SHARE * history.delivered_w.mean())
    _, place, count = np.unique(history.day, return_inverse=True, return_counts=True)

    def inside(values: Floats) -> Floats:
        changed: Floats = (values - (np.bincount(place, values) / count)[place]) / load
        return changed

    x = np.column_stack([inside(column) for column in columns.T])
    z = np.column_stack([inside(_neighbours(column, place)) for column in columns.T])
    y, terms = inside(history.taken_w), np.asarray(begin)
    for _ in range(ROUNDS):
        weight = _likeness(y - x @ terms, place)
        weighed = (z * weight[:, None]).T
        terms = np.asarray(np.linalg.lstsq(weighed @ x, weighed @ y, rcond=None)[0], dtype=np.float64)
    left = y - x @ terms
    hour = (history.start_s // SECONDS_PER_HOUR % HOURS_PER_DAY).astype(np.int64)
    return terms, _information(x, z * weight[:, None], left, place, hour)


def _neighbours(values: Floats, place: Ints) -> Floats:
    """Return the mean of the hours before and after on the same day, or of the one there is."""
    before, after = np.roll(values, 1), np.roll(values, -1)
    first, last = place != np.roll(place, 1), place != np.roll(place, -1)
    before, after = np.where(first, after, before), np.where(last, before, after)
    alone = first & last
    mean: Floats = np.where(alone, values, (before + after) / 2)
    return mean


def _likeness(left: Floats, place: Ints) -> Floats:
    """Return weights that fall with the square of how far an hour, or its day, is beyond what is usual."""
    by_day = np.sqrt(np.bincount(place, left**2) / np.bincount(place))
    day, hour = UNLIKE_SD * float(np.median(by_day)), UNLIKE_SD * 1.4826 * float(np.median(np.abs(left)))
    of_day = np.minimum(1, day / np.maximum(by_day, max(day, TINY)))[place]
    weights: Floats = (of_day * np.minimum(1, hour / np.maximum(np.abs(left), max(hour, TINY)))) ** 2
    return weights


def _information(x: Floats, z: Floats, left: Floats, place: Ints, hour: Ints) -> Floats:
    """Return the inverse of the sandwich covariance: the errors of one day's hours are one error.

    So is what every day's same hour has in common (heat of lines, clocks of meters), which no number of days averages out:
    on a flat feeder it outweighs what the load's small changes say, and the bounds speak instead.
    """
    scores = np.column_stack([np.bincount(place, column * left) for column in z.T])
    usual = HOURLY_SHARE * np.column_stack([np.bincount(hour, column, HOURS_PER_DAY) for column in z.T])
    days = len(scores)
    # Hours that do not change leave nothing: a last grain keeps the sum invertible.
    grain = np.diag(FLOOR_SHARE**2 * (z**2).sum(axis=0) + TINY)
    meat = scores.T @ scores * days / (days - 2) + usual.T @ usual + grain
    bread = z.T @ x
    information: Floats = bread.T @ np.linalg.solve(meat, bread)
    return information


def _level(history: Hours, left: Floats) -> tuple[float, float]:
    _, place, count = np.unique(history.day, return_inverse=True, return_counts=True)
    levels = np.bincount(place, left) / count
    return float(np.median(levels)), float(1.2533 * np.std(levels) / np.sqrt(len(levels)))
