"""The tail of trade sizes: told with its error, and used for nothing.

Honest venues were said to have tails of exponent 1 to 2 (Pareto and Levy). On account-level books that leaked from an exchange the
test points the wrong way: Aloosh and Li, Direct Evidence of Bitcoin Wash Trading, Management Science 2024.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

TAIL_SHARE = 0.05
HONEST = (1.0, 2.0)
"""Where the rule that is not used says an honest venue's exponent lies."""


@dataclass(frozen=True)
class Tail:
    """Hill's exponent of the largest sizes and its standard error."""

    exponent: float
    error: float
    sizes: int


def tail(sizes: npt.NDArray[np.int64]) -> Tail:
    """Return Hill's estimate from the largest 5 % of the sizes; nan from fewer than ten."""
    largest = np.sort(sizes.astype(float))[::-1][: int(TAIL_SHARE * len(sizes))]
    if len(largest) < 10:
        return Tail(float("nan"), float("nan"), len(largest))
    mean = float(np.log(largest[:-1] / largest[-1]).mean())
    exponent = 1 / mean if mean else float("inf")
    return Tail(exponent, exponent / float(np.sqrt(len(largest) - 1)), len(largest))
