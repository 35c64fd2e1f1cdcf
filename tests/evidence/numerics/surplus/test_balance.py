"""What is left of generation when homes, contracts and the reserve have been served."""

import numpy as np
import pytest

from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.balance import Units, balance

HOURS = np.datetime64("2026-01-01T00", "h") + np.arange(2)


def units(**changed):
    told = {
        "region": np.array([0, 0, 1]),
        "capacity_mw": np.array([100.0, 60.0, 80.0]),
        "must_run_mw": np.array([40.0, 0.0, 80.0]),
        "available": np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 0.5]]),
    }
    return Units(**{**told, **changed})


def drawn_up(rule="largest_unit_of_region", demand=((70.0, 0.0), (10.0, 0.0)), **changed):
    return balance(
        ("North", "West"),
        HOURS,
        units(**changed),
        demand_mw=np.array(demand),
        exports_mw=np.array([[5.0, 0.0], [5.0, 0.0]]),
        reserve_rule=rule,
        zone=np.array([0, 0]),
    )


def test_the_reserve_is_the_largest_unit_that_is_available_in_the_hour():
    told = drawn_up()

    assert told.available_mw.tolist() == [[160, 80], [60, 40]]
    assert told.reserve_mw.tolist() == [[100, 80], [60, 40]]
    assert told.left_mw.tolist() == [[-15, 0], [-15, 0]]


def test_the_largest_unit_of_a_zone_is_kept_once_by_its_regions_together():
    assert drawn_up("largest_unit_of_zone").reserve_mw.sum(axis=1) == pytest.approx([100, 60])


def test_what_must_run_is_no_more_than_what_is_available():
    assert drawn_up().must_run_mw.tolist() == [[40, 80], [0, 40]]


def test_generation_is_either_turned_down_or_must_run_and_never_both():
    told = drawn_up("largest_unit_of_zone")

    assert (told.idle_mw + told.glut_mw).tolist() == told.supply_mw.tolist()


def test_an_unknown_demand_is_refused_with_its_region_and_hour():
    with pytest.raises(BadData, match="demand_mw of West in the hour from 2026-01-01T01 is nan"):
        drawn_up(demand=((70.0, 0.0), (10.0, float("nan"))))


def test_an_availability_above_the_whole_is_refused():
    with pytest.raises(BadData, match="unit 3 in West in the hour from 2026-01-01T00"):
        drawn_up(available=np.array([[1.0, 1.0, 1.2], [0.0, 1.0, 0.5]]))
