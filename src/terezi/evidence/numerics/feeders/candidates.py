"""Whose metered load moves against what a feeder misses: where to begin looking, never who it was.

A supply led around its meter in part shows twice: its metered load falls when the unexplained load rises, and its hours move
with the unexplained hours. A load on a line of its own shows in nobody's meter, and then nobody is named.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from terezi.evidence.numerics.feeders.series import Flags, Floats, Ints

MOST_NAMED = 10
MOST_P_VALUE = 0.01
LEAST_DAYS = 7
LEAST_FALL_SHARE = 0.1  # of the unexplained load: a smaller fall explains nothing
LEAST_RATIO, MOST_RATIO = 0.3, 3.0  # of what moves unexplained, to what moves through the meter
HOURS_PER_DAY = 24


@dataclass(frozen=True)
class Candidate:
    """A customer by its place in the matrix; `p_value` is over all customers and both signs looked at."""

    at: int
    fell_w: float
    correlation: float
    p_value: float


def candidates(
    unexplained_w: Floats, metered_w: Floats, *, day: Ints, hour: Ints, after: Flags, risen_w: float
) -> list[Candidate]:
    """Return the customers that stand out, likeliest first, at most ten.

    `unexplained_w` (hours,) and `metered_w` (customers, hours) are W; `day` and `hour` (of the day) index the hours; `after`
    says which lie after the rise of `risen_w`.
    """
    customers = len(metered_w)
    if not customers:
        return []
    fell, fell_p = _falls(metered_w, day, after, least_w=LEAST_FALL_SHARE * risen_w)
    together, together_p = _together(unexplained_w, metered_w, day, hour, after)
    p_value = np.minimum(1, 2 * customers * np.minimum(fell_p, together_p))
    order = np.argsort(p_value, kind="stable")[:MOST_NAMED]
    named = [Candidate(int(i), float(fell[i]), float(together[i]), float(p_value[i])) for i in order]
    return [found for found in named if found.p_value <= MOST_P_VALUE]


def _daily(values: Floats, day: Ints) -> tuple[Floats, Ints]:
    """Return means by day (customers, days) and the days."""
    days, place, count = np.unique(day, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(place, row) for row in values])
    return sums / count, days


def _falls(metered_w: Floats, day: Ints, after: Flags, *, least_w: float) -> tuple[Floats, Floats]:
    """Return how far each customer's mean fell, and the chance of it (Welch's test of daily means)."""
    before, _ = (
        _daily(metered_w[:, ~after], day[~after])
        if (~after).any()
        else (np.empty((len(metered_w), 0)), day[:0])
    )
    since, _ = (
        _daily(metered_w[:, after], day[after]) if after.any() else (np.empty((len(metered_w), 0)), day[:0])
    )
    if min(before.shape[1], since.shape[1]) < LEAST_DAYS:
        return np.zeros(len(metered_w)), np.ones(len(metered_w))
    fell = before.mean(axis=1) - since.mean(axis=1)
    variance = before.var(axis=1, ddof=1) / before.shape[1] + since.var(axis=1, ddof=1) / since.shape[1]
    freedom = min(before.shape[1], since.shape[1]) - 1
    t = np.divide(fell, np.sqrt(variance), out=np.zeros(len(fell)), where=variance > 0)
    return fell, np.where(fell >= least_w, stats.t.sf(t, freedom), 1.0)


def _together(
    unexplained_w: Floats, metered_w: Floats, day: Ints, hour: Ints, after: Flags
) -> tuple[Floats, Floats]:
    """Return each customer's correlation with the unexplained hours, and its chance; days are the independent units.

    What is usual at an hour of the day, what the whole day has (weather), and what all customers do together, is taken out
    first. What is led around a meter is about as large as what passes it, or stands for it: a customer whose hours move
    a hundred times less than the unexplained ones has the weather in common with them, not the load.
    """
    own = _unusual(metered_w[:, after], day[after], hour[after])
    left = _unusual(unexplained_w[None, after], day[after], hour[after])
    own = _without(own, own.sum(axis=0) - own)
    products, days = _daily(own * left, day[after])
    size = np.sqrt((own**2).mean(axis=1) * (left**2).mean())
    correlation = np.divide((own * left).mean(axis=1), size, out=np.zeros(len(own)), where=size > 0)
    if len(days) < LEAST_DAYS:
        return correlation, np.ones(len(own))
    error = products.std(axis=1, ddof=1) / np.sqrt(len(days))
    t = np.divide(products.mean(axis=1), error, out=np.zeros(len(own)), where=error > 0)
    moved = (own * left).mean(axis=1)
    spread = (own**2).mean(axis=1)
    alike = (np.abs(moved) >= LEAST_RATIO * spread) & (np.abs(moved) <= MOST_RATIO * spread)
    return correlation, np.where(alike, 2 * stats.t.sf(np.abs(t), len(days) - 1), 1.0)


def _unusual(values: Floats, day: Ints, hour: Ints) -> Floats:
    means, days = _daily(values, day)
    values = values - means[:, np.searchsorted(days, day)]
    usual = np.zeros((len(values), HOURS_PER_DAY))
    for each in np.unique(hour):
        usual[:, each] = values[:, hour == each].mean(axis=1)
    away: Floats = values - usual[:, hour]
    return away


def _without(values: Floats, others: Floats) -> Floats:
    """Take out of each row what moves with its row of `others`."""
    size = (others**2).sum(axis=1)
    slope = np.divide((values * others).sum(axis=1), size, out=np.zeros(len(values)), where=size > 0)
    left: Floats = values - slope[:, None] * others
    return left
