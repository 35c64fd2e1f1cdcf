"""The subsidy meter: energy sold below what the last megawatt-hour cost, Wh by Wh."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.evidence.numerics.subsidy import Draws, subsidy
from terezi.evidence.numerics.surplus.marginal_cost import Supply, marginal_costs
from tests.evidence.numerics.surplus.conftest import network

MWH = 1_000_000


def drew(*rows, cost):
    """Rows are (place, wh, given_wh, given_price, tariff); a tariff of None is not known."""
    place, wh, given_wh, given_price, tariff = zip(*rows, strict=True)
    whole = [np.array(each, dtype=np.int64) for each in (place, wh, given_wh, given_price)]
    known = np.array([each is not None for each in tariff])
    return subsidy(Draws(*whole, np.array([each or 0 for each in tariff]), known), np.array(cost))


def test_two_megawatt_hours_at_60_where_the_last_one_cost_95_are_a_subsidy_of_70():
    told = drew((0, 2 * MWH, 0, 0, 6_000), cost=[9_500])

    assert (told.sold_wh[0], told.below_wh[0], told.paid_minor[0]) == (2 * MWH, 2 * MWH, 12_000)
    assert (told.subsidy_minor[0], told.margin_minor[0]) == (7_000, 0)


def test_what_was_allocated_is_paid_at_its_price_and_the_rest_at_the_tariff():
    told = drew((0, 3 * MWH, 2 * MWH, 10_000, 6_000), cost=[9_000])

    assert told.paid_minor[0] == 26_000
    assert (told.subsidy_minor[0], told.margin_minor[0], told.below_wh[0]) == (3_000, 2_000, MWH)


def test_power_without_a_known_price_is_neither_cheap_nor_dear():
    told = drew((0, MWH, 0, 0, None), cost=[9_000])

    assert (told.sold_wh[0], told.unpriced_wh[0], told.subsidy_minor[0]) == (0, MWH, 0)


def test_a_sale_above_cost_hides_none_below_it():
    told = drew((0, MWH, 0, 0, 8_000), (0, MWH, 0, 0, 10_000), cost=[9_000])

    assert (told.subsidy_minor[0], told.margin_minor[0]) == (1_000, 1_000)


WATTS, PRICES = st.integers(0, 10**9), st.integers(0, 50_000)


@given(
    st.lists(st.tuples(st.integers(0, 2), WATTS, WATTS, PRICES, PRICES), min_size=1, max_size=20),
    st.tuples(*[PRICES] * 3),
)
def test_what_was_paid_less_what_it_cost_is_margin_less_subsidy(rows, cost):
    told = drew(*rows, cost=cost)
    for place in range(3):
        here = [
            (Decimal(wh), Decimal(min(given, wh)), price, tariff)
            for at, wh, given, price, tariff in rows
            if at == place
        ]
        paid = (
            sum((given * price + (wh - given) * tariff for wh, given, price, tariff in here), Decimal(0))
            / MWH
        )
        gain = paid - sum((wh for wh, *_ in here), Decimal(0)) * cost[place] / MWH
        assert abs(told.paid_minor[place] - paid) <= 1
        assert abs(int(told.margin_minor[place]) - int(told.subsidy_minor[place]) - gain) <= 1


TWO = network([(0, 1, 1.0, 30.0)], 2)


def plants(most):
    most = np.atleast_2d(np.array(most, dtype=float))
    return Supply(np.array([0, 0, 1]), np.array([500.0, 9_500.0, 7_000.0]), most, 0 * most)


@pytest.mark.parametrize(
    ("needed", "costs"),
    [
        ([50, 20], [500, 500]),  # water serves both
        ([50, 40], [500, 7_000]),  # the line is full: the south burns coal
        ([110, 20], [7_000, 7_000]),  # water is used up, coal is the next cheapest for both
        ([150, 100], [9_500, 9_500]),  # gas too; power is short: the dearest plant of all
    ],
)
def test_the_last_megawatt_hour_costs_what_the_cheapest_plant_with_room_costs_behind_full_lines(
    needed, costs
):
    supply = plants([100, 40, 50])
    found = marginal_costs(TWO, np.array([30.0]), supply, np.array([needed], dtype=float))

    assert found[0] == pytest.approx(costs)


def test_what_must_run_and_is_spilled_costs_nothing_more():
    supply = plants([100, 40, 50])
    must = Supply(supply.region, supply.cost, supply.most_mw, supply.most_mw)

    assert marginal_costs(TWO, np.array([30.0]), must, np.array([[10.0, 10.0]]))[0] == pytest.approx([0, 0])
