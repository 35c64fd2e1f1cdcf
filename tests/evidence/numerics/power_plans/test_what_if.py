"""What if: every gain is told with the risk beside it."""

from datetime import timedelta

import pytest

from terezi.base.errors import BadData
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.power_plans.grid import read_grid
from terezi.evidence.numerics.power_plans.what_if import compare, dry_spell, line_out, more_mining
from terezi.jobs.plan_power import plan_power
from terezi.law.book import law_on
from tests.evidence.powered import TODAY, TOMORROW, supply_home

LAW = law_on("GG", TOMORROW)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    home = supply_home(tmp_path_factory.mktemp("what"))
    plan_power(home=home, on=TODAY)
    return Lake.open(home)


def test_drier_rivers_lower_mining_first_and_homes_lack_only_when_nobody_can_mine(lake):
    grid = read_grid(lake)
    drier = [
        dry_spell(grid, ["HYDRO"], share, first=TODAY, days=14, name=f"{share}")
        for share in (0.97, 0.9, 0.5, 0.0)
    ]
    told = compare(lake, LAW, [TOMORROW], drier)
    mined = [told[0].before.outcome.mined_mwh, *(each.after.outcome.mined_mwh for each in told)]
    lacking = [told[0].before.outcome.shortage_mwh, *(each.after.outcome.shortage_mwh for each in told)]

    assert mined == sorted(mined, reverse=True)
    assert lacking == sorted(lacking)
    assert lacking[:2] == pytest.approx([0, 0])
    assert mined[0] > mined[1] > mined[2] > mined[4] == pytest.approx(0)
    assert lacking[4] > 0


def test_more_mining_earns_more_and_leaves_less(lake):
    (told,) = compare(
        lake,
        LAW,
        [TOMORROW],
        [more_mining(60, ["North", "South"], bid_minor=16_000, first=TODAY, name="60 MW")],
    )
    energy, money, _, grid_use = told.pairs

    assert (energy.gain.name, energy.risk.name) == ("mined", "homes_lack")
    assert energy.gain.change > 0
    assert energy.risk.change == pytest.approx(0)
    assert money.gain.change > 0
    assert (money.gain.name, money.risk.name) == ("paid", "sold_below_cost")
    assert money.risk.before > 0  # at the reserve price of 90, gas at 95 is sold below its cost
    assert grid_use.gain.change <= 1e-6


def test_one_of_two_like_lines_out_changes_nothing_as_neither_was_used_beyond_what_one_bears(lake):
    (told,) = compare(lake, LAW, [TOMORROW], [line_out(["L1"], name="line out")])

    assert told.after.outcome.mined_mwh == pytest.approx(told.before.outcome.mined_mwh)
    assert told.after.outcome.shortage_mwh == pytest.approx(told.before.outcome.shortage_mwh)


def test_days_nobody_planned_or_told_are_refused(lake):
    with pytest.raises(BadData, match="neither planned nor told"):
        compare(lake, LAW, [TOMORROW + timedelta(days=20)], [])


def test_what_is_left_is_told_of_the_tightest_hour(lake):
    (told,) = compare(lake, LAW, [TOMORROW], [line_out([], name="nothing changes")])

    assert all(pair.gain.change == pair.risk.change == 0 for pair in told.pairs)
    assert told.before.left_mw == pytest.approx(0, abs=1e-6)
