"""Days on which a venue's turnover steps up or down and stays there (PELT, Killick et al. 2012): to ask what changed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import ruptures

Floats = npt.NDArray[np.float64]
LEAST_DAYS = 14
WEEK = 7
DEARNESS = 4.0
"""What a step must pay, in variances times the logarithm of the days: chosen on other seeds than those of the bench."""
MOST_LEANING = 0.95
"""How much at most of a day's distance from the usual is taken to be left the day after."""


@dataclass(frozen=True)
class Break:
    """The day (number in the series) a new level begins, the new level over the old, and the standard error of that.

    The error takes days for independent, so it is the least it may be.
    """

    day: int
    ratio: float
    error: float


def breaks(turnover: Floats) -> list[Break]:
    """Return the steps in the logarithm of daily turnover (positive, one per day) that last two weeks or more."""
    logs = np.log(np.maximum(turnover, turnover[turnover > 0].min() if (turnover > 0).any() else 1.0))
    if len(logs) < 2 * LEAST_DAYS:
        return []
    penalty = DEARNESS * _long_run_variance(logs) * np.log(len(logs))
    ends = (
        ruptures.Pelt(model="l2", min_size=LEAST_DAYS, jump=1).fit(logs.reshape(-1, 1)).predict(pen=penalty)
    )
    parts = np.split(logs, ends[:-1])
    return [
        _break(int(end), before, after)
        for end, before, after in zip(ends[:-1], parts[:-1], parts[1:], strict=True)
    ]


def _long_run_variance(logs: Floats) -> float:
    """Return what the variance of a mean of many days comes to by day, where days lean on the one before.

    Told from differences of a day and of a week, by medians: a step touches few of them, and weekdays not those of a week.
    """
    day, week = (float(np.median(np.abs(logs[lag:] - logs[:-lag]))) * 1.4826 for lag in (1, WEEK))
    variance = max(max(day, week) ** 2 / 2, 1e-9)
    leaning = min(MOST_LEANING, max(0.0, 1 - day**2 / max(week, day, 1e-9) ** 2))
    return variance * (1 + leaning) / (1 - leaning)


def _break(day: int, before: Floats, after: Floats) -> Break:
    ratio = float(np.exp(after.mean() - before.mean()))
    variance = before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after)
    return Break(day, ratio, ratio * float(np.sqrt(variance)))
