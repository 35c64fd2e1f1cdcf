"""How much higher the days after a date are, and how sure that is."""

import numpy as np
import pytest
from scipy import stats

from terezi.evidence.numerics.feeders.change_points import likeliest_rise, rises
from terezi.evidence.numerics.feeders.day_residuals import DayResiduals
from terezi.evidence.numerics.feeders.steps import Estimate, step


def days_of(residual, *, following=None, delivered=None):
    count = len(residual)
    zero = np.zeros(count)
    return DayResiduals(
        day=np.arange(count),
        residual_w=np.asarray(residual, dtype=float),
        following_w=zero if following is None else following,
        delivered_w=np.full(count, 1e6) if delivered is None else delivered,
        squared_w2=zero,
        missing_w=zero,
        registered_w=zero,
    )


def test_the_rise_is_the_difference_of_the_means():
    seen = step(days_of([1, 3, 2, 2, 12, 10, 11, 11]), np.arange(8) >= 4, following=False)

    assert seen.estimate_w == pytest.approx(9)


def test_without_memory_it_is_students_two_sample_test():
    rng = np.random.default_rng(3)
    steady = np.tile([1.0, -1.0], 30) + 0.3 * rng.normal(
        size=60
    )  # each day undoes the last: no memory to make good
    after = np.arange(60) >= 40

    seen = step(days_of(steady), after, following=False)
    told = Estimate("history", seen.estimate_w, seen.error_w, seen.freedom, 1.0, 40)
    student = stats.ttest_ind(steady[after], steady[~after], alternative="greater")

    assert seen.memory == 0
    assert seen.freedom == pytest.approx(58)
    assert told.z == pytest.approx(student.statistic)
    assert told.p_value == pytest.approx(student.pvalue)


def test_an_error_of_gain_seen_inside_the_days_is_taken_out():
    rng = np.random.default_rng(5)
    gain = rng.normal(size=90) * 25_000
    noise = rng.normal(size=90) * 500
    after = np.arange(90) >= 60
    days = days_of(gain + noise + 16_000 * after, following=gain)

    plain, clean = step(days, after, following=False), step(days, after, following=True)

    assert clean.estimate_w == pytest.approx(16_000, abs=600)
    assert clean.error_w < plain.error_w / 20


@pytest.mark.parametrize("memory", [0.0, 0.4, 0.7])
def test_the_stated_error_is_the_spread_of_the_estimates_or_more_where_days_remember(memory):
    rng, after, found = np.random.default_rng(7), np.arange(120) >= 90, []
    for _ in range(300):
        values = np.zeros(120)
        for day in range(1, 120):
            values[day] = memory * values[day - 1] + rng.normal()
        seen = step(days_of(values), after, following=False)
        found.append((seen.estimate_w, seen.error_w))
    estimates, errors = np.array(found).T

    ratio = np.sqrt((errors**2).mean()) / estimates.std()
    assert 0.85 < ratio < 1.2 + memory / 2


def test_the_interval_excludes_zero_exactly_where_the_chance_is_below_the_share():
    for z in np.linspace(0, 5, 41):
        told = Estimate("history", z * 10, 10, 50, 0.65, 0)
        assert (told.estimate_w - told.reach_w(0.01) > 0) == (told.p_value < 0.01)


def test_the_least_load_is_found_nine_times_in_ten():
    told = Estimate("history", 0, 10, 1e6, 1.0, 0)

    assert told.least_w(0.01) == pytest.approx((2.326 + 1.282) * 10, rel=1e-3)  # physics.md, section 4


def test_a_rise_is_dated_to_its_day_and_a_fall_is_none():
    values = np.r_[np.zeros(40), np.full(30, 5.0), np.full(20, 1.0)] + np.tile([0.1, -0.1], 45)

    assert rises(values, noise=0.5) == [40]
    assert likeliest_rise(values[:70]) == 40


def test_the_likeliest_rise_is_that_of_least_squares_over_every_day():
    rng = np.random.default_rng(11)
    for _ in range(20):
        values = rng.normal(size=60) + 1.5 * (np.arange(60) >= rng.integers(10, 50))
        left = [values[:at].var() * at + values[at:].var() * (60 - at) for at in range(3, 58)]
        rising = [values[at:].mean() > values[:at].mean() for at in range(3, 58)]
        assert likeliest_rise(values) == 3 + int(np.argmin(np.where(rising, left, np.inf)))


def test_days_that_remember_are_not_cut_into_rises():
    rng, cut = np.random.default_rng(2), 0
    for _ in range(15):
        values = np.zeros(90)
        for day in range(1, 90):
            values[day] = 0.7 * values[day - 1] + rng.normal()
        cut += len(rises(values, noise=values.std(), memory=0.7)) > 0

    assert cut <= 2
