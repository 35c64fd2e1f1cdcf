"""Whether one group's times are shorter than its peers', by the exact distribution of their ranks.

Times are ranked within each stratum (a class of actors), ties share the mean rank, and the ranks of the group are
added up. Were the group drawn by chance from each stratum, every choice of as many files would be as likely: the
p-value is the share of choices whose sum is as small or smaller. No shape of the times is assumed.
"""

from collections.abc import Hashable, Sequence
from math import comb, sqrt
from statistics import NormalDist

Times = Sequence[tuple[Hashable, float]]  # stratum, time
MOST_CELLS = 20_000_000
"""Above so many steps the normal approximation answers instead; it is close there."""


def p_shorter(group: Times, peers: Times) -> float:
    """Return the one-sided p-value that the group's times are as short by chance; 1 where nothing can be compared."""
    strata = sorted({stratum for stratum, _ in group}, key=str)
    ranked = [_ranks(stratum, group, peers) for stratum in strata]
    ranked = [(mine, others) for mine, others in ranked if others]
    if not ranked:
        return 1.0
    observed = sum(sum(mine) for mine, _ in ranked)
    if sum(len(mine) * (len(mine) + len(others)) * sum(mine) for mine, others in ranked) > MOST_CELLS:
        return _normal(ranked, observed)
    return _exact(ranked, observed)


def _ranks(stratum: Hashable, group: Times, peers: Times) -> tuple[list[int], list[int]]:
    """Return twice the mean ranks of the group and of its peers within one stratum: whole numbers."""
    mine = [time for at, time in group if at == stratum]
    others = [time for at, time in peers if at == stratum]
    everybody = sorted([*mine, *others])
    first = {time: place for place, time in reversed(list(enumerate(everybody, start=1)))}
    last = {time: place for place, time in enumerate(everybody, start=1)}
    return [first[time] + last[time] for time in mine], [first[time] + last[time] for time in others]


def _exact(ranked: list[tuple[list[int], list[int]]], observed: int) -> float:
    """Count the choices with every sum up to the observed one, stratum by stratum."""
    import numpy as np  # noqa: PLC0415 (keeps it out of the start of the web process)

    share = np.zeros(observed + 1)
    share[0] = 1.0
    for mine, others in ranked:
        counts = np.zeros((len(mine) + 1, observed + 1))
        counts[0, 0] = 1.0
        for rank in (*mine, *others):
            if rank <= observed:
                counts[1:, rank:] += counts[:-1, : observed + 1 - rank].copy()
        chosen = counts[-1] / comb(len(mine) + len(others), len(mine))
        share = np.convolve(share, chosen)[: observed + 1]
    return float(min(1.0, share.sum()))


def _normal(ranked: list[tuple[list[int], list[int]]], observed: int) -> float:
    mean = variance = 0.0
    for mine, others in ranked:
        pool, size = [*mine, *others], len(mine) + len(others)
        centre = sum(pool) / size
        spread = sum((rank - centre) ** 2 for rank in pool) / (size - 1)
        mean += len(mine) * centre
        variance += spread * len(mine) * len(others) / size
    return NormalDist().cdf((observed + 1 - mean) / sqrt(variance)) if variance else 1.0
