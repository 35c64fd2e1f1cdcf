"""Homes first, then the best bids the lines can bear; every answer is proved by the independent certificate."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from bench.allocation_world import country as big_country
from bench.allocation_world import random_country
from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.case import Allocation, Case, JointCap
from terezi.evidence.numerics.surplus.certificate import certify
from terezi.evidence.numerics.surplus.charges import prices
from terezi.evidence.numerics.surplus.hourly import allocate

NAN = float("nan")


def proved(case: Case) -> Allocation:
    allocation = allocate(case)
    certificate = certify(case, allocation)
    assert certificate.is_feasible, certificate
    assert certificate.is_best, certificate
    return allocation


def test_the_best_bids_win_and_the_marginal_one_sets_the_price(country):
    found = proved(country(generation=[100], demand=[75], bids=[50, 70, 60, 40]))

    assert found.mining_mw[0] == pytest.approx([5, 10, 10, 0])
    assert found.price_per_mwh[0] == pytest.approx([50])


def test_without_surplus_nobody_mines_and_no_price_is_needed(country):
    found = proved(country(generation=[75], demand=[75], bids=[50, 70]))

    assert found.mining_mw.sum() == 0
    assert found.shortage_mw.sum() == 0


def test_where_everybody_is_served_power_is_worth_nothing_more_than_the_reserve_price(country):
    case = country(generation=[100], demand=[50], bids=[50, 70])
    found = proved(case)
    paid = prices(case, found, kind="uniform", reserve_price=np.array([45.0]))

    assert found.price_per_mwh[0] == pytest.approx([0])
    assert found.idle_mw[0] == pytest.approx([30])
    assert paid[0] == pytest.approx([45, 45])


def test_a_winner_pays_its_own_bid_where_the_law_says_so(country):
    case = country(generation=[100], demand=[85], bids=[50, 70])

    assert prices(case, proved(case), kind="pay_as_bid", reserve_price=np.array([0.0])).tolist() == [[50, 70]]


def test_at_a_kink_the_price_is_that_of_one_megawatt_more(country):
    """Two bids are met to the end and nothing is left: any price from 40 to 60 would clear."""
    found = proved(country(generation=[100], demand=[80], bids=[70, 60, 40]))
    congested = proved(
        country(
            generation=[80, 20],
            demand=[40, 40],
            bids=[70, 60, 40],
            region=[0, 0, 0],
            lines=[(0, 1, NAN, 20), (0, 1, NAN, 0)],
        )
    )

    assert found.price_per_mwh[0] == pytest.approx([40])
    assert found.mining_mw[0] == pytest.approx([10, 10, 0])
    assert congested.price_per_mwh[0, 0] == pytest.approx(40)


def test_a_full_line_parts_the_prices(country):
    case = country(
        generation=[100, 0], demand=[50, 15], bids=[30, 90], region=[0, 1], lines=[(0, 1, 1.0, 20.0)]
    )
    found = proved(case)

    assert found.mining_mw[0] == pytest.approx([10, 5])
    assert found.price_per_mwh[0] == pytest.approx([0, 90])


def test_homes_are_served_before_the_highest_bid(country):
    case = country(
        generation=[60, 0], demand=[30, 40], bids=[1_000_000], region=[0], lines=[(0, 1, 1.0, 100.0)]
    )
    found = proved(case)

    assert found.mining_mw[0] == pytest.approx([0])
    assert found.shortage_mw.sum() == pytest.approx(10)


def test_a_region_cut_off_may_mine_though_another_goes_short(country):
    found = proved(country(generation=[60, 0], demand=[30, 40], bids=[5], region=[0]))

    assert found.mining_mw[0] == pytest.approx([10])
    assert found.shortage_mw[0] == pytest.approx([0, 40])


def test_a_shortage_nobody_can_avoid_is_shared_by_need(country):
    found = proved(country(generation=[0, 90], demand=[40, 80], lines=[(1, 0, 1.0, 100.0)]))

    assert found.shortage_mw[0] == pytest.approx([10, 20], abs=1e-4)


def test_among_equal_bids_the_earlier_goes_first(country):
    case = country(generation=[100], demand=[85], bids=[50, 50, 50], rank=[2, 0, 1])

    assert proved(case).mining_mw[0] == pytest.approx([0, 10, 5])


def test_equal_bids_share_pro_rata_where_the_law_says_so(country):
    case = country(generation=[100], demand=[85], bids=[50, 50, 60], most=[10, 20, 6], tie_rule="pro_rata")

    assert proved(case).mining_mw[0] == pytest.approx([3, 6, 6])


@pytest.mark.parametrize(
    ("rule", "drawn"), [("time_stamp", [10, 0, 5, 10]), ("pro_rata", [6.25, 6.25, 6.25, 6.25])]
)
def test_a_line_at_its_limit_leaves_ties_to_the_rule_and_not_to_the_solver(country, rule, drawn):
    """25 MW for four equal bids of 10; a line of 15 MW to the last two. Time stamps run 0, 3, 2, 1."""
    told = {"generation": [100, 0], "demand": [75, 0], "bids": [50] * 4, "region": [0, 0, 1, 1]}
    case = country(**told, rank=[0, 3, 2, 1], lines=[(0, 1, 1.0, 15.0)], tie_rule=rule)

    assert proved(case).mining_mw[0] == pytest.approx(drawn, abs=1e-6)


def test_where_the_line_is_too_weak_for_equal_shares_the_smallest_is_as_large_as_can_be(country):
    told = {"generation": [100, 0], "demand": [75, 0], "bids": [50] * 4, "region": [0, 0, 1, 1]}
    case = country(**told, lines=[(0, 1, 1.0, 10.0)], tie_rule="pro_rata")

    assert proved(case).mining_mw[0] == pytest.approx([7.5, 7.5, 5, 5], abs=1e-6)


def test_the_answer_does_not_hang_on_the_order_of_the_mines(country):
    told = {"generation": [100, 0], "demand": [60, 5], "lines": [(0, 1, 1.0, 20.0)]}
    bids, region, rank = np.array([50, 50, 50, 50, 60]), np.array([0, 1, 0, 1, 1]), np.array([3, 1, 4, 0, 2])
    turned = np.array([4, 2, 0, 3, 1])
    for rule in ("time_stamp", "pro_rata"):
        straight = proved(country(**told, bids=bids, region=region, rank=rank, tie_rule=rule))
        other = proved(
            country(**told, bids=bids[turned], region=region[turned], rank=rank[turned], tie_rule=rule)
        )
        assert other.mining_mw[0] == pytest.approx(straight.mining_mw[0][turned], abs=1e-6)


def test_a_joint_cap_binds_its_members_and_raises_what_they_pay(country):
    case = country(generation=[100], demand=[50], bids=[50, 70, 60])
    cap = JointCap("first phase", np.array([True, True, False]), np.array([15.0]))
    case = replace(case, caps=(cap,))
    found = proved(case)

    assert found.mining_mw[0] == pytest.approx([5, 10, 10])
    assert prices(case, found, kind="uniform", reserve_price=np.array([10.0]))[0] == pytest.approx(
        [50, 50, 10]
    )


def test_a_negative_bid_is_taken_only_where_spilling_costs_more(country):
    told = {"generation": [100], "demand": [70], "bids": [-5, -20], "must_run": 1.0}
    dear, free = country(**told, glut_cost_per_mwh=12.0), country(**told)

    assert proved(dear).mining_mw[0] == pytest.approx([10, 0])
    assert proved(dear).price_per_mwh[0] == pytest.approx([-12])
    assert proved(free).mining_mw.sum() == 0


def test_power_is_not_sold_from_one_zone_of_trading_to_another(country):
    case = country(
        generation=[100, 20],
        demand=[50, 20],
        bids=[50, 500],
        region=[0, 1],
        zone=[0, 1],
        lines=[(0, 1, NAN, 100.0)],
    )

    assert proved(case).mining_mw[0] == pytest.approx([10, 0])


def test_homes_get_power_from_another_zone_and_mines_there_none_of_it(country):
    case = country(
        generation=[100, 20],
        demand=[50, 35],
        bids=[50, 500],
        region=[0, 1],
        zone=[0, 1],
        lines=[(0, 1, NAN, 100.0)],
    )
    found = proved(case)

    assert found.flow_mw[0] == pytest.approx([15], abs=1e-6)
    assert found.mining_mw[0] == pytest.approx([10, 0], abs=1e-6)


def test_two_zones_joined_by_a_line_nobody_controls_are_refused(country):
    with pytest.raises(BadData, match="A-B joins two zones"):
        country(generation=[1, 1], demand=[0, 0], zone=[0, 1], lines=[(0, 1, 1.0, 9.0)])


def test_a_bid_that_is_no_number_is_refused_with_mine_and_hour(country):
    with pytest.raises(BadData, match="bid of mine 1 in the hour from 2026-01-01T00"):
        country(generation=[1], demand=[0], bids=[1, NAN])


def test_a_year_is_worth_what_another_programme_finds():
    """One linear programme of all hours at once, shortage at a high cost, by SciPy."""
    case = big_country(hours=30, mines=40, strained=True)
    allocation = proved(case)

    assert allocation.value(case) - 1e4 * allocation.shortage_mw.sum() == pytest.approx(
        sum(independent_value(case, hour) for hour in range(30)), rel=1e-6
    )


def independent_value(case: Case, hour: int) -> float:
    """Flows by voltage angles instead of loops."""
    net, told = case.network, case.balance
    lines, regions, mines = len(net.lines), len(net.regions), len(case.offers.mines)
    drawn = np.zeros((regions, mines))
    drawn[case.offers.region, np.arange(mines)] = -1
    one = np.eye(regions)
    angles = net.imports().T / net.reactance[:, None]  # flow + imports' x angle / reactance = 0
    same = np.vstack(
        [
            np.hstack([net.imports(), np.zeros((regions, regions)), one, -one, drawn]),
            np.hstack([np.eye(lines), angles, np.zeros((lines, 2 * regions + mines))]),
        ]
    )
    limit = case.limit_mw[hour]
    bounds = [
        *zip(-limit, limit, strict=True),
        *[(None, None)] * regions,
        *zip(np.zeros(regions), told.needed_mw[hour], strict=True),
        *zip(np.zeros(regions), told.supply_mw[hour], strict=True),
        *zip(np.zeros(mines), case.offers.most_mw[hour], strict=True),
    ]
    cost = np.concatenate(
        [np.zeros(lines + regions), np.full(regions, 1e4), np.zeros(regions), -case.offers.bid_per_mwh[hour]]
    )
    found = linprog(cost, A_eq=same, b_eq=np.append(-told.left_mw[hour], np.zeros(lines)), bounds=bounds)
    return -float(found.fun)


@pytest.mark.parametrize("seed", range(60))
def test_in_no_hour_of_a_random_year_does_mining_cause_a_shortage_or_an_overload(seed):
    """Short years here, a thousand whole ones in bench/allocation.py."""
    case = random_country(np.random.default_rng(seed), hours=24)
    rule = ("time_stamp", "pro_rata")[seed % 2]
    case = replace(case, tie_rule=rule)
    certificate = certify(case, allocate(case))

    assert certificate.is_feasible, certificate
    assert certificate.is_best, certificate
    assert certificate.is_secure, certificate


@pytest.mark.parametrize("seed", range(20))
def test_the_shortage_is_the_one_without_any_mine(seed):
    case = random_country(np.random.default_rng(1_000 + seed), hours=24)
    nobody = replace(case, offers=replace(case.offers, most_mw=np.zeros(case.offers.most_mw.shape)))

    assert allocate(case).shortage_mw.sum(axis=1) == pytest.approx(
        allocate(nobody).shortage_mw.sum(axis=1), abs=1e-6
    )
