"""What physics takes between a feeder's meter and its customers': no-load loss, loss with the square of the load, and meters' gain.

`taken = no_load + gain x delivered + copper x delivered^2`, W. The three are fitted on the feeder's own history; what history
cannot know is bounded by what a feeder may have at most. A constant unmetered load and the no-load loss are one number in any
fit: only the bound tells them apart, so the fitted `no_load_w` is never taken for technical beyond it.
"""

from dataclasses import dataclass

import numpy as np

from terezi.evidence.numerics.feeders.series import Floats, Hours

LEAST_WEIGHED_SHARE = 0.2  # hours of less than this share of the mean load weigh as if they had it
HUBER_SD = 3.0
ROUNDS = 4
GAIN_FREE_SD = 0.03  # how far the fitted gain may wander: meters' classes and load that follows the load
_TERMS = 3


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

    The covariance is that of days (errors of one day's hours are one error), sandwich estimator by day.
    """
    if len(history.day) < 2 * _TERMS or len(np.unique(history.day)) <= _TERMS:
        return _of_bounds(bounds)
    # In units of the mean load all three columns are near 1.
    scale = np.array([1.0, history.delivered_w.mean(), history.squared_w2.mean()])
    if not np.all(scale > 0):
        return _of_bounds(bounds)
    columns = design(history) / scale
    said, information = _regressed(columns, history)
    prior_mean, prior_precision = _prior(bounds, scale)
    precision = information + np.diag(prior_precision)
    covariance = np.linalg.inv(precision)
    terms = covariance @ (information @ said + prior_precision * prior_mean)
    return Losses(terms / scale, covariance / np.outer(scale, scale), bounds, fitted=True)


def _of_bounds(bounds: LossBounds) -> Losses:
    terms = np.array([bounds.no_load_w, 0.0, bounds.copper])
    sd = np.array([bounds.no_load_sd_w, bounds.gain_sd, bounds.copper_sd])
    return Losses(terms, np.diag(sd**2), bounds, fitted=False)


def _prior(bounds: LossBounds, scale: Floats) -> tuple[Floats, Floats]:
    """Return mean and precision of each scaled term; the no-load term is free but for what keeps the sum finite."""
    mean = np.array([bounds.no_load_w, 0.0, bounds.copper]) * scale
    sd = np.array([bounds.rated_w, GAIN_FREE_SD, bounds.copper_sd]) * scale
    return mean, 1 / sd**2


def _regressed(columns: Floats, history: Hours) -> tuple[Floats, Floats]:
    """Return the least-squares terms (Huber's weights) and their information by day clusters."""
    load = np.maximum(history.delivered_w, LEAST_WEIGHED_SHARE * history.delivered_w.mean())
    x, y = columns / load[:, None], history.taken_w / load
    weight = np.ones(len(y))
    for _ in range(ROUNDS):
        terms = np.linalg.lstsq(x * np.sqrt(weight)[:, None], y * np.sqrt(weight), rcond=None)[0]
        left = y - x @ terms
        spread = 1.4826 * np.median(np.abs(left - np.median(left)))
        weight = np.minimum(1, HUBER_SD * spread / np.maximum(np.abs(left), 1e-300)) if spread > 0 else weight
    return terms, _information(x, left * weight, history)


def _information(x: Floats, left: Floats, history: Hours) -> Floats:
    days, place = np.unique(history.day, return_inverse=True)
    scores = np.column_stack([np.bincount(place, x[:, k] * left) for k in range(_TERMS)])
    meat = scores.T @ scores * len(days) / (len(days) - _TERMS)
    # An exact fit leaves nothing: a milliwatt-like floor keeps the meat invertible without being felt.
    meat += np.eye(_TERMS) * max(float(np.trace(meat)), 1e-18) * 1e-9
    bread = x.T @ x
    information: Floats = bread @ np.linalg.solve(meat, bread)
    return information
