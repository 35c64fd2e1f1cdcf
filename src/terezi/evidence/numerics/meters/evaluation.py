"""How well methods find added machines in homes they never saw: recall at a false-alarm share, with intervals by home.

Two lines are drawn. `pooled`: the score that the held-out innocents themselves put at the share, as the literature does.
`strict`: the line each fold takes from homes of other folds; what it lets through among the held-out is told beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from sklearn.metrics import roc_auc_score

Floats = npt.NDArray[np.float64]
Scorer = Callable[[pl.DataFrame], Floats]
Method = Callable[[pl.DataFrame, int], Scorer]
"""Learns from rows of training windows (pattern empty: innocent) with a seed, and answers how to score others."""
RESAMPLES = 400
INNOCENT = ""


@dataclass(frozen=True)
class Found:
    """One pattern found by one method; intervals are 95 %, homes resampled."""

    pattern: str
    auc: float
    recall: float
    recall_low: float
    recall_high: float
    strict_recall: float


@dataclass(frozen=True)
class Judged:
    """A method: what it found, and the false alarms its strict line really made."""

    method: str
    found: tuple[Found, ...]
    false_alarms: float
    false_alarms_low: float
    false_alarms_high: float
    homes_alarmed: int
    homes: int
    twins_alarmed: Mapping[str, float]


def leave_homes_out(rows: pl.DataFrame, *, folds: int, seed: int) -> list[str]:
    """Name the fold of each row: all windows of a home fall into one."""
    homes = rows["home"].unique().sort().to_list()
    order = np.random.default_rng(seed).permutation(len(homes))
    fold = {homes[home]: str(place % min(folds, len(homes))) for place, home in enumerate(order)}
    return [fold[home] for home in rows["home"]]


def held_out(
    method: Method, train: pl.DataFrame, test: pl.DataFrame, folds: Sequence[str], *, seed: int
) -> Floats:
    """Score each row of `test` by what was learned from the training rows of other folds' homes."""
    answer = np.empty(len(test))
    named = np.array(folds)
    for fold in sorted(set(folds)):
        inside = named == fold
        unseen = test.filter(inside)["home"].unique().to_list()
        scorer = method(train.filter(~pl.col("home").is_in(unseen)), seed)
        answer[inside] = scorer(test.filter(inside))
    return answer


def line_of(innocent: Floats, share: float) -> float:
    """Return the score that at most `share` of the innocents exceed."""
    ordered = np.sort(innocent)
    return float(ordered[len(ordered) - 1 - int(np.floor(share * len(ordered)))])


def judged(
    name: str, test: pl.DataFrame, scores: Floats, folds: Sequence[str], *, share: float, seed: int,
    twins: Mapping[str, Floats] | None = None,
) -> Judged:  # fmt: skip
    """Judge held-out scores of rows with `home` and `pattern`."""
    pattern, home, fold = test["pattern"].to_numpy(), test["home"].to_numpy(), np.array(folds)
    innocent = pattern == INNOCENT
    line = line_of(scores[innocent], share)
    strict = _strict_lines(scores, innocent, fold, share)
    over = scores > strict
    resampled = _resampled_homes(sorted(set(home)), seed)
    alarms = [_weighted(over[innocent], home[innocent], counts) for counts in resampled]
    drawn = {what: np.nonzero(pattern == what)[0] for what in dict.fromkeys(pattern) if what != INNOCENT}
    found = tuple(
        _found(str(what), scores, rows, innocent, home, line, over, resampled, share)
        for what, rows in drawn.items()
    )
    return Judged(
        name,
        found,
        float(over[innocent].mean()),
        *_interval(alarms),
        len(set(home[innocent & over])),
        len(set(home)),
        {twin: float((of_twin > line).mean()) for twin, of_twin in (twins or {}).items()},
    )


def _found(
    what: str, scores: Floats, rows: npt.NDArray[np.int64], innocent: npt.NDArray[np.bool_], home: npt.NDArray[np.object_],
    line: float, over: npt.NDArray[np.bool_], resampled: Sequence[Mapping[str, int]], share: float,
) -> Found:  # fmt: skip
    both = np.concatenate([np.nonzero(innocent)[0], rows])
    truth = np.repeat([0, 1], [int(innocent.sum()), len(rows)])
    recalls = [_recall_again(scores, rows, innocent, home, counts, share) for counts in resampled]
    return Found(
        what,
        float(roc_auc_score(truth, scores[both])),
        float((scores[rows] > line).mean()),
        *_interval(recalls),
        float(over[rows].mean()),
    )


def _recall_again(
    scores: Floats, rows: npt.NDArray[np.int64], innocent: npt.NDArray[np.bool_], home: npt.NDArray[np.object_],
    counts: Mapping[str, int], share: float,
) -> float:  # fmt: skip
    """Draw the line again from the resampled homes, so that the interval holds what the line itself owes to chance."""
    weights = np.array([counts.get(one, 0) for one in home])
    line = line_of(np.repeat(scores[innocent], weights[innocent]), share)
    return _weighted(scores[rows] > line, home[rows], counts)


def _strict_lines(
    scores: Floats, innocent: npt.NDArray[np.bool_], fold: npt.NDArray[np.str_], share: float
) -> Floats:
    lines = np.empty(len(scores))
    for one in sorted(set(fold)):
        others = innocent & (fold != one)
        lines[fold == one] = line_of(scores[others] if others.any() else scores[innocent], share)
    return lines


def _resampled_homes(homes: Sequence[str], seed: int) -> list[dict[str, int]]:
    rng = np.random.default_rng(seed)
    drawn = (rng.choice(homes, len(homes)) for _ in range(RESAMPLES))
    return [dict(zip(*np.unique(one, return_counts=True), strict=True)) for one in drawn]


def _weighted(hits: npt.NDArray[np.bool_], home: npt.NDArray[np.object_], counts: Mapping[str, int]) -> float:
    weights = np.array([counts.get(one, 0) for one in home])
    return float((hits * weights).sum() / max(weights.sum(), 1))


def _interval(values: Sequence[float]) -> tuple[float, float]:
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)
