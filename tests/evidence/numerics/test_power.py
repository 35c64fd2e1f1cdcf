"""The table of what evidence can find (physics.md, section 2)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from terezi.evidence.facts.grades import Grade, Scheme
from terezi.evidence.numerics.power import (
    power_for_hidden_share,
    smallest_hidden_share,
    solo_alarm_blocks,
    solo_power_for_hidden_share,
    solo_smallest_hidden_share,
)
from terezi.evidence.numerics.sigma import budget, total
from terezi.evidence.numerics.witnesses import MACHINES_COINS, METER_COINS

TABLE = [
    (Grade.NAMEPLATE, Scheme.PPS, METER_COINS, {0.5: 13.4, 0.8: 17.8, 0.9: 20.0}),
    (Grade.SAMPLED, Scheme.PPS, METER_COINS, {0.5: 5.3, 0.8: 7.1, 0.9: 8.1}),
    (Grade.SUBMETERED, Scheme.FPPS, METER_COINS, {0.5: 2.6, 0.8: 3.6, 0.9: 4.0}),
    (Grade.CALIBRATED, Scheme.FPPS, METER_COINS, {0.5: 1.6, 0.8: 2.2, 0.9: 2.5}),
    (Grade.SHARE_LOG, Scheme.PPS, MACHINES_COINS, {0.5: 0.3, 0.8: 0.4, 0.9: 0.5}),
    (Grade.SAMPLED, Scheme.PPLNS, METER_COINS, {0.9: 17.5}),
]


@pytest.mark.parametrize(("grade", "scheme", "pair", "shares"), TABLE)
def test_the_smallest_hidden_shares_are_those_of_the_table(grade, scheme, pair, shares):
    sigma = np.array(total(budget(grade, scheme, pair, days=30, pool_share=0.1)))

    found = {power: float(smallest_hidden_share(sigma, power=power)) * 100 for power in shares}

    assert found == pytest.approx(shares, abs=0.08)


def test_thirty_days_of_solo_find_nothing_not_even_everything_hidden():
    assert solo_power_for_hidden_share(2.37, 1.0) == 0
    assert np.isnan(solo_smallest_hidden_share(np.array([2.37]), np.zeros(1)))[0]


def test_a_year_of_solo_finds_half_hidden_with_power_0_72():
    assert solo_power_for_hidden_share(28.8, 0.5) == pytest.approx(0.72, abs=0.005)


@given(sigma=st.floats(0.001, 0.3), share=st.floats(0.001, 0.9))
def test_share_and_power_are_inverse(sigma, share):
    power = float(power_for_hidden_share(np.array(sigma), np.array(share)))

    if 1e-6 < power < 1 - 1e-6:
        assert smallest_hidden_share(np.array(sigma), power=power) == pytest.approx(share, rel=1e-6)


@given(expected=st.floats(0.1, 200))
def test_the_alarm_count_is_the_last_within_one_percent(expected):
    alarm = float(solo_alarm_blocks(np.array([expected]), np.zeros(1))[0])

    assert poisson.cdf(alarm, expected) <= 0.01 + 1e-12
    assert poisson.cdf(alarm + 1, expected) > 0.01


def test_the_solo_share_has_the_power_it_promises():
    expected = np.array([10.0, 28.8, 100.0])

    share = solo_smallest_hidden_share(expected, np.zeros(3), power=0.8)

    achieved = [solo_power_for_hidden_share(due, hidden) for due, hidden in zip(expected, share, strict=True)]
    assert achieved == pytest.approx([0.8, 0.8, 0.8])


def test_simulated_gaps_are_found_as_often_as_the_formula_says():
    rng = np.random.default_rng(1)
    z = (0.0234 * rng.standard_normal(100_000) - np.log(1 - 0.071)) / 0.0234

    assert (z > 2.326).mean() == pytest.approx(
        float(power_for_hidden_share(np.array(0.0234), np.array(0.071))), abs=0.005
    )
