"""The judgement over one feeder, transformer or phase: how much load no meter explains, how sure, since when, and what could not be told.

Four comparisons share the false alarms (weighted Bonferroni, so whatever their dependence the share holds):
against its own *history* with gain errors taken out inside the days (a flat load that began with the window);
against history by plain means, for *load* that follows the load; against any other date of beginning (*earlier*); and against
*physics*, the only one that sees a load which always stood there - and only above what the bounds of the loss leave open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from terezi.evidence.numerics.feeders.change_points import likeliest_rise, rises
from terezi.evidence.numerics.feeders.day_residuals import DayResiduals, day_residuals, gain_sd
from terezi.evidence.numerics.feeders.losses import LossBounds, Losses, fit_losses
from terezi.evidence.numerics.feeders.series import Flags, Floats, Hours
from terezi.evidence.numerics.feeders.steps import Estimate, Step, step

CanTell = Literal["changes", "level_only", "upper_bound", "nothing"]

LEAST_HISTORY_DAYS = 14
LEAST_WINDOW_DAYS = 7
SHARES = {"history": 0.65, "load": 0.15, "earlier": 0.10, "physics": 0.10}
LEAST_COVERAGE = 0.98
MISSING_ERROR_SHARE = 0.3  # how wrong the past mean of silent meters may be of what they draw now


@dataclass(frozen=True)
class Balance:
    """What one balance says; powers are means over the window, W; days are indexes of the hours."""

    losses: Losses
    days: DayResiduals
    window_from: int
    can_tell: CanTell
    estimate: Estimate | None
    estimates: tuple[Estimate, ...]
    standing: Estimate | None
    changed_on: int | None
    noise_w: float
    false_alarm_share: float

    @property
    def p_value(self) -> float:
        return min((found.p_value for found in self.estimates), default=1.0)

    @property
    def stands_out(self) -> bool:
        return self.p_value < self.false_alarm_share


def balance(
    hours: Hours,
    *,
    window_from: int,
    bounds: LossBounds,
    false_alarm_share: float,
    coverage: float = 1.0,
) -> Balance:
    """Balance hours whose days before `window_from` are history; the loss is fitted on history alone.

    `coverage` is the share of metered time behind the head that was told or can be made good; below 0.98 the residual is an
    upper bound and is compared with its own past only.
    """
    losses = fit_losses(hours.where(hours.day < window_from), bounds)
    days = day_residuals(hours, losses)
    window = days.day >= window_from
    can_tell = _can_tell(int(window.sum()), int((~window).sum()), coverage)
    if can_tell == "nothing":
        return Balance(losses, days, window_from, can_tell, None, (), None, None, 0.0, false_alarm_share)
    has_past = int((~window).sum()) >= LEAST_HISTORY_DAYS
    steps = _steps(days, window_from, losses) if has_past else []
    gain = gain_sd(days, losses)
    standing = _standing(
        hours.where(hours.day >= window_from), losses, days.where(window), gain=gain, alone=not has_past
    )
    estimates = [found for found, _ in steps] + ([standing] if can_tell != "upper_bound" else [])
    shown = _shown(estimates, false_alarm_share)
    seen = next((step for found, step in steps if found is shown), None)
    changed = _changed_on(days, seen, shown.from_day) if seen and shown.p_value < false_alarm_share else None
    noise = steps[0][1] if steps else None
    if changed is not None and seen is not None:
        shown, noise = _dated(days, changed, losses, (shown, seen), false_alarm_share)
    noise_w = float(np.std(noise.left_w, ddof=1)) if noise else standing.error_w
    return Balance(
        losses,
        days,
        window_from,
        can_tell,
        shown,
        tuple(estimates),
        standing,
        changed,
        noise_w,
        false_alarm_share,
    )


def _shown(estimates: Sequence[Estimate], false_alarm_share: float) -> Estimate:
    """Return the surest rise that stands out, else the level if that does, else the first comparison made."""
    out = [found for found in estimates if found.p_value < false_alarm_share]
    return min(out, key=lambda found: (found.against == "physics", found.p_value), default=estimates[0])


def _can_tell(window_days: int, history_days: int, coverage: float) -> CanTell:
    if window_days < LEAST_WINDOW_DAYS:
        return "nothing"
    if coverage < LEAST_COVERAGE:
        return "upper_bound" if history_days >= LEAST_HISTORY_DAYS else "nothing"
    return "changes" if history_days >= LEAST_HISTORY_DAYS else "level_only"


def _steps(days: DayResiduals, window_from: int, losses: Losses) -> list[tuple[Estimate, Step]]:
    """Return the comparisons with history; the first is the one shown when nothing stands out."""
    found = [
        _rise(days, window_from, losses, "history", SHARES["history"], following=True),
        _rise(days, window_from, losses, "load", SHARES["load"], following=False),
    ]
    share = SHARES["earlier"] / len(days)
    dates = _likely_dates(days) - {window_from}
    return found + [_rise(days, date, losses, "earlier", share, following=True) for date in sorted(dates)]


def _likely_dates(days: DayResiduals) -> set[int]:
    """Return the days on which a rise is likeliest, gain errors taken out or not.

    They are chosen among all days, so each shares the false alarms with all days, looked at or not.
    """
    if len(days) < LEAST_HISTORY_DAYS + LEAST_WINDOW_DAYS:
        return set()
    seen = (days.residual_w, days.residual_w - days.following_w)
    places = {likeliest_rise(values, before=LEAST_HISTORY_DAYS, after=LEAST_WINDOW_DAYS) for values in seen}
    return {int(days.day[place]) for place in places}


def _rise(
    days: DayResiduals, from_day: int, losses: Losses, against: str, share: float, *, following: bool
) -> tuple[Estimate, Step]:
    after = days.day >= from_day
    seen = step(days, after, following=following)
    drift = _difference(np.column_stack([days.delivered_w, days.squared_w2]), after)
    unsure = float(drift @ losses.covariance[1:, 1:] @ drift)
    guessed = MISSING_ERROR_SHARE * float(_difference(days.missing_w[:, None], after)[0])
    # Sites are few and large: one that comes or goes takes the error of its own meter with it.
    changed = losses.bounds.gain_sd * float(_difference(days.registered_w[:, None], after)[0])
    error = float(np.sqrt(seen.error_w**2 + unsure + guessed**2 + changed**2))
    return Estimate(against, seen.estimate_w, error, seen.freedom, share, from_day), seen


def _dated(
    days: DayResiduals, changed_on: int, losses: Losses, seen: tuple[Estimate, Step], false_alarm_share: float
) -> tuple[Estimate, Step]:
    """Return the rise counted from the day it was seen on, where that is as sure: a week too early or late waters it down."""
    shown, _ = seen
    if min((days.day < changed_on).sum(), (days.day >= changed_on).sum()) < LEAST_WINDOW_DAYS:
        return seen
    following = shown.against != "load"
    dated = _rise(days, changed_on, losses, shown.against, shown.share, following=following)
    return dated if dated[0].low_w(false_alarm_share) > 0 else seen


def _difference(values: Floats, after: Flags) -> Floats:
    difference: Floats = values[after].mean(axis=0) - values[~after].mean(axis=0)
    return difference


def _standing(window: Hours, losses: Losses, days: DayResiduals, *, gain: float, alone: bool) -> Estimate:
    """Return what physics does not explain: the mean taken in the window less the loss a feeder is built with.

    The no-load loss and the gain are those of the bounds, never the fitted ones: a load that always stood there hides in both.
    """
    b = losses.bounds
    squared, delivered = float(window.squared_w2.mean()), float(days.delivered_w.mean())
    # What days left, wild ones drawn in, and what the fit took for no-load loss and gain, less what a feeder is built with.
    fitted = float(losses.terms[0] + losses.terms[1] * delivered)
    unexplained = float(days.residual_w.mean()) + fitted - b.no_load_w
    parts = (
        b.no_load_sd_w,
        gain * delivered,
        float(np.sqrt(losses.covariance[2, 2])) * squared,
        MISSING_ERROR_SHARE * float(window.missing_w.mean()),
        float(np.std(days.residual_w, ddof=1)) / np.sqrt(len(days)),
    )
    error = float(np.sqrt(np.square(parts).sum()))
    return Estimate("physics", unexplained, error, np.inf, 1.0 if alone else SHARES["physics"], -1)


def _changed_on(days: DayResiduals, seen: Step, from_day: int) -> int:
    """Return the first day of the last rise, gain errors taken out."""
    clean = seen.left_w + seen.estimate_w * (days.day >= from_day)
    found = rises(clean, noise=float(np.std(seen.left_w, ddof=1)), memory=seen.memory)
    return int(days.day[found[-1] if found else likeliest_rise(clean)])
