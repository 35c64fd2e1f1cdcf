"""How well each competing explanation fits what the three witnesses say.

The likelihood of a pattern is that of the three ln-estimates, averaged over the size of the shift (in
closed form); the common true energy is unknown and drops out. Posterior weights compare the explanations
and add up to one. Patterns that differ by a common shift of all three witnesses look the same here.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, logsumexp

from terezi.base.units import PPM
from terezi.evidence.numerics.explanations import HYPOTHESES, Hypothesis, Pattern
from terezi.evidence.numerics.reasons import Message, reasons
from terezi.evidence.numerics.witnesses import MACHINES_COINS, METER_COINS, METER_MACHINES, Floats, Truths

# Explanations are coarse: no witness is taken more exactly than this (sd of ln).
SLACK = 0.01
LARGEST_CORRELATION = 0.999
ABSENT_VARIANCE = 1e9
INVISIBLE = 1e-6


@dataclass(frozen=True)
class Explanation:
    """One explanation with its weight after looking; texts are English message identifiers."""

    code: str
    title: str
    weight_ppm: int
    reasons_for: tuple[Message, ...]
    reasons_against: tuple[Message, ...]
    tells_apart: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Answer the shape a finding stores (contracts: findings)."""
        return {
            "code": self.code,
            "title": self.title,
            "weight_ppm": self.weight_ppm,
            "for": [message.as_json() for message in self.reasons_for],
            "against": [message.as_json() for message in self.reasons_against],
            "tells_apart": list(self.tells_apart),
        }


def explain(
    z: Floats, sigma: Floats, *, hypotheses: tuple[Hypothesis, ...] = HYPOTHESES
) -> list[Explanation]:
    """Rank the explanations of one site and window, likeliest first; weights add up to 1,000,000 ppm.

    `z` and `sigma` are those of the three pairs in a row of weighings, NaN for a pair not weighed.

    :raises ValueError: when no pair was weighed.
    """
    if np.isnan(z).all():
        raise ValueError("No pair of witnesses was weighed: there is nothing to explain")
    log_wh, covariance = estimates(z[None], sigma[None])
    ppm = _whole_ppm(weights(log_wh, covariance, hypotheses=hypotheses)[0])
    found = [
        Explanation(each.code, each.title, int(weight), *reasons(each.code, z, z * sigma), each.tells_apart)
        for each, weight in zip(hypotheses, ppm, strict=True)
    ]
    return sorted(found, key=lambda each: -each.weight_ppm)


def estimates(z: Floats, sigma: Floats) -> tuple[Floats, Floats]:
    """Turn the three pairs of a window, (sites, 3), into ln-estimates and their covariance.

    Meter, machines, coins; the first one present is zero, NaN is a witness in no weighed pair. Only
    differences carry information, so the covariance is that of the differences from the first.
    """
    gap, variance = z * sigma, sigma**2
    known = ~np.isnan(gap)
    by_meter = known[:, METER_MACHINES] | known[:, METER_COINS]
    machines = np.where(by_meter, -gap[:, METER_MACHINES], 0)
    through = machines - gap[:, MACHINES_COINS]
    coins = np.where(known[:, METER_COINS], -gap[:, METER_COINS], through)
    log_wh = np.stack((np.where(by_meter, 0, np.nan), machines, coins), axis=1)
    log_wh[~known.any(axis=1)] = np.nan
    return log_wh, _covariance(np.where(known, variance, np.nan), by_meter)


def _covariance(variance: Floats, by_meter: Truths) -> Floats:
    to_machines, to_coins, between = (variance[:, pair] for pair in range(3))
    machines = np.where(by_meter, to_machines, 0)
    coins = np.where(np.isnan(to_coins), machines + between, to_coins)
    shared = np.where(np.isnan(between), np.fmin(machines, coins) / 2, (machines + coins - between) / 2)
    most = LARGEST_CORRELATION * np.sqrt(machines * coins)
    result = np.zeros((len(variance), 3, 3))
    result[:, 1, 1], result[:, 2, 2] = machines, coins
    result[:, 1, 2] = result[:, 2, 1] = np.clip(shared, -most, most)
    return np.nan_to_num(result)


def weights(log_wh: Floats, covariance: Floats, *, hypotheses: tuple[Hypothesis, ...] = HYPOTHESES) -> Floats:
    """Posterior weight of every hypothesis, (sites, hypotheses), rows adding up to one.

    `log_wh` (sites, 3) with NaN for an absent witness; `covariance` (sites, 3, 3) up to a common level.
    """
    precision = _level_free_precision(covariance, absent=np.isnan(log_wh))
    seen = np.nan_to_num(log_wh)
    log_weight = np.stack([_log_evidence(each, seen, precision) for each in hypotheses], axis=1)
    log_weight += np.log([each.prior for each in hypotheses])
    posterior: Floats = np.exp(log_weight - logsumexp(log_weight, axis=1, keepdims=True))
    return posterior


def _level_free_precision(covariance: Floats, *, absent: Truths) -> Floats:
    """Inverse covariance with the unknown common level projected out."""
    either = absent[:, :, None] | absent[:, None, :]
    own = np.where(absent, ABSENT_VARIANCE, SLACK**2)
    widened = np.where(either, 0, covariance + 1) + own[:, :, None] * np.eye(3)
    precision = np.linalg.inv(widened)
    level = precision.sum(axis=2)
    projected: Floats = precision - level[:, :, None] * level[:, None, :] / level.sum(axis=1)[:, None, None]
    return projected


def _log_evidence(hypothesis: Hypothesis, seen: Floats, precision: Floats) -> Floats:
    parts = [
        np.log(pattern.prior) + _log_likelihood(pattern, seen, precision) for pattern in hypothesis.patterns
    ]
    return np.asarray(logsumexp(parts, axis=0), dtype=np.float64)


def _log_likelihood(pattern: Pattern, seen: Floats, precision: Floats) -> Floats:
    """ln of the likelihood averaged over the size s of the shift: a Gaussian in s times its prior."""
    signs, size = np.array(pattern.signs, dtype=np.float64), pattern.size
    fit = np.einsum("ni,nij,nj->n", seen, precision, seen)
    steepness = np.einsum("i,nij,j->n", signs, precision, signs)
    visible = steepness > INVISIBLE
    if not (visible.any() and size.largest):
        return np.asarray(-fit / 2, dtype=np.float64)
    curvature = np.where(visible, steepness, 1) + size.sd**-2
    slope = np.einsum("i,nij,nj->n", signs, precision, seen) - 1 / size.mean
    best, width = slope / curvature, curvature**-0.5
    inside = _log_normal_between(-best / width, (size.largest - best) / width)
    peak = slope * best / 2 + np.log(width * (2 * np.pi) ** 0.5) - np.log(size.normaliser)
    return np.asarray(np.where(visible, peak + inside - fit / 2, -fit / 2), dtype=np.float64)


def _log_normal_between(low: Floats, high: Floats) -> Floats:
    """ln P(low < Z < high), exact in both tails."""
    flip = low > 0
    near, far = np.where(flip, -low, high), np.where(flip, -high, low)
    top, bottom = log_ndtr(near), log_ndtr(far)
    between: Floats = top + np.log1p(-np.exp(np.minimum(bottom - top, -1e-300)))
    return between


def _whole_ppm(weight: Floats) -> Floats:
    """Round to whole ppm so that the sum stays exact (largest remainder)."""
    whole = np.floor(weight * PPM)
    short = int(PPM - whole.sum())
    whole[np.argsort(weight * PPM - whole)[::-1][:short]] += 1
    return whole
