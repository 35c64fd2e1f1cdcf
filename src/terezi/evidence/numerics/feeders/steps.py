"""How much higher a day's residual is after a date than before, with the error of days that remember the day before.

Generalised least squares' estimate is left aside for the plain weighted mean: it is as good for means of many days, and its
error is told by the fitted memory (first-order autoregression) of whatever kind the days really have.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from terezi.evidence.numerics.feeders.day_residuals import DayResiduals
from terezi.evidence.numerics.feeders.series import Flags, Floats, Ints

MOST_MEMORY = 0.95
POWER = 0.9
MOST_WITNESSED = 1.5  # of what a day shows inside: noise of the slope makes it more than 1 at most a little


@dataclass(frozen=True)
class Estimate:
    """A power in W, its standard error and degrees of freedom, and the share of the false alarms spent on it."""

    against: str
    estimate_w: float
    error_w: float
    freedom: float
    share: float
    from_day: int

    @property
    def z(self) -> float:
        return self.estimate_w / self.error_w

    @property
    def p_value(self) -> float:
        """Return the one-sided chance over all comparisons that share the false alarms (weighted Bonferroni)."""
        return float(min(_below(-self.z, self.freedom) / self.share, 1.0))

    def reach_w(self, false_alarm_share: float) -> float:
        """Return half the interval that excludes zero exactly where p_value is below the share."""
        return -_quantile(false_alarm_share * self.share, self.freedom) * self.error_w

    def low_w(self, false_alarm_share: float) -> float:
        """Return the lower end of that interval."""
        return self.estimate_w - self.reach_w(false_alarm_share)

    def high_w(self, false_alarm_share: float) -> float:
        """Return its upper end."""
        return self.estimate_w + self.reach_w(false_alarm_share)

    def least_w(self, false_alarm_share: float) -> float:
        """Return the smallest load found with power 0.9."""
        return self.reach_w(false_alarm_share) + _quantile(POWER, self.freedom) * self.error_w


@dataclass(frozen=True)
class Step:
    """A rise of the daily residual: estimate and standard error from the days alone, W, and what is left of each day.

    `witness_share` is how much of the gain error seen inside the days was taken out.
    """

    estimate_w: float
    error_w: float
    freedom: float
    memory: float
    left_w: Floats
    witness_share: float = 0.0


def _below(value: float, freedom: float) -> float:
    return float(special.ndtr(value) if np.isinf(freedom) else special.stdtr(freedom, value))


def _quantile(probability: float, freedom: float) -> float:
    """Return Student's quantile, the normal one for endless freedom; scipy.stats would take a hundred times as long."""
    return float(special.ndtri(probability) if np.isinf(freedom) else special.stdtrit(freedom, probability))


def step(days: DayResiduals, after: Flags, *, following: bool) -> Step:
    """Estimate the rise of days `after` over the others; with `following`, gain errors seen inside the days are taken out."""
    weight = (
        (days.delivered_w.mean() / days.delivered_w) if np.all(days.delivered_w > 0) else np.ones(len(days))
    )
    plain = np.column_stack([np.ones(len(days)), after.astype(float)])
    witness = days.following_w - days.following_w.mean()
    if not following:
        return _regressed(plain, days.residual_w, weight, days.day, taken=0)
    joint = _regressed(np.column_stack([plain, witness]), days.residual_w, weight, days.day, taken=0)
    share = float(np.clip(joint.witness_share, 0, MOST_WITNESSED))
    if share == joint.witness_share:
        return joint
    # An error of gain cannot move a day by more than it moves inside the day: the rest is no error of gain.
    return _regressed(plain, days.residual_w - share * witness, weight, days.day, taken=1)


def _regressed(columns: Floats, residual_w: Floats, weight: Floats, day: Ints, *, taken: int) -> Step:
    """Regress by weighted least squares; `taken` counts terms already spent."""
    x, y = columns * weight[:, None], residual_w * weight
    inverse: Floats = np.asarray(np.linalg.pinv(x), dtype=np.float64)
    terms = inverse @ y
    left = y - x @ terms
    memory = _memory(left, day, x.shape[1] + taken)
    error, freedom = _error(x, inverse, left, _alike(day, memory))
    share = float(terms[2]) if len(terms) > 2 else 0.0
    # The memory is estimated too, which widens the tails as if there were that many fewer days.
    freedom *= (1 + memory**2) / (1 + memory) ** 2
    return Step(float(terms[1]), error, freedom - taken, memory, left / weight, share)


def _memory(left: Floats, day: Ints, terms: int) -> float:
    """Return the correlation of a day with the day before, its small-sample shortfall made good; never negative."""
    pairs = np.diff(day) == 1
    spread = float((left**2).mean())
    if pairs.sum() < 2 * terms or spread == 0:
        return 0.0
    seen = float((left[1:] * left[:-1])[pairs].mean()) / spread
    # Each fitted term takes about 1/n of the correlation, more where memory is long (Marriott and Pope 1954).
    return float(np.clip(seen + (terms + (terms + 2) * max(seen, 0)) / len(left), 0, MOST_MEMORY))


def _alike(day: Ints, memory: float) -> Floats:
    apart = np.abs(np.subtract.outer(day, day))
    alike: Floats = (memory ** np.arange(apart.max() + 1))[apart]
    return alike


def _error(x: Floats, inverse: Floats, left: Floats, alike: Floats) -> tuple[float, float]:
    """Return the standard error of the second term and its degrees of freedom under days correlated as `alike`.

    Of `rest = (1 - x inverse) alike`, only the traces of itself and of its square are wanted.
    """
    spread = alike @ x
    took = inverse @ spread
    trace = len(left) - float(np.trace(took))
    squared = (
        float((alike**2).sum()) - 2 * float((inverse @ alike * spread.T).sum()) + float((took * took.T).sum())
    )
    variance = float(left @ left) / trace
    return float(np.sqrt(variance * (inverse[1] @ alike @ inverse[1]))), trace**2 / squared
