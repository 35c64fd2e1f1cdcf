"""A venue's trade sizes beside those of simulated clean venues as large: which gaps clean ones do not show."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from terezi.evidence.numerics.abuse.hidden.sizes import benford_gap, lognormal_gap, round_share
from terezi.evidence.numerics.abuse.hidden.tails import Tail, tail

Ints = npt.NDArray[np.int64]
SAMPLE = 5_000
"""Sizes drawn of a venue, so that venues of every size are compared alike."""
CLEAN_VENUES = 199
USED: dict[str, Callable[[Ints], float]] = {"first_digits": benford_gap, "lognormal": lognormal_gap}
"""What the ranking rests on; the share of round sizes and the tail are told beside it."""
TOLD: dict[str, Callable[[Ints], float]] = {
    **USED, "round_sizes": round_share, "tail": lambda sizes: tail(sizes).exponent
}  # fmt: skip


@dataclass(frozen=True)
class Sizes:
    """What a sample of a venue's trade sizes shows; gaps and shares from 0 to 1, p-values against clean venues as large."""

    sizes: int
    gaps: dict[str, float]
    p_values: dict[str, float]
    round_share: float
    tail: Tail

    @property
    def p_value(self) -> float:
        """Return the least p-value, both looked at counted in."""
        return min(1.0, len(self.p_values) * min(self.p_values.values()))

    @property
    def oddness(self) -> float:
        """Return how many times the gaps of the median clean venue these are, the geometric mean: venues are ranked by it."""
        usual = clean_venues(min(self.sizes, SAMPLE))
        return float(
            np.exp(
                np.mean([np.log(max(gap, 1e-6) / np.median(usual[name])) for name, gap in self.gaps.items()])
            )
        )


def compare(sizes: Ints, *, seed: int) -> Sizes:
    """Compare a venue's quantities (whole 1e-8, above 0) with clean venues; the sample drawn follows from the seed."""
    random = np.random.default_rng(seed)
    some = sizes if len(sizes) <= SAMPLE else random.choice(sizes, SAMPLE, replace=False)
    gaps = {name: gap(some) for name, gap in USED.items()}
    p_values = {name: p_value(name, gap, len(some)) for name, gap in gaps.items()}
    return Sizes(len(some), gaps, p_values, round_share(some), tail(some))


def p_value(name: str, value: float, count: int) -> float:
    """Return how seldom a clean venue of so many sizes is as far off: wide of a law, or with as few round sizes."""
    usual = clean_venues(count)[name]
    beyond = usual <= value if name == "round_sizes" else usual >= value
    return float((1 + beyond.sum()) / (1 + CLEAN_VENUES))


@cache
def clean_venues(count: int) -> dict[str, npt.NDArray[np.float64]]:
    """Return what each of `CLEAN_VENUES` simulated clean venues of so many sizes shows, by statistic."""
    random = np.random.default_rng(count)
    venues = [clean_sizes(random, count) for _ in range(CLEAN_VENUES)]
    return {name: np.array([statistic(venue) for venue in venues]) for name, statistic in TOLD.items()}


def clean_sizes(random: np.random.Generator, count: int) -> Ints:
    """Draw the sizes of a venue without programs that trade with themselves: its own median, spread, liking for round numbers."""
    median, spread, liking = 10 ** random.uniform(5, 8.5), random.uniform(1.2, 2.4), random.uniform(0.05, 0.5)
    crowd = median * np.exp(
        spread * random.standard_normal(count) + random.normal(0, 0.3) * random.exponential(1, count)
    )
    whole = np.maximum(crowd, 1).astype(np.int64)
    step = 10 ** np.maximum(
        np.floor(np.log10(whole) + 1e-12).astype(np.int64) - (random.random(count) < 0.5), 0
    )
    rounded = np.maximum(whole // step, 1) * step
    return np.where(random.random(count) < liking, rounded, whole)


def tainted_sizes(random: np.random.Generator, count: int, share: float) -> Ints:
    """Draw a clean venue's sizes of which a share are a program's: even over a narrow range, as most that were caught."""
    sizes = clean_sizes(random, count)
    low = float(np.median(sizes)) * random.uniform(0.5, 3)
    program = random.uniform(low, low * random.uniform(1.5, 6), count).astype(np.int64) + 1
    return np.where(random.random(count) < share, program, sizes)
