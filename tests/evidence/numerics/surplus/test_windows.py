"""Ramps and energy quotas tie hours; homes come before both."""

from dataclasses import replace

import numpy as np
import pytest

from bench import allocation_floor as floor
from bench.allocation_world import country as big_country
from terezi.base.errors import Refused
from terezi.evidence.numerics.surplus.certificate import certify
from terezi.evidence.numerics.surplus.hourly import allocate
from terezi.evidence.numerics.surplus.windows import allocate_windows


def with_ties(case, *, ramp=None, quota=None, before=None):
    mines = len(case.offers.mines)
    told = {
        "ramp_mw": np.full(mines, np.inf) if ramp is None else np.array(ramp, dtype=float),
        "quota_mwh": np.full(mines, np.inf) if quota is None else np.array(quota, dtype=float),
        "drawn_before_mw": np.zeros(mines) if before is None else np.array(before, dtype=float),
    }
    return replace(case, offers=replace(case.offers, **told))


def proved(case, **more):
    windows = allocate_windows(case, **more)
    for window in windows:
        found = certify(window.case, window.allocation)
        assert found.is_feasible, found
        assert found.is_best, found
    return windows


def drawn(windows):
    return np.vstack([window.allocation.mining_mw for window in windows])


def test_a_mine_starts_no_faster_than_its_ramp(country):
    case = country(generation=[[100]] * 4, demand=[[50]] * 4, bids=[50])

    assert drawn(proved(with_ties(case, ramp=[4]))).ravel() == pytest.approx([4, 8, 10, 10])


def test_a_mine_slows_down_before_homes_need_the_power(country):
    case = country(generation=[[100]] * 4, demand=[[90], [90], [90], [100]], bids=[50])

    assert drawn(proved(with_ties(case, ramp=[4], before=[10]))).ravel() == pytest.approx([10, 8, 4, 0])


def test_where_homes_leave_no_room_for_a_slow_end_mines_are_cut_at_once(country):
    case = country(generation=[[100]] * 2, demand=[[100], [50]], bids=[50])
    (window,) = proved(with_ties(case, ramp=[4], before=[10]))

    assert window.allocation.cut_at_seam
    assert window.allocation.mining_mw.ravel() == pytest.approx([0, 4])
    assert window.allocation.shortage_mw.sum() == 0


def test_a_quota_of_energy_is_spent_where_it_is_worth_most(country):
    case = country(generation=[[100]] * 3, demand=[[50]] * 3, bids=[50])
    bids = case.offers.bid_per_mwh * np.array([[1], [3], [2]])
    case = with_ties(replace(case, offers=replace(case.offers, bid_per_mwh=bids)), quota=[15])
    windows = proved(case)

    assert drawn(windows).ravel() == pytest.approx([0, 10, 5])
    assert windows[0].allocation.duals.quotas == pytest.approx([100])


def test_the_next_window_goes_on_from_the_draw_and_the_quota_the_last_one_left(country):
    case = country(generation=[[100]] * 4, demand=[[50]] * 4, bids=[50])
    windows = proved(with_ties(case, ramp=[4], quota=[100]), window_hours=2)

    assert [window.first for window in windows] == [0, 2]
    assert drawn(windows).ravel() == pytest.approx([4, 8, 10, 10])
    assert windows[1].case.offers.quota_mwh == pytest.approx([88])


def test_among_equal_bids_the_earlier_goes_first_under_ramps_too(country):
    case = country(generation=[[100]] * 3, demand=[[88]] * 3, bids=[50, 50], rank=[1, 0])

    assert drawn(proved(with_ties(case, ramp=[5, 5])))[2] == pytest.approx([2, 10])


def test_equal_bids_cannot_share_pro_rata_under_ramps(country):
    case = country(generation=[[100]], demand=[[88]], bids=[50, 50], tie_rule="pro_rata")

    with pytest.raises(Refused, match="What to do"):
        allocate_windows(with_ties(case, ramp=[5, 5]))


def test_without_ramps_windows_are_worth_what_single_hours_are():
    case = big_country(hours=48, mines=30, strained=True)
    value = sum(window.allocation.value(window.case) for window in proved(case, window_hours=24))

    assert value == pytest.approx(allocate(case).value(case), rel=1e-6)


def test_two_days_with_ramps_are_worth_what_the_plain_programme_finds():
    case = big_country(hours=48, mines=30)
    case = with_ties(case, ramp=case.offers.most_mw[0] * 0.3)
    value = sum(window.allocation.value(window.case) for window in proved(case, window_hours=24))

    assert value == pytest.approx(floor.weekly(case, hours=24), rel=1e-6)
