"""Small gaps that persist: two-sided CUSUM on the z of consecutive periods.

A site's systematic error is the same every month, so its monthly z are not independent and a CUSUM of
them would accuse every honest site with a biased meter. `innovations` takes out what earlier months
already showed of the site's own level; what is left is independent and standard normal if all is true.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from terezi.evidence.numerics.weighing import Weighings
from terezi.evidence.numerics.witnesses import Floats

REFERENCE = 0.5  # half the shift, in standard deviations, to be found soonest
RUN_LENGTH = 200.0  # periods between false alarms of one honest site
SIEGMUND_OVERSHOOT = 1.166


@dataclass(frozen=True)
class Cusum:
    """Both one-sided sums after every period, (sites, periods, ...)."""

    up: Floats
    down: Floats

    @property
    def signed(self) -> Floats:
        """The larger of both sums, negative when it is the downward one."""
        return np.where(self.up >= self.down, self.up, -self.down)


def cusum(z: Floats, *, reference: float = REFERENCE) -> Cusum:
    """Accumulate z (periods on axis 1) beyond `reference` in both directions; NaN periods change nothing."""
    up, down = np.zeros(z.shape), np.zeros(z.shape)
    high, low = np.zeros(z[:, 0].shape), np.zeros(z[:, 0].shape)
    for period in range(z.shape[1]):
        seen = ~np.isnan(z[:, period])
        high = np.where(seen, np.maximum(0, high + z[:, period] - reference), high)
        low = np.where(seen, np.maximum(0, low - z[:, period] - reference), low)
        up[:, period], down[:, period] = high, low
    return Cusum(up, down)


def innovations(z: Floats, *, sigma: Floats, systematic: Floats) -> Floats:
    """What each period adds to the periods before it, standardised; the first is z itself.

    Model: z x sigma = level + noise, the level drawn once with sd `systematic`, the noise anew each
    period (Kalman filter of a constant). Periods on axis 1; NaN periods are skipped.
    """
    result = np.full(z.shape, np.nan)
    level = np.zeros(z[:, 0].shape)
    doubt = np.full(z[:, 0].shape, np.nan)
    for period in range(z.shape[1]):
        seen = ~np.isnan(z[:, period])
        noise = sigma[:, period] ** 2 - systematic[:, period] ** 2
        before = np.where(np.isnan(doubt), systematic[:, period] ** 2, doubt)
        surprise = z[:, period] * sigma[:, period] - level
        result[:, period] = surprise / np.sqrt(before + noise)
        gain = before / (before + noise)
        level = np.where(seen, level + gain * surprise, level)
        doubt = np.where(seen, before * (1 - gain), doubt)
    return result


def persistence(periods: Weighings, *, reference: float = REFERENCE) -> Cusum:
    """CUSUM of every site and pair over weighed periods (weighing.weigh_periods)."""
    fresh = innovations(periods.z, sigma=periods.sigma, systematic=periods.systematic)
    return cusum(fresh, reference=reference)


def siegmund_run_length(reference: float, limit: float) -> float:
    """Periods until a two-sided CUSUM of standard normal values first exceeds `limit` (Siegmund 1985)."""
    reach = 2 * reference * (limit + SIEGMUND_OVERSHOOT)
    one_sided = (np.expm1(reach) - reach) / (2 * reference**2)
    return float(one_sided / 2)


def limit_for(reference: float = REFERENCE, *, run_length: float = RUN_LENGTH) -> float:
    """Limit at which an honest site raises an alarm once in `run_length` periods; 4.17 for 0.5 and 200."""
    found: float = brentq(lambda limit: siegmund_run_length(reference, limit) - run_length, 1e-6, 100.0)
    return found
