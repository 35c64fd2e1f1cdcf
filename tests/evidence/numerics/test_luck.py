"""Tails of block counts against counting, and against simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, poisson

from terezi.evidence.numerics.luck import pplns_tails, pplns_z_and_p, solo_tails, solo_z_and_p, z_of_tails


def one(value: float) -> np.ndarray:
    return np.array([float(value)])


def test_no_block_in_a_month_that_expects_2_37_is_no_alarm():
    z, p = solo_z_and_p(one(0), one(2.37), one(0.0))

    assert p[0] == pytest.approx(2 * np.exp(-2.37))
    assert 1 < z[0] < 2


@given(found=st.integers(0, 80), expected=st.floats(0.01, 60))
def test_without_measuring_error_solo_tails_are_those_of_the_poisson_law(found, expected):
    below, at, above = solo_tails(one(found), one(expected), one(0.0))

    assert below[0] == pytest.approx(poisson.cdf(found - 1, expected), abs=1e-12)
    assert at[0] == pytest.approx(poisson.pmf(found, expected), abs=1e-12)
    assert below[0] + at[0] + above[0] == pytest.approx(1)


@given(found=st.integers(0, 30), expected=st.floats(0.1, 20), sigma=st.floats(0, 0.1))
def test_the_exact_p_is_never_smaller_than_the_one_behind_z(found, expected, sigma):
    z, p = solo_z_and_p(one(found), one(expected), one(sigma))

    assert p[0] >= 2 * norm.sf(abs(z[0])) - 1e-9


def test_measuring_error_is_averaged_over_as_in_simulation():
    rng = np.random.default_rng(1)
    counts = rng.poisson(20 * np.exp(0.1 * rng.standard_normal(400_000)))

    below, at, _ = solo_tails(one(12), one(20), one(0.1))

    assert below[0] + at[0] == pytest.approx((counts <= 12).mean(), rel=0.03)


@pytest.mark.parametrize(("expected", "sigma"), [(14.4, 0.02), (432, 0.0014), (432, 0.06), (1_296, 0.0234)])
def test_pplns_tails_are_those_of_simulation(expected, sigma):
    rng = np.random.default_rng(2)
    log_ratio = np.log(rng.poisson(expected, 400_000) / expected) + sigma * rng.standard_normal(400_000)
    at = np.quantile(log_ratio, [0.005, 0.1, 0.5, 0.9, 0.995])

    lower, upper = pplns_tails(at, np.full(5, expected), np.full(5, sigma))

    assert lower == pytest.approx(np.array([0.005, 0.1, 0.5, 0.9, 0.995]), rel=0.05)
    assert lower + upper == pytest.approx(np.ones(5))


def test_the_luck_of_a_large_pool_is_as_good_as_gaussian():
    gap = np.array([-0.05, 0.0, 0.03])

    z, p = pplns_z_and_p(gap, np.full(3, 1e5), np.full(3, 0.02))

    gaussian = -gap / np.sqrt(0.02**2 + 1e-5)
    assert z == pytest.approx(gaussian, abs=0.01)
    assert p == pytest.approx(2 * norm.sf(np.abs(gaussian)), rel=0.03)


def test_coins_far_out_of_reach_still_have_a_finite_score():
    z, p = pplns_z_and_p(np.array([-6.0, 6.0]), np.full(2, 400.0), np.full(2, 0.02))

    assert np.isfinite(z).all()
    assert z[0] > 20 > -20 > z[1]
    assert (p < 1e-30).all()


@given(st.floats(1e-12, 1 - 1e-12))
def test_a_score_has_the_tail_it_was_made_of(lower):
    z = z_of_tails(one(lower), one(1 - lower))

    assert norm.sf(z[0]) == pytest.approx(lower, rel=1e-4)
