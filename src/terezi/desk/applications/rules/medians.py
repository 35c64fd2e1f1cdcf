"""A median with the interval it is known to, and a share with its own: no shape of the values is assumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt
from statistics import NormalDist, median

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A value with the bounds it is known to at 95 %; `low` and `high` are none where too few values tell."""

    value: float
    low: float | None
    high: float | None
    count: int


def median_of(values: Sequence[float]) -> Interval:
    """Return the median and the order statistics that enclose the true one with at least 95 %."""
    ordered, count = sorted(values), len(values)
    below, tail = -1, 0.0
    for place in range(count // 2):
        tail += comb(count, place) / 2**count
        if 2 * tail > 1 - CONFIDENCE:
            break
        below = place
    if below < 0:
        return Interval(median(ordered), None, None, count)
    return Interval(median(ordered), ordered[below], ordered[count - 1 - below], count)


def share_of(part: int, whole: int) -> Interval:
    """Return a share with its Wilson interval."""
    if not whole:
        return Interval(0.0, None, None, 0)
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
    share = part / whole
    centre = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half), whole)
