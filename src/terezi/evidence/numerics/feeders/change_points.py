"""On which day the residual rose: penalised change points (ruptures, PELT on squared distances), the penalty in units of the days' own noise."""

import numpy as np
import ruptures

from terezi.evidence.numerics.feeders.series import Floats

LEAST_DAYS = 3
PENALTY = 3.0  # times log of the number of days and the variance of independent days


def rises(values: Floats, *, noise: float, memory: float = 0.0) -> list[int]:
    """Return the first index of every rise to a higher level, in order; `noise` is the sd of one day, W.

    Days that remember each other (`memory` from 0 to 1) raise the penalty as they raise the error of a mean.
    """
    if len(values) < 2 * LEAST_DAYS or noise <= 0:
        return []
    scaled = (values / noise).reshape(-1, 1)
    penalty = PENALTY * np.log(len(values)) * (1 + memory) / (1 - memory)
    ends = ruptures.KernelCPD(kernel="linear", min_size=LEAST_DAYS).fit(scaled).predict(pen=penalty)
    starts = [0, *ends[:-1]]
    means = [values[a:b].mean() for a, b in zip(starts, ends, strict=True)]
    return [at for at, before, here in zip(starts[1:], means, means[1:], strict=False) if here > before]


def likeliest_rise(values: Floats, *, before: int = LEAST_DAYS, after: int = LEAST_DAYS) -> int:
    """Return the index at which one rise explains most, with at least so many days before it and from it on."""
    sizes = np.arange(before, len(values) - after + 1)
    sums = np.cumsum(values)[sizes - 1]
    gain = ((values.sum() - sums) / (len(values) - sizes) - sums / sizes) * np.sqrt(
        sizes * (len(values) - sizes)
    )
    return int(sizes[np.argmax(gain)])
