"""What if: the same days with a change, side by side."""

from dataclasses import replace

import numpy as np
import pytest

from terezi.base.errors import BadData
from terezi.evidence.numerics.surplus.balance import Units
from terezi.evidence.numerics.surplus.case import JointCap, Offers
from terezi.evidence.numerics.surplus.hourly import allocate
from terezi.evidence.numerics.surplus.scenarios import NewMines, Scenario, Setting, case_of, outcome
from tests.evidence.numerics.surplus.conftest import START, network

HOURS = 4
AS_IS = Scenario("as it is")


@pytest.fixture
def setting() -> Setting:
    """Two regions, a strong and a weak line side by side, a hydro unit (1) and a mine in each region."""
    bids = np.tile([100.0, 120.0], (HOURS, 1))
    return Setting(
        network=network([(0, 1, 1.0, 100.0), (0, 1, 1.0, 100.0)], 2),
        starts_at=START + np.arange(HOURS),
        units=Units(np.array([0, 0, 1]), np.array([100.0, 60.0, 20.0]), np.zeros(3), np.ones((HOURS, 3))),
        demand_mw=np.tile([50.0, 30.0], (HOURS, 1)),
        exports_mw=np.zeros((HOURS, 2)),
        offers=Offers.of(
            ("a", "b"),
            np.array([0, 1]),
            most_mw=np.full((HOURS, 2), 20.0),
            bid_per_mwh=bids,
            rank=np.arange(2),
        ),
        zone=np.zeros(2, dtype=np.int64),
        reserve_rule="largest_unit_of_region",
        reserve_price=np.array([90.0, 90.0]),
        auction_kind="uniform",
        tie_rule="time_stamp",
    )


def told(setting, scenario):
    case = case_of(setting, scenario)
    return outcome(setting, scenario, case, allocate(case))


def test_a_dry_fortnight_leaves_less_to_mine(setting):
    setting = replace(setting, reserve_rule="largest_unit_of_zone", demand_mw=setting.demand_mw * 0.7)
    dry = Scenario("dry", generation_factor={1: 0.5}, from_instant=START + 2)
    before, after = told(setting, AS_IS), told(setting, dry)

    assert (before.mined_mwh, after.mined_mwh) == pytest.approx((24 * 4, 24 * 2))
    assert after.shortage_mwh == pytest.approx(0.0 + 2 * 6)


def test_new_mines_draw_from_their_day_on_and_come_last_among_equals(setting):
    setting = replace(setting, demand_mw=setting.demand_mw * 0, reserve_price=np.array([90.0, 130.0]))
    new = NewMines("A", 500.0, 100.0, START + 3)
    added = told(setting, Scenario("2,000 MW", new_mines=(new, NewMines("B", 500.0, 100.0, START))))
    before = told(setting, AS_IS)

    assert before.mined_by_region_mwh == pytest.approx((80, 80))
    assert added.mined_by_region_mwh == pytest.approx((80 + 20, 80))
    assert added.paid == pytest.approx(3 * 20 * 90 + 40 * 100 + 4 * 20 * 130)


def test_a_line_that_is_out_leaves_the_other_alone_with_its_own_limit(setting):
    both, one = (case_of(setting, Scenario("x", lines_out=out)) for out in ((), ("A-B",)))

    assert both.limit_mw[0] == pytest.approx([50, 50])
    assert one.limit_mw[0] == pytest.approx([100])


def test_a_demand_grows_where_it_is_said_to(setting):
    case = case_of(setting, Scenario("hot", demand_factor={"B": 1.5}, until_instant=START + 1))

    assert case.balance.demand_mw[:2].tolist() == [[50, 45], [50, 30]]


def test_a_cap_of_all_mines_binds_new_ones_too(setting):
    everybody = JointCap("phase", np.array([True, True]), np.full(HOURS, 5.0))
    case = case_of(
        replace(setting, caps=(everybody,)), Scenario("x", new_mines=(NewMines("A", 9.0, 200.0, START),))
    )

    assert case.caps[0].members.tolist() == [True, True, True]


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (Scenario("x", demand_factor={"Z": 2.0}), "no region 'Z'"),
        (Scenario("x", lines_out=("Z-Z",)), "no line 'Z-Z'"),
        (Scenario("x", units_out=(9,)), "no unit 9"),
    ],
)
def test_what_is_not_there_is_refused_by_name(setting, scenario, said):
    with pytest.raises(BadData, match=said):
        case_of(setting, scenario)


def test_a_scenario_leaves_the_setting_as_it_was(setting):
    demand, available = setting.demand_mw.copy(), setting.units.available.copy()
    case_of(setting, Scenario("x", demand_factor={"A": 3.0}, units_out=(0,)))

    assert (setting.demand_mw == demand).all()
    assert (setting.units.available == available).all()
