"""Demand of the hours ahead at quantiles: boosted trees where the past is long enough, else the same hour of a week before.

Either way the quantile is moved, region by region, so that on held-back hours demand stayed under it as often as it
should (conformalised quantile regression, Romano, Patterson and Candes 2019). What the forecast says of its coverage was
measured on other held-back weeks than those it was moved by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from terezi.evidence.numerics.demand.boosted import LEAST_DAYS, boosted
from terezi.evidence.numerics.demand.naive import refuse_gaps, relative_errors, same_hour
from terezi.evidence.numerics.demand.past import DAY_HOURS, WEEK_HOURS, Past
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths

HELD_BACK_DAYS = 56
YEARS_BACK, WEEKS_BEFORE, WEEKS_AFTER = 2, 2, 4
"""Of the years before, the weeks around the same date are held back as well: the season moves on from the latest ones."""
YEAR_HOURS = 52 * WEEK_HOURS
Method = Literal["boosted", "seasonal_naive"]


@dataclass(frozen=True)
class Forecast:
    """`demand_mw[q]` is (hours ahead, regions): demand stays below it in a share q of hours.

    `coverage[q]` is the share of held-back hours below; `pinball_mw[q]` the mean loss there, `naive_pinball_mw[q]` that of the
    seasonal-naive forecast on the same hours. `lead_hours` says how far ahead it was judged.
    """

    method: Method
    lead_hours: int
    demand_mw: dict[float, Floats]
    coverage: dict[float, float]
    pinball_mw: dict[float, float]
    naive_pinball_mw: dict[float, float]

    @property
    def says(self) -> str:
        """Say by which method, and what it was worth on held-back hours."""
        how = (
            "boosted trees"
            if self.method == "boosted"
            else "the same hour of a week before: the past is too short for more"
        )
        worth = ", ".join(
            f"{q:.0%} quantile held {self.coverage[q]:.1%} of hours, loss {self.pinball_mw[q]:.3g} MW "
            f"({self.naive_pinball_mw[q]:.3g} MW for the same hour of a week before)"
            for q in sorted(self.demand_mw)
        )
        return f"{how}; {worth}"


def forecast(past: Past, quantiles: Sequence[float]) -> Forecast:
    """Foresee the hours ahead of `past`; the same past gives the same bits.

    :raises BadData: when demand is known for too short a time, or not in any week a guess could rest on.
    """
    guess = same_hour(past)
    errors = relative_errors(past, guess)
    refuse_gaps(past, guess)
    held = held_back(past)
    method: Method = "boosted" if _told_days(past) >= LEAST_DAYS else "seasonal_naive"
    told: dict[float, Floats] = {}
    worth: dict[str, dict[float, float]] = {"coverage": {}, "pinball_mw": {}, "naive_pinball_mw": {}}
    floor = np.zeros(0)
    for quantile in sorted(quantiles):
        naive = guess * (1 + error_quantile(np.where(held[:, None] >= 0, np.nan, errors), quantile, errors))
        raw = boosted(past, quantile, held=held >= 0) if method == "boosted" else naive
        moved = calibrated(past.known, raw, held, quantile)
        ahead = np.maximum(moved[len(past.known) :], 0)
        told[quantile] = floor = np.maximum(ahead, floor) if floor.size else ahead  # quantiles do not cross
        coverage, loss = judged(past.known, raw, held, quantile)
        worth["coverage"][quantile], worth["pinball_mw"][quantile] = coverage, loss
        worth["naive_pinball_mw"][quantile] = judged(past.known, naive, held, quantile)[1]
    return Forecast(method, past.lead_hours, told, **worth)


def held_back(past: Past) -> Ints:
    """Number the held-back weeks from 0 on, (known hours,); -1 is not held back. A short past holds back half of itself."""
    hours = min(HELD_BACK_DAYS * DAY_HOURS, (len(past.known) - past.week_lag) // 2)
    numbers = np.full(len(past.known), -1, dtype=np.int64)
    for begins, ends in [*_same_season(past), (len(numbers) - hours, len(numbers))]:
        numbers[begins:ends] = numbers.max() + 1 + np.arange(ends - begins) // WEEK_HOURS
    return numbers


def _same_season(past: Past) -> list[tuple[int, int]]:
    """Return the stretches of the years before around the hours to foresee, where half a year to learn from lies before them."""
    dates = [len(past.known) - YEAR_HOURS * back for back in range(YEARS_BACK, 0, -1)]
    told = [(at - WEEKS_BEFORE * WEEK_HOURS, at + WEEKS_AFTER * WEEK_HOURS) for at in dates]
    return [it for it in told if it[0] >= past.week_lag + LEAST_DAYS * DAY_HOURS]


def calibrated(known: Floats, raw: Floats, held: Ints, quantile: float) -> Floats:
    """Move a quantile by the share of itself that makes it hold on the held-back hours, by region."""
    by: Truths = held >= 0
    moved: Floats = raw * (1 + _shift(known, raw[: len(known)], by, quantile))
    return moved


def judged(known: Floats, raw: Floats, held: Ints, quantile: float) -> tuple[float, float]:
    """Return coverage and pinball loss (MW) on every other held-back week, moved by the weeks between, both ways round."""
    covered, losses = [], []
    for parity in (0, 1):
        tested, by = (held >= 0) & (held % 2 == parity), (held >= 0) & (held % 2 != parity)
        if not tested.any() or not by.any():
            continue
        moved = raw[: len(known)] * (1 + _shift(known, raw[: len(known)], by, quantile))
        short = (known - moved)[tested]
        short = short[~np.isnan(short)]
        covered.append(short <= 0)
        losses.append(np.maximum(quantile * short, (quantile - 1) * short))
    if not covered:
        return float("nan"), float("nan")
    return float(np.concatenate(covered).mean()), float(np.concatenate(losses).mean())


def _shift(known: Floats, raw: Floats, rows: Truths, quantile: float) -> Floats:
    errors = known / np.where(raw > 0, raw, np.nan) - 1
    return error_quantile(np.where(rows[:, None], errors, np.nan), quantile, errors)


def error_quantile(errors: Floats, quantile: float, otherwise: Floats) -> Floats:
    """Return the quantile of each region's errors, (regions,), as one hour more would need it; `otherwise` where none are there."""
    found = np.zeros(errors.shape[1])
    for region in range(errors.shape[1]):
        each = errors[~np.isnan(errors[:, region]), region]
        each = each if len(each) else otherwise[~np.isnan(otherwise[:, region]), region]
        level = min(np.ceil(quantile * (len(each) + 1)) / len(each), 1.0)
        found[region] = np.quantile(each, level, method="inverted_cdf")
    return found


def _told_days(past: Past) -> float:
    return float((~np.isnan(past.known)).all(axis=1).sum()) / DAY_HOURS
