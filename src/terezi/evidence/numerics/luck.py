"""Tail probabilities when coins depend on how many blocks were found.

Block counts are Poisson given the hash rate and difficulty. The day-to-day over-dispersion of the
network's own counts (variance/mean 1.2-1.4) is drift of its hash rate; it does not enter, because
expectations are built on difficulty and not on the network's count.
"""

import numpy as np
from scipy.special import gammaln, ndtr, ndtri, pdtr, pdtrc, xlogy

from terezi.evidence.numerics.witnesses import Floats

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(20)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
# A wider measuring error than this says nothing any more; it keeps exp() finite.
LARGEST_SIGMA = 2.0
LEAST_TAIL = 1e-300
# Beyond this tail the sum over block counts is cut off and the Gaussian form takes over.
TRUSTED_TAIL = 1e-10
REACH_SD = 7.0
SITES_AT_ONCE = 512


def solo_tails(found: Floats, expected: Floats, sigma: Floats) -> tuple[Floats, Floats, Floats]:
    """P(N < found), P(N = found), P(N > found); N Poisson, its mean known up to lognormal error `sigma`."""
    below, at, above = np.zeros(found.shape), np.zeros(found.shape), np.zeros(found.shape)
    width = np.minimum(sigma, LARGEST_SIGMA)
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        mean = expected * np.exp(width * node)
        below += weight * np.where(found > 0, pdtr(np.maximum(found - 1, 0), mean), 0)
        at += weight * np.exp(xlogy(found, mean) - mean - gammaln(found + 1))
        above += weight * pdtrc(found, mean)
    return below, at, above


def pplns_tails(log_ratio: Floats, expected: Floats, sigma: Floats) -> tuple[Floats, Floats]:
    """P(Y <= y) and P(Y >= y) of Y = ln(N / expected) + error, N ~ Poisson(expected), error ~ N(0, sigma)."""
    lower, upper = np.zeros(log_ratio.shape), np.zeros(log_ratio.shape)
    order = np.argsort(expected)
    for start in range(0, len(order), SITES_AT_ONCE):
        some = order[start : start + SITES_AT_ONCE]
        lower[some], upper[some] = _pplns_tails(log_ratio[some], expected[some], sigma[some])
    return lower, upper


def _pplns_tails(log_ratio: Floats, expected: Floats, sigma: Floats) -> tuple[Floats, Floats]:
    reach = REACH_SD * np.sqrt(expected) + REACH_SD
    first = np.maximum(np.floor(expected - reach), 0)
    count = int(np.ceil((expected + reach - first).max())) + 1
    found = (first[:, None] + np.arange(count)).astype(np.int64)
    every = np.arange(found.max() + 1)
    log_found = np.log(np.maximum(every, 1e-300))
    log_expected = np.log(expected)[:, None]
    chance = np.exp(found * log_expected - expected[:, None] - gammaln(every + 1)[found])
    distance = (log_ratio[:, None] + log_expected - log_found[found]) / sigma[:, None]
    below = ndtr(distance)
    return (chance * below).sum(axis=1), (chance * (1 - below)).sum(axis=1)


def z_of_tails(lower: Floats, upper: Floats) -> Floats:
    """Standard normal score with the same tail; positive when the coins are few."""
    few = -ndtri(np.maximum(lower, LEAST_TAIL))
    many = ndtri(np.maximum(upper, LEAST_TAIL))
    return np.where(lower < upper, few, many)


def two_sided(lower: Floats, upper: Floats) -> Floats:
    """Twice the smaller tail, at most one."""
    p_value: Floats = np.minimum(1, 2 * np.minimum(lower, upper))
    return p_value


def pplns_z_and_p(log_ratio: Floats, expected: Floats, sigma: Floats) -> tuple[Floats, Floats]:
    """Score a PPLNS result, skewness of the count included; `log_ratio` is ln(coins / coins due)."""
    lower, upper = pplns_tails(log_ratio, expected, sigma)
    trusted = np.minimum(lower, upper) > TRUSTED_TAIL
    z = -log_ratio / np.sqrt(sigma**2 + 1 / expected)
    z[trusted] = z_of_tails(lower[trusted], upper[trusted])
    return z, np.where(trusted, two_sided(lower, upper), 2 * ndtr(-np.abs(z)))


def solo_z_and_p(found: Floats, expected: Floats, sigma: Floats) -> tuple[Floats, Floats]:
    """Score a solo result: z from the mid-p (centred), p exact and equal-tailed (never too small)."""
    below, at, above = solo_tails(found, expected, sigma)
    return z_of_tails(below + at / 2, above + at / 2), two_sided(below + at, above + at)
