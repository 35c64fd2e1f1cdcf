"""The certificate finds what is wrong, and shares no code with whoever solved."""

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from terezi.evidence.numerics.surplus import certificate as module
from terezi.evidence.numerics.surplus.certificate import certify, digest
from terezi.evidence.numerics.surplus.hourly import allocate

SOLVERS = {
    "hour_model",
    "homes",
    "hourly",
    "merit_order",
    "ties",
    "prices",
    "windows",
    "day_ahead",
    "fair_share",
}


@pytest.fixture
def told(country):
    case = country(
        generation=[[100, 0], [30, 0]],
        demand=[[50, 15], [20, 15]],
        bids=[30, 90, 60],
        region=[0, 1, 1],
        lines=[(0, 1, 1.0, 20.0), (0, 1, 2.0, 10.0)],
    )
    return case, allocate(case)


def changed(allocation, name, by, at=(0, 0)):
    values = getattr(allocation, name).copy()
    values[at] += by
    return replace(allocation, **{name: values})


def test_an_honest_allocation_is_proved(told):
    found = certify(*told)

    assert found.is_feasible
    assert found.is_best
    assert found.shortage_mwh == pytest.approx(found.least_shortage_mwh) == pytest.approx(5)


@pytest.mark.parametrize(
    ("name", "by", "rule"),
    [
        ("mining_mw", 0.01, "balance of a region"),
        ("mining_mw", -20.0, "offer of a mine"),
        ("flow_mw", 25.0, "limit of a line"),
        ("flow_mw", -1.0, "voltage angles"),
        ("shortage_mw", -1.0, "shortage"),
        ("idle_mw", 200.0, "generation"),
        ("mining_mw", float("nan"), "offer of a mine"),
    ],
)
def test_a_forged_answer_breaks_the_rule_it_breaks(told, name, by, rule):
    case, allocation = told
    found = certify(case, changed(allocation, name, by))

    assert found.broken_by_mw[rule] > 1e-6
    assert not found.is_feasible


def test_mining_at_the_cost_of_homes_is_found(told):
    """Every rule of the grid is kept, but a MW meant for homes is given to a mine."""
    case, allocation = told
    stolen = changed(changed(allocation, "mining_mw", 1.0, (1, 1)), "shortage_mw", 1.0, (1, 1))
    found = certify(case, stolen)

    assert max(found.broken_by_mw.values()) <= 1e-6
    assert found.worst_hour_shortage_added_mwh == pytest.approx(1)
    assert not found.is_feasible


def test_power_sold_from_one_zone_to_another_is_found(country):
    told = {"generation": [100, 20], "demand": [50, 20], "bids": [50, 500], "region": [0, 1]}
    case = country(**told, zone=[0, 1], lines=[(0, 1, float("nan"), 100.0)])
    allocation = allocate(case)
    sold = changed(allocation, "mining_mw", 4.0, (0, 1))
    sold = changed(changed(sold, "flow_mw", 4.0), "idle_mw", -4.0)

    assert certify(case, allocation).is_feasible
    assert certify(case, sold).broken_by_mw["sale between zones"] == pytest.approx(4)


def test_homes_may_need_a_flow_round_a_loop(country):
    """Region 1 lacks 30 MW. All of it over line 3-1 and half of what line 2-1 would carry: region 2 takes in 15 MW more."""
    loop = [(2, 1, 1.0, 5.0), (3, 1, 1.0, 100.0), (3, 2, 1.0, 100.0)]
    told = {"generation": [100, 0, 50, 0], "demand": [0, 30, 50, 0], "bids": [50], "region": [3]}
    case = country(**told, zone=[0, 1, 1, 1], lines=[*loop, (0, 3, float("nan"), 80.0)])
    allocation = allocate(case)
    sold = changed(changed(allocation, "mining_mw", 2.0), "flow_mw", 2.0, (0, 3))
    sold = changed(sold, "idle_mw", -2.0)
    free = np.random.default_rng(5).normal(0, 9, (1, 4))
    wild = replace(sold, duals=replace(sold.duals, crossing=free, crossing_loops=free))

    assert allocation.shortage_mw.sum() == pytest.approx(0, abs=1e-6)
    assert allocation.flow_mw[0, 3] == pytest.approx(45)
    assert certify(case, allocation).is_feasible
    assert certify(case, sold).broken_by_mw["sale between zones"] == pytest.approx(2)
    assert certify(case, wild).broken_by_mw["sale between zones"] >= 2


def test_homes_do_not_depend_on_a_mine_that_draws_a_flow_aside(country):
    """Line 2-1 bears half of what homes of region 1 lack; a mine in region 2 would relieve it, if it drew."""
    loop = [(1, 0, 1.0, 5.0), (2, 0, 1.0, 100.0), (2, 1, 1.0, 100.0)]
    told = {"generation": [0, 0, 100], "demand": [30, 0, 0], "bids": [50], "most": [15], "region": [1]}
    case = country(**told, lines=loop)
    allocation = allocate(case)

    assert allocation.shortage_mw.tolist()[0] == pytest.approx([15, 0, 0], abs=1e-6)
    assert certify(case, allocation).is_feasible
    assert certify(case, allocation).is_best


def test_spilling_without_mines_is_called_the_best_to_a_rounding(country):
    case = country(generation=[[100.1, 30.7]], demand=[[33.3, 11.1]], must_run=0.9, glut_cost_per_mwh=10.0)
    allocation = allocate(case)
    rounded = changed(allocation, "spilled_mw", 1e-9)

    assert certify(case, rounded).is_best
    assert not certify(case, changed(allocation, "spilled_mw", 1e-3)).is_best


def test_an_allocation_of_less_value_is_not_called_the_best(told):
    case, allocation = told
    worse = changed(changed(allocation, "mining_mw", -1.0, (0, 0)), "idle_mw", 1.0, (0, 0))
    found = certify(case, worse)

    assert found.is_feasible
    assert not found.is_best


@pytest.mark.parametrize("seed", range(20))
def test_wrong_prices_prove_nothing_too_good(told, seed):
    """Whatever prices are told, no bound falls below the true optimum."""
    case, allocation = told
    rng = np.random.default_rng(seed)
    honest = certify(case, allocation)
    wild = {
        name: rng.normal(0, 50, values.shape)
        for name, values in vars(allocation.duals).items()
        if name in {"homes", "homes_loops", "crossing", "crossing_loops", "regions", "loops"}
    }
    found = certify(case, replace(allocation, duals=replace(allocation.duals, **wild)))

    assert found.value_bound >= honest.value - 1e-6
    assert found.least_shortage_mwh <= honest.shortage_mwh + 1e-6


def test_limits_that_are_not_secure_are_found(country):
    case = country(
        generation=[100, 0], demand=[0, 90], lines=[(0, 1, 1.0, 50.0), (0, 1, 1.0, 50.0)], bids=[1.0]
    )
    found = certify(case, allocate(case))

    assert found.is_feasible
    assert found.after_outage_mw == pytest.approx(40)
    assert not found.is_secure


def test_the_digest_names_the_inputs_to_the_last_bit(told):
    case, _ = told
    other = replace(case, limit_mw=np.nextafter(case.limit_mw, np.inf))

    assert digest(case) == digest(replace(case))
    assert digest(case) != digest(other)


def test_the_certificate_shares_no_code_with_the_solvers():
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }

    assert not {each.rsplit(".", 1)[-1] for each in imported} & SOLVERS
    assert {name for name in names if name[0].islower()} <= {"dataclass", "fields", "is_dataclass"}
    assert "highspy" not in imported
    assert not any("scipy" in each for each in imported)
