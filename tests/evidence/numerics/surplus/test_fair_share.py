"""Fair shares: filled like water, from what would be left unused."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.allocation_world import random_country
from terezi.evidence.numerics.surplus.case import JointCap
from terezi.evidence.numerics.surplus.certificate import certify, unfairness_mw
from terezi.evidence.numerics.surplus.fair_share import allocate_fair_share, water_fill
from terezi.evidence.numerics.surplus.hourly import allocate


def test_the_small_are_served_in_full_and_the_rest_alike():
    assert water_fill(np.array([20.0]), np.array([[2.0, 30.0, 30.0]]), np.ones(3)).tolist() == [[2, 9, 9]]


def test_shares_are_in_proportion_to_the_weight():
    filled = water_fill(np.array([12.0]), np.array([[30.0, 30.0]]), np.array([1.0, 2.0]))

    assert filled[0] == pytest.approx([4, 8])


def test_nothing_left_is_nothing_for_anybody():
    assert water_fill(np.zeros(1), np.array([[5.0, 0.0]]), np.ones(2)).tolist() == [[0, 0]]


@settings(max_examples=100, deadline=None)
@given(
    most=st.lists(st.floats(0, 100), min_size=1, max_size=8),
    supply=st.floats(0, 500),
    seed=st.integers(0, 1_000),
)
def test_nobody_can_have_more_without_taking_from_one_who_has_less(most, supply, seed):
    asked, weight = np.array([most]), np.random.default_rng(seed).uniform(0.1, 5, len(most))
    filled = water_fill(np.array([supply]), asked, weight)[0]
    level = filled / weight

    assert filled.sum() == pytest.approx(min(supply, sum(most)), abs=1e-6)
    assert (filled <= asked[0] + 1e-9).all()
    unmet = filled < asked[0] - 1e-6
    assert not unmet.any() or level[unmet].min() >= level.max() - 1e-6 * max(level.max(), 1)


def test_what_a_joint_cap_leaves_goes_to_mines_it_does_not_bind(country):
    case = country(generation=[100], demand=[76], bids=[1, 1, 1])
    cap = JointCap("phase", np.array([True, True, False]), np.array([10.0]))
    found = allocate_fair_share(replace(case, caps=(cap,)), np.ones(3))

    assert found.mining_mw[0] == pytest.approx([5, 5, 10])


def test_power_flows_as_it_would_without_mining(country):
    case = country(
        generation=[100, 10], demand=[50, 30], bids=[1, 1], region=[0, 1], lines=[(0, 1, 1.0, 90.0)]
    )
    found = allocate_fair_share(case, np.ones(2))

    assert found.mining_mw[0] == pytest.approx([10, 0])
    assert found.flow_mw[0] == pytest.approx([20])


def test_a_favour_among_fair_shares_is_found(country):
    case = country(generation=[100], demand=[88], bids=[1, 1])
    found = allocate_fair_share(case, np.ones(2))
    favour = replace(found, mining_mw=np.array([[7.0, 5.0]]))

    assert unfairness_mw(case, found, np.ones(2)) <= 1e-6
    assert unfairness_mw(case, favour, np.ones(2)) == pytest.approx(2)


@pytest.mark.parametrize("seed", range(25))
def test_no_fair_share_causes_a_shortage_or_an_overload(seed):
    case = random_country(np.random.default_rng(seed), hours=12)
    weight = np.random.default_rng(seed).uniform(1, 3, len(case.offers.mines))
    found = allocate_fair_share(case, weight)
    certificate = certify(case, found)
    alone = allocate(replace(case, offers=replace(case.offers, most_mw=0 * case.offers.most_mw)))

    assert certificate.is_feasible, certificate
    assert certificate.is_secure
    assert unfairness_mw(case, found, weight) <= 1e-6
    assert found.shortage_mw == pytest.approx(alone.shortage_mw, abs=1e-6)
