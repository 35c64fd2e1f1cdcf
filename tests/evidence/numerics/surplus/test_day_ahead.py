"""A firm day for mines that run for some hours, not too low, and pay for a start."""

from itertools import product

import numpy as np
import pytest

from bench.allocation_world import country as big_country
from terezi.evidence.numerics.surplus.certificate import certify
from terezi.evidence.numerics.surplus.day_ahead import Starts, allocate_day


def starts(least, hours, cost):
    return Starts(np.array(least, dtype=float), np.array(hours), np.array(cost, dtype=float))


def test_a_mine_that_cannot_run_so_low_does_not_run(country):
    case = country(generation=[[100]] * 2, demand=[[97], [94]], bids=[50])
    plan = allocate_day(case, starts([5], [1], [0]))

    assert plan.allocation.mining_mw.ravel() == pytest.approx([0, 6])
    assert plan.runs.ravel().tolist() == [False, True]


def test_mines_that_need_nothing_to_run_are_allocated_as_in_single_hours(country):
    case = country(generation=[[100]] * 2, demand=[[95], [85]], bids=[50, 60])
    plan = allocate_day(case, starts([0, 0], [1, 1], [0, 0]))

    assert plan.allocation.mining_mw == pytest.approx(np.array([[0, 5], [5, 10]]))
    assert plan.value_bound == pytest.approx(plan.value, rel=1e-6)


def test_a_start_that_costs_more_than_it_earns_is_not_made(country):
    case = country(generation=[[100]] * 2, demand=[[96], [96]], bids=[50])

    assert allocate_day(case, starts([1], [1], [401])).value == pytest.approx(0)
    assert allocate_day(case, starts([1], [1], [399])).value == pytest.approx(1)


def test_whoever_starts_runs_on_for_its_hours(country):
    case = country(generation=[[100]] * 4, demand=[[90], [99], [95], [100]], bids=[50])
    plan = allocate_day(case, starts([1], [3], [0]))

    assert plan.allocation.mining_mw.ravel() == pytest.approx([10, 1, 5, 0])


def test_a_run_too_short_for_the_gap_homes_leave_is_not_begun(country):
    case = country(generation=[[100]] * 4, demand=[[90], [90], [100], [90]], bids=[50])
    plan = allocate_day(case, starts([1], [3], [0]))

    assert plan.runs.ravel().tolist() == [False, False, False, True]


def every_plan(case, told):
    """Try all ways to be on or off, by hand: one region, bids in order, least draws first."""
    hours, mines = case.offers.most_mw.shape
    left, best = case.balance.left_mw[:, 0], 0.0
    for bits in product((0, 1), repeat=hours * mines):
        on = np.array(bits).reshape(hours, mines)
        begun = np.diff(on, axis=0, prepend=0) > 0
        kept = all(on[h : h + told.run_hours[m], m].all() for h, m in zip(*np.nonzero(begun), strict=True))
        if kept and (on * told.least_mw).sum(axis=1).max() <= left.max():
            best = max(best, _worth(case, told, on, begun, left))
    return best


def _worth(case, told, on, begun, left):
    worth = -float((begun * told.cost).sum())
    for hour, running in enumerate(on):
        rest = left[hour] - (running * told.least_mw).sum()
        if rest < -1e-9:
            return -np.inf
        worth += float((running * told.least_mw) @ case.offers.bid_per_mwh[hour])
        for mine in np.argsort(-case.offers.bid_per_mwh[hour]):
            more = min(rest, running[mine] * (case.offers.most_mw[hour, mine] - told.least_mw[mine]))
            worth, rest = worth + more * case.offers.bid_per_mwh[hour, mine], rest - more
    return worth


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_of_all_there_are_is_worth_more(country, seed):
    rng = np.random.default_rng(seed)
    demand = rng.uniform(75, 100, (4, 1))
    case = country(generation=np.full((4, 1), 100.0), demand=demand, bids=rng.uniform(40, 90, 3))
    told = starts(rng.uniform(0, 8, 3), rng.integers(1, 4, 3), rng.uniform(0, 400, 3))
    plan = allocate_day(case, told, gap=1e-6)

    assert plan.value == pytest.approx(every_plan(case, told), rel=1e-5, abs=1e-3)
    assert plan.value_bound >= plan.value - 1e-6


def test_a_day_of_many_mines_keeps_every_rule_and_says_how_far_it_may_be_from_the_best():
    case = big_country(hours=12, mines=40)
    most = case.offers.most_mw[0]
    told = starts(most * 0.4, np.full(40, 3), np.full(40, 100.0))
    plan = allocate_day(case, told)
    drawn = plan.allocation.mining_mw
    found = certify(case, plan.allocation)

    assert found.is_feasible
    assert ((drawn <= 1e-6) | (drawn >= told.least_mw - 1e-6)).all()
    assert plan.value > 0
    assert 0 <= plan.value_bound - plan.value <= 5e-4 * plan.value_bound
