"""Many sites at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, norm

from terezi.evidence.numerics.discovery_rate import per_site, q_values, q_values_by_family

probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=60)


def test_four_sites_by_hand():
    assert q_values(np.array([0.03, 0.01, 0.5, 0.02])) == pytest.approx(np.array([0.04, 0.04, 0.5, 0.04]))


@given(probabilities)
def test_q_values_are_those_of_scipy(p):
    assert q_values(np.array(p)) == pytest.approx(false_discovery_control(p))


@given(probabilities, st.integers(0, 5))
def test_sites_that_were_not_weighed_count_for_nothing(p, absent):
    padded = np.array([*p, *[np.nan] * absent])

    q = q_values(padded)

    assert q[: len(p)] == pytest.approx(q_values(np.array(p)))
    assert np.isnan(q[len(p) :]).all()


@given(probabilities)
def test_a_q_value_is_never_below_its_p_value_and_keeps_the_order(p):
    values, q = np.array(p), q_values(np.array(p))

    assert (q >= values - 1e-12).all()
    assert (np.diff(q[np.argsort(values)]) >= 0).all()


def test_every_window_and_pair_is_a_family_of_its_own():
    p = np.random.default_rng(1).uniform(size=(50, 3, 3))

    q = q_values_by_family(p)

    assert q[:, 2, 1] == pytest.approx(q_values(p[:, 2, 1]))


def test_one_p_per_site_pays_for_every_look():
    p = np.array([[[0.01, 0.4], [np.nan, 0.2]], [[np.nan, np.nan], [np.nan, np.nan]]])

    joined = per_site(p)

    assert joined[0] == pytest.approx(0.03)
    assert np.isnan(joined[1])


def test_of_the_sites_listed_no_more_than_promised_are_there_by_chance():
    rng = np.random.default_rng(2)
    wrong = []
    for _ in range(40):
        hiding = rng.uniform(size=5_000) < 0.03
        common = 0.5 * rng.standard_normal()
        z = common + 0.75**0.5 * rng.standard_normal(5_000) + 5 * hiding
        listed = q_values(2 * norm.sf(np.abs(z))) <= 0.1
        wrong.append((listed & ~hiding).sum() / max(1, listed.sum()))

    assert np.mean(wrong) < 0.1


def test_a_country_without_sites_has_no_rates():
    assert per_site(np.empty((0, 3, 3))).shape == (0,)
