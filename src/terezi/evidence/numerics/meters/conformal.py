"""How rarely an innocent meter of the same group would look so: conformal p-values, Mondrian by class and region.

A p-value counts the innocent meters held for calibration that score as high or higher (Vovk et al. 2005): whatever the score
is, at most `share` of innocent meters exchangeable with them fall at or below `share`. Machines among them only make it milder.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
ALL = "all"
LEAST = 100
"""A region with fewer meters of a class cannot tell 1 % and is compared with the whole class, never with another class."""


@dataclass(frozen=True)
class Calibration:
    """The scores of innocent meters of each group, lowest first."""

    scores: dict[str, Floats]

    @classmethod
    def of(cls, scores: Floats, classes: Sequence[str], regions: Sequence[str]) -> "Calibration":
        """Keep each score in its class and region, its class, and all."""
        kept: dict[str, list[float]] = defaultdict(list)
        for score, tariff_class, region in zip(scores, classes, regions, strict=True):
            for group in groups(tariff_class, region):
                kept[group].append(float(score))
        return cls({group: np.sort(values) for group, values in kept.items() if _enough(group, values)})

    def group(self, tariff_class: str, region: str) -> str:
        """Return the narrowest group that can tell."""
        return next(
            (group for group in groups(tariff_class, region)[:2] if group in self.scores), tariff_class
        )

    def p_values(self, scores: Floats, named: Sequence[str]) -> Floats:
        """Return (1 + innocents that score as high) / (1 + innocents) of each score's group; 1 where there are none."""
        answer = np.ones(len(scores))
        by_group = np.array(named, dtype=object)
        for group in set(named):
            inside, innocent = by_group == group, self.scores.get(group, np.empty(0))
            as_high = len(innocent) - np.searchsorted(innocent, scores[inside], side="left")
            answer[inside] = (1 + as_high) / (1 + len(innocent))
        return answer

    def line(self, share: float, group: str = ALL) -> float:
        """Return the score above which at most `share` of the group's innocents lie."""
        innocent = self.scores[group]
        allowed = int(np.floor(share * (len(innocent) + 1))) - 1
        return float(innocent[-1 - allowed]) if allowed >= 0 else float("inf")


def groups(tariff_class: str, region: str) -> tuple[str, str, str]:
    """Name the groups a meter belongs to, the narrowest first."""
    return f"{tariff_class}/{region}", tariff_class, ALL


def _enough(group: str, values: Sequence[float]) -> bool:
    return "/" not in group or len(values) >= LEAST
