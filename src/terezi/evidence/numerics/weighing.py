"""Weigh the three witnesses of every site against each other over windows of days.

Per pair: z = ln(observed / expected) / sigma over the days both witnesses cover; positive when the first
witness is larger. Absent days are left out; a day of true zero counts as zero. Where coins hang on luck
(PPLNS, solo) the score comes from the exact distribution of the block count (luck.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from scipy.special import ndtr

from terezi.evidence.numerics.expected_coins import NetworkDays
from terezi.evidence.numerics.luck import pplns_z_and_p, solo_z_and_p
from terezi.evidence.numerics.power import smallest_hidden_share, solo_smallest_hidden_share
from terezi.evidence.numerics.sigma import COINS, GROUPS_OF_PAIR
from terezi.evidence.numerics.spans import Case, Span, span
from terezi.evidence.numerics.witnesses import PAIRS, Floats, Ints, SiteDays, Sites, Truths

WINDOWS = (1, 7, 30)
LEAST_SHARE_OF_WINDOW = 0.5
NOT_FOUND_PPM = -1


@dataclass(frozen=True)
class Weighings:
    """One value per (site, window, pair); where `weighed` is false the rest means nothing (NaN, 0)."""

    windows: tuple[int, ...]
    weighed: Truths
    observed_wh: Ints
    expected_wh: Ints
    days_covered: Ints
    sigma: Floats
    systematic: Floats  # the part of sigma that is the same in every window
    z: Floats
    p_value: Floats
    least_share: Floats  # hidden share found with power 0.8 at 1 % one-sided; NaN where none is

    @property
    def least_share_ppm(self) -> Ints:
        """`least_share` in ppm; -1 where nothing hidden would be found."""
        known = ~np.isnan(self.least_share)
        ppm = np.full(known.shape, NOT_FOUND_PPM, np.int64)
        ppm[known] = np.rint(self.least_share[known] * 1e6)
        return ppm


@dataclass(frozen=True)
class _Scores:
    """One value per site with enough days."""

    sigma: Floats
    systematic: Floats
    z: Floats
    p_value: Floats
    least_share: Floats


def weigh(
    sites: Sites, days: SiteDays, network: NetworkDays, *, windows: Sequence[int] = WINDOWS
) -> Weighings:
    """Weigh every pair over windows that end with the last day of the arrays."""
    last = days.metered_wh.shape[1]
    spans = [slice(max(0, last - window), last) for window in windows]
    return _weigh(Case.of(sites, days, network), spans, tuple(windows))


def weigh_periods(sites: Sites, days: SiteDays, network: NetworkDays, *, period_days: int) -> Weighings:
    """Weigh consecutive periods that do not overlap, oldest first; the last ends with the last day."""
    last = days.metered_wh.shape[1]
    starts = range(last % period_days, last, period_days)
    spans = [slice(start, start + period_days) for start in starts]
    return _weigh(Case.of(sites, days, network), spans, (period_days,) * len(spans))


def _weigh(case: Case, spans: list[slice], windows: tuple[int, ...]) -> Weighings:
    shape = (len(case.solo), len(spans), len(PAIRS))
    weighed = np.zeros(shape, np.bool_)
    counts = {name: np.zeros(shape, np.int64) for name in ("observed_wh", "expected_wh", "days_covered")}
    scores = {field.name: np.full(shape, np.nan) for field in fields(_Scores)}
    for w, (when, window) in enumerate(zip(spans, windows, strict=True)):
        for pair in range(len(PAIRS)):
            seen = span(case, pair, when)
            enough = seen.days >= max(1, np.ceil(LEAST_SHARE_OF_WINDOW * window))
            weighed[:, w, pair] = enough
            counts["days_covered"][:, w, pair] = seen.days
            counts["observed_wh"][:, w, pair] = np.where(enough, np.rint(seen.observed_wh), 0)
            counts["expected_wh"][:, w, pair] = np.where(enough, np.rint(seen.expected_wh), 0)
            scored = _score(seen, enough, case, with_coins=COINS in GROUPS_OF_PAIR[pair])
            for name, values in scores.items():
                values[enough, w, pair] = getattr(scored, name)
    return Weighings(
        windows=windows,
        weighed=weighed,
        observed_wh=counts["observed_wh"],
        expected_wh=counts["expected_wh"],
        days_covered=counts["days_covered"],
        sigma=scores["sigma"],
        systematic=scores["systematic"],
        z=scores["z"],
        p_value=scores["p_value"],
        least_share=scores["least_share"],
    )


def _score(seen: Span, enough: Truths, case: Case, *, with_coins: bool) -> _Scores:
    """Score the sites with enough days: Gaussian, but PPLNS and solo by their block counts."""
    gap, error = seen.log_gap[enough], np.sqrt(seen.systematic + seen.random)[enough]
    pplns, solo = case.pplns[enough] & with_coins, case.solo[enough] & with_coins
    pool, due, found = seen.pool_blocks[enough], seen.site_blocks[enough], seen.blocks_found[enough]
    blocks = np.where(solo, due, np.where(pplns, pool, np.inf))
    sigma = np.sqrt(error**2 + 1 / blocks)
    z = gap / sigma
    p_value, least = 2 * ndtr(-np.abs(z)), smallest_hidden_share(sigma)
    z[pplns], p_value[pplns] = pplns_z_and_p(-gap[pplns], pool[pplns], error[pplns])
    z[solo], p_value[solo] = solo_z_and_p(found[solo], due[solo], error[solo])
    least[solo] = solo_smallest_hidden_share(due[solo], error[solo])
    return _Scores(sigma, np.sqrt(seen.systematic[enough]), z, p_value, least)
