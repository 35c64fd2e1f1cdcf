"""First digits, round sizes and the spread of trade sizes: what people's own trades look like, and programs' often do not.

Quantities are whole 1e-8. First digits after Benford and clustering at round sizes: Cong, Li, Tang and Yang, Crypto Wash Trading,
Management Science 2023; bounds of the mean deviation: Nigrini 2012.
"""

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
BENFORD: Floats = np.log10(1 + 1 / np.arange(1, 10))
ROUND_DIGITS = 2
"""A size written with so few digits was chosen round."""


def digits(sizes: Ints) -> Ints:
    """Return how many digits each size needs, trailing zeros left out."""
    left = sizes.copy()
    zero = (left % 10 == 0) & (left > 0)
    while zero.any():
        left[zero] //= 10
        zero = (left % 10 == 0) & (left > 0)
    return np.floor(np.log10(np.maximum(left, 1)) + 1e-12).astype(np.int64) + 1


def first_digits(sizes: Ints) -> Floats:
    """Return the shares of the first digits 1 to 9."""
    power = np.floor(np.log10(sizes) + 1e-12).astype(np.int64)
    return np.bincount(sizes // 10**power, minlength=10)[1:10] / len(sizes)


def benford_gap(sizes: Ints) -> float:
    """Return the mean deviation of first digits from Benford's, of sizes not chosen round; nan where there are none.

    Round sizes are left out because people's liking for 1, 0.5 and 0.1 bends the digits of honest venues too.
    """
    uneven = sizes[digits(sizes) > ROUND_DIGITS]
    return float(np.abs(first_digits(uneven) - BENFORD).mean()) if len(uneven) else float("nan")


def lognormal_gap(sizes: Ints) -> float:
    """Return the largest distance between the sizes' distribution and the lognormal with their mean and spread (Kolmogorov-Smirnov)."""
    logs = np.sort(np.log(sizes.astype(float)))
    spread = float(logs.std())
    if not spread:
        return 1.0
    fitted, steps = norm.cdf((logs - logs.mean()) / spread), np.arange(len(logs) + 1) / len(logs)
    return float(np.maximum(np.abs(fitted - steps[:-1]), np.abs(fitted - steps[1:])).max())


def round_share(sizes: Ints) -> float:
    """Return the share of sizes chosen round: clients' orders cluster there, a program's need not."""
    return float((digits(sizes) <= ROUND_DIGITS).mean())
