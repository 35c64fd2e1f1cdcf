"""The week ahead, published with confidence: what a mine gets at least, if demand stays under a quantile.

The same hours are allocated once for each quantile of demand. A higher quantile leaves less; what is told at a
confidence is the least of its own allocation and of all below it, so that it holds for every demand up to the quantile
that was looked at.
"""

from collections.abc import Mapping

import numpy as np

from terezi.base.errors import BadData
from terezi.base.units import W_PER_MW
from terezi.evidence.numerics.surplus.case import Allocation
from terezi.evidence.numerics.witnesses import Floats, Ints


def at_confidence(allocations: Mapping[float, Allocation]) -> dict[float, Floats]:
    """Return for each quantile of demand the draws that stand at that confidence, (hours, mines) in MW.

    :raises BadData: when a quantile is not between 0 and 1.
    """
    told: dict[float, Floats] = {}
    least: Floats | None = None
    for quantile in sorted(allocations):
        if not 0 < quantile < 1:
            raise BadData(f"A quantile of demand lies between 0 and 1, not at {quantile}.")
        drawn = allocations[quantile].mining_mw
        least = drawn if least is None else np.minimum(least, drawn)
        told[quantile] = least
    return told


def whole_watts(drawn_mw: Floats) -> Ints:
    """Return limits in whole watts, rounded down so that no limit is above what was allocated.

    A millionth of a watt is forgiven, so that 7 MW found as 6.9999999999999 stay 7 MW.
    """
    watts: Ints = np.floor(drawn_mw * W_PER_MW + 1e-6).astype(np.int64)
    return watts
