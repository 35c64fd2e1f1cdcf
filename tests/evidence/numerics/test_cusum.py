"""Persistent small gaps: how long an honest site lives in peace, and how soon a gap is found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from terezi.evidence.numerics.cusum import (
    REFERENCE,
    cusum,
    innovations,
    limit_for,
    persistence,
    siegmund_run_length,
)
from terezi.evidence.numerics.weighing import weigh_periods
from terezi.evidence.numerics.witnesses import METER_COINS


def brook_evans_run_length(reference: float, limit: float, *, states: int = 400) -> float:
    """Mean run length of a two-sided CUSUM of standard normal values by Brook and Evans' Markov chain."""
    width = 2 * limit / (2 * states - 1)
    at = np.arange(states) * width
    upper = norm.cdf(at[None, :] + width / 2 - at[:, None] + reference)
    lower = norm.cdf(at[None, :] - width / 2 - at[:, None] + reference)
    lower[:, 0] = 0
    one_sided = np.linalg.solve(np.eye(states) - (upper - lower), np.ones(states))[0]
    return float(one_sided / 2)


def run_lengths(limit: float, *, runs: int, shift: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(7)
    z = rng.standard_normal((runs, 1_500)) + shift
    sums = cusum(z)
    over = np.maximum(sums.up, sums.down) > limit
    return np.where(over.any(axis=1), over.argmax(axis=1) + 1, 1_500)


def test_the_chain_reproduces_published_run_lengths():
    assert brook_evans_run_length(0.5, 4) == pytest.approx(168, abs=1)
    assert brook_evans_run_length(0.5, 5) == pytest.approx(465, abs=2)


@pytest.mark.parametrize("reference", [0.25, 0.5, 0.75])
def test_the_limit_gives_an_honest_site_two_hundred_months(reference):
    limit = limit_for(reference)

    assert siegmund_run_length(reference, limit) == pytest.approx(200)
    assert brook_evans_run_length(reference, limit) == pytest.approx(200, rel=0.04)


def test_two_hundred_months_hold_in_simulation():
    lengths = run_lengths(limit_for(), runs=3_000)

    assert lengths.mean() == pytest.approx(200, rel=0.06)


def test_a_lasting_gap_of_one_standard_deviation_is_found_within_a_year():
    lengths = run_lengths(limit_for(), runs=1_000, shift=1.0)

    assert lengths.mean() < 10
    assert np.quantile(lengths, 0.9) <= 15


def test_sums_by_hand():
    sums = cusum(np.array([[2.0, np.nan, 1.0, -4.0, 0.0]]))

    assert sums.up[0].tolist() == [1.5, 1.5, 2.0, 0.0, 0.0]
    assert sums.down[0].tolist() == [0.0, 0.0, 0.0, 3.5, 3.0]
    assert sums.signed[0].tolist() == [1.5, 1.5, 2.0, -3.5, -3.0]


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=30))
def test_turning_the_witnesses_round_turns_the_sign(z):
    forth, back = cusum(np.array([z])), cusum(-np.array([z]))

    assert (forth.up == back.down).all()
    assert (forth.down == back.up).all()
    assert (np.diff(forth.up) <= 5 - REFERENCE + 1e-9).all()


def test_the_first_period_is_judged_by_z_and_later_ones_by_what_they_add():
    z, sigma, systematic = np.array([[1.5, 1.5, 1.5]]), np.full((1, 3), 0.02), np.full((1, 3), 0.018)

    fresh = innovations(z, sigma=sigma, systematic=systematic)

    assert fresh[0, 0] == pytest.approx(1.5)
    assert abs(fresh[0, 1]) < abs(fresh[0, 0])
    assert abs(fresh[0, 2]) < abs(fresh[0, 1])


def test_innovations_of_honest_sites_are_independent_and_standard_normal():
    rng = np.random.default_rng(3)
    systematic, noise = 0.02, 0.01
    gaps = rng.normal(0, systematic, (20_000, 1)) + rng.normal(0, noise, (20_000, 6))
    sigma = np.full(gaps.shape, np.hypot(systematic, noise))
    gaps[rng.uniform(size=gaps.shape) < 0.1] = np.nan

    fresh = innovations(gaps / sigma, sigma=sigma, systematic=np.full(gaps.shape, systematic))

    whole = fresh[~np.isnan(fresh).any(axis=1)]
    assert np.cov(whole.T) == pytest.approx(np.eye(6), abs=0.05)
    assert np.corrcoef(np.nan_to_num(gaps[:, 0]), np.nan_to_num(gaps[:, 1]))[0, 1] > 0.5


def test_they_equal_the_inverse_square_root_of_the_covariance():
    rng = np.random.default_rng(5)
    systematic, noise = 0.02, np.array([0.01, 0.02, 0.005, 0.03])
    gaps = rng.normal(0, 0.03, 4)
    sigma = np.sqrt(systematic**2 + noise**2)

    fresh = innovations((gaps / sigma)[None], sigma=sigma[None], systematic=np.full((1, 4), systematic))

    root = np.linalg.cholesky(systematic**2 + np.diag(noise**2))
    assert fresh[0] == pytest.approx(np.linalg.solve(root, gaps))


def test_a_gap_too_small_for_a_month_is_found_by_lasting(mines):
    rng = np.random.default_rng(6)
    told = mines(grade="submetered", scheme="PPS", days=24 * 30)
    hidden = np.where(np.arange(24 * 30) >= 12 * 30, 0.012, 0.0)
    noise = np.exp(rng.normal(0, 0.009, (1, 24 * 30)))
    told = told.but(earned_satoshi=told.days.earned_satoshi * (1 - hidden) * noise)

    periods = weigh_periods(told.sites, told.days, told.network, period_days=30)

    assert np.abs(periods.z[0, :, METER_COINS]).max() < 2.33
    assert persistence(periods).signed[0, -1, METER_COINS] > limit_for()
