"""Demand of the days ahead: quantiles that hold, learned from what was known at the time."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.base.errors import BadData
from terezi.evidence.numerics.demand.forecast import calibrated, error_quantile, forecast, held_back
from terezi.evidence.numerics.demand.naive import same_hour
from terezi.evidence.numerics.demand.past import Past, lagged, trailing_mean

START = np.datetime64("2025-01-05T19", "s")  # midnight of a Monday in Ashgabat


def past_of(days, *, ahead=24, noise=0.0, growth=0.0, regions=1, unknown=0, seed=1):
    """A week that repeats: every hour of it has its own demand; `unknown` hours before those ahead are not told."""
    hours = np.arange(days * 24 + ahead)
    shape = 100 + 30 * np.sin(hours * 2 * np.pi / 24) + 10 * np.cos(hours * 2 * np.pi / 168)
    rng = np.random.default_rng(seed)
    demand = (shape * (1 + growth * hours / 8_760))[:, None] * rng.normal(1, noise, (len(hours), regions))
    truth = demand[len(hours) - ahead :].copy()
    demand[len(hours) - ahead - unknown :] = np.nan
    names = tuple(f"R{number}" for number in range(regions))
    starts_at = START + hours * np.timedelta64(3_600, "s")
    return Past(names, starts_at, demand, ahead, "Asia/Ashgabat"), truth


def test_a_week_that_repeats_is_foreseen_as_it_was():
    past, truth = past_of(40)
    told = forecast(past, [0.5, 0.95])

    assert told.method == "seasonal_naive"
    assert told.demand_mw[0.5] == pytest.approx(truth)
    assert told.demand_mw[0.95] == pytest.approx(truth)


def test_a_day_and_its_eve_ahead_rest_on_nothing_younger_than_two_days():
    past, _ = past_of(40, unknown=24)

    assert (past.lead_hours, past.week_lag) == (48, 168)
    assert past_of(40, ahead=6 * 24, unknown=24)[0].lead_hours == 7 * 24
    assert past_of(40, ahead=7 * 24, unknown=24)[0].week_lag == 2 * 168


@pytest.mark.parametrize("days", [60, 200])
def test_what_is_not_known_yet_changes_nothing(days):
    past, _ = past_of(days, ahead=48, noise=0.02)
    other = Past(past.regions, past.starts_at, past.demand_mw.copy(), 48, past.zone)
    other.demand_mw[-48:] = 7.0

    told, again = forecast(past, [0.95]), forecast(other, [0.95])

    assert (told.demand_mw[0.95] == again.demand_mw[0.95]).all()


def test_boosted_trees_beat_the_week_before_where_demand_moves():
    past, truth = past_of(200, noise=0.03, growth=0.5, regions=2)
    told = forecast(past, [0.5, 0.95])

    assert told.method == "boosted"
    assert told.pinball_mw[0.5] < told.naive_pinball_mw[0.5]
    assert told.coverage[0.95] == pytest.approx(0.95, abs=0.03)
    assert (truth <= told.demand_mw[0.95]).mean() >= 0.85
    assert (told.demand_mw[0.95] >= told.demand_mw[0.5]).all()


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([0.5, 0.9, 0.95]))
def test_a_moved_quantile_holds_on_the_hours_it_was_moved_by(seed, quantile):
    past, _ = past_of(60, noise=0.1, seed=seed)
    held = held_back(past)
    moved = calibrated(past.known, same_hour(past), held, quantile)[: len(past.known)]

    assert (past.known[held >= 0] <= moved[held >= 0] + 1e-9).mean() >= quantile


@pytest.mark.parametrize(("years", "known_before"), [(3, 2), (2, 1), (1, 0)])
def test_the_season_ahead_is_held_back_of_years_before_where_half_a_year_lies_before_it(years, known_before):
    past, _ = past_of(years * 364)
    numbers, ends = held_back(past), years * 364 * 24

    stretches = [(ends - 56 * 24, ends)]
    for back in range(1, known_before + 1):
        date = ends - back * 364 * 24
        stretches.insert(0, (date - 14 * 24, date + 28 * 24))
    expected = np.concatenate([np.arange(begins, until) for begins, until in stretches])
    assert np.flatnonzero(numbers >= 0).tolist() == expected.tolist()
    assert (np.bincount(numbers[numbers >= 0]) == 168).all()


def test_the_quantile_of_a_few_errors_is_one_of_them_and_never_too_low():
    errors = np.array([[0.1], [0.2], [0.3], [0.4]])

    assert error_quantile(errors, 0.5, errors)[0] == pytest.approx(
        0.3
    )  # the third of four: 0.5 x 5 rounded up
    assert error_quantile(errors, 0.95, errors)[0] == pytest.approx(0.4)


def test_gaps_are_bridged_by_the_week_before_and_a_region_that_told_nothing_is_named():
    past, truth = past_of(60)
    past.demand_mw[-24 - 168 : -24 - 160] = np.nan
    assert forecast(past, [0.5]).demand_mw[0.5] == pytest.approx(truth)

    demand = np.hstack([past.demand_mw, np.full(past.demand_mw.shape, np.nan)])
    with pytest.raises(BadData, match="the demand of R1"):
        Past(("R0", "R1"), past.starts_at, demand, 24, past.zone)


def test_too_short_a_past_is_refused_with_the_days_it_needs():
    past, _ = past_of(15, noise=0.01)

    with pytest.raises(BadData, match="load at least 21 days"):
        forecast(past, [0.95])


def test_hours_are_those_of_the_country_and_holidays_and_their_neighbours_are_seen():
    past = past_of(40)[0]
    past = Past(
        past.regions, past.starts_at, past.demand_mw, past.ahead, past.zone, holidays=[date(2025, 1, 7)]
    )
    calendar = past.calendar()

    assert calendar[0, :2].tolist() == [0, 0]
    assert calendar[0::24, 3:].tolist()[:4] == [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_a_mean_of_the_last_hours_leaves_out_what_was_not_told():
    values = np.array([[1.0], [np.nan], [3.0], [5.0]])

    assert trailing_mean(values, 2)[:, 0].tolist() == [1.0, 1.0, 3.0, 4.0]
    assert lagged(values, 3)[3, 0] == 1.0
