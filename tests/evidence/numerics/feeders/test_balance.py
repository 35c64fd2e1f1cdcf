"""What a balance may say of a feeder: how much, since when, how sure, and what it could not tell."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.feeder_world import World, draw
from terezi.evidence.numerics.feeders.balance import balance
from terezi.evidence.numerics.feeders.losses import LossBounds
from terezi.evidence.numerics.feeders.rows import Coverage, balance_row, day_rows
from tests.evidence.numerics.feeders.conftest import BOUNDS, COPPER, GAIN, exact_hours, with_load

SHARE = 0.01
NOISY = exact_hours(days=90, noise_w=15_000, seed=8)


def judged(hours, *, window_from=60, coverage=1.0, bounds=BOUNDS):
    return balance(hours, window_from=window_from, bounds=bounds, false_alarm_share=SHARE, coverage=coverage)


def against(found, which):
    return next(each for each in found.estimates if each.against == which)


def test_sixteen_kilowatts_that_began_with_the_window_are_found_with_their_day():
    found = judged(with_load(NOISY, 16_000, from_day=60))

    assert found.stands_out
    assert found.estimate.against == "history"
    assert found.estimate.estimate_w == pytest.approx(16_000, abs=3 * found.estimate.error_w)
    assert found.changed_on == pytest.approx(60, abs=2)


def test_a_load_that_began_in_the_history_still_stands_out_weeks_later():
    found = judged(with_load(NOISY, 60_000, from_day=35))

    assert found.stands_out
    assert found.changed_on == pytest.approx(35, abs=2)


def test_an_honest_feeder_is_left_alone():
    assert not judged(NOISY).stands_out


def test_a_large_load_with_changes_of_its_own_is_not_taken_for_an_error_of_gain():
    rng = np.random.default_rng(6)
    hidden = np.where(NOISY.day >= 55, 16e6 * np.exp(0.006 * rng.normal(size=len(NOISY.day))), 0)
    load = NOISY.delivered_w + hidden
    taken = NOISY.taken_w + hidden + GAIN * hidden + COPPER * (load**2 - NOISY.squared_w2)
    seen = replace(NOISY, delivered_w=load, squared_w2=load**2, metered_w=load - taken)

    found = judged(seen)

    assert found.estimate.low_w(SHARE) < 16e6 < found.estimate.high_w(SHARE)
    assert found.estimate.low_w(SHARE) > 12e6
    assert found.changed_on == 55


def test_a_load_that_always_stood_is_invisible_to_history_and_seen_by_physics_only_when_large():
    small, large = judged(with_load(NOISY, 16_000, from_day=0)), judged(with_load(NOISY, 900_000, from_day=0))

    assert not small.stands_out
    assert small.standing.least_w(SHARE) > 16_000
    assert large.estimate.against == "physics"
    assert large.changed_on is None


@settings(max_examples=20)
@given(watts=st.floats(0, 400_000), seed=st.integers(0, 50))
def test_a_load_moves_the_estimate_by_itself_and_one_of_all_days_moves_only_the_level(watts, seed):
    hours = exact_hours(days=75, noise_w=10_000, seed=seed)
    plain, begun, always = (
        judged(each, window_from=45)
        for each in (hours, with_load(hours, watts, from_day=45), with_load(hours, watts, from_day=0))
    )

    moved = against(begun, "history").estimate_w - against(plain, "history").estimate_w
    unmoved = against(always, "history").estimate_w - against(plain, "history").estimate_w
    assert moved == pytest.approx(watts, abs=1_000)  # single days are drawn in to their week
    assert unmoved == pytest.approx(0, abs=1)
    assert always.standing.estimate_w - plain.standing.estimate_w == pytest.approx(watts, abs=1_000)


@settings(max_examples=10)
@given(factor=st.floats(0.001, 30))
def test_a_feeder_half_as_large_has_half_of_everything(factor):
    hours = with_load(NOISY, 16_000, from_day=60)
    powers = {name: getattr(hours, name) * factor for name in ("delivered_w", "metered_w")}
    scaled = replace(hours, **powers, squared_w2=hours.squared_w2 * factor**2)

    found, other = judged(hours), judged(scaled, bounds=LossBounds(rated_w=BOUNDS.rated_w * factor))

    assert other.estimate.estimate_w == pytest.approx(factor * found.estimate.estimate_w, rel=1e-6)
    assert other.p_value == pytest.approx(found.p_value, rel=1e-4)


def test_the_rise_agrees_with_one_regression_over_all_hours():
    hours = with_load(NOISY, 30_000, from_day=60)
    after = (hours.day >= 60).astype(float)
    columns = np.column_stack([np.ones(len(after)), after, hours.delivered_w, hours.squared_w2])
    scale = columns.max(axis=0)

    plain = (np.linalg.lstsq(columns / scale, hours.taken_w, rcond=None)[0] / scale)[1]

    told = against(judged(hours), "load")
    assert told.estimate_w == pytest.approx(plain, abs=2 * told.error_w)


def test_too_little_history_leaves_the_level_and_silent_meters_an_upper_bound():
    assert judged(NOISY, window_from=5).can_tell == "level_only"
    assert {each.against for each in judged(NOISY, window_from=5).estimates} == {"physics"}
    assert judged(NOISY, coverage=0.9).can_tell == "upper_bound"
    assert "physics" not in {each.against for each in judged(NOISY, coverage=0.9).estimates}
    assert judged(NOISY, window_from=88).can_tell == "nothing"
    assert judged(NOISY.where(NOISY.day < 0)).can_tell == "nothing"


def test_guessed_energy_widens_the_interval():
    guessed = np.where(NOISY.day >= 75, 40_000.0, 0.0)

    assert judged(replace(NOISY, missing_w=guessed)).estimate.error_w > 5_000


def test_one_wild_day_is_no_load():
    wild = np.where(NOISY.day == 70, 3e6, 0.0)

    assert not judged(replace(NOISY, metered_w=NOISY.metered_w - wild)).stands_out


def test_of_a_hundred_honest_feeders_hardly_one_alarms_and_of_forty_with_16_kw_hardly_one_is_missed():
    rng, world = np.random.default_rng(12), World()

    def alarms(world, times):
        drawn = (draw(world, rng) for _ in range(times))
        return sum(judged(hours, bounds=world.bounds).stands_out for hours in drawn)

    assert alarms(world, 100) <= 4
    assert alarms(world.but(hidden_w=16e3), 40) >= 37


def test_the_parts_of_a_day_add_up_to_what_was_delivered():
    hours = with_load(NOISY, 16_000, from_day=60)
    rows = day_rows(judged(hours), hours)

    parts = ("registered_wh", "other_wh", "missing_wh", "technical_loss_wh", "residual_wh")
    assert (sum(rows[part] for part in parts) == rows["delivered_wh"]).all()
    assert rows["hours"].unique().to_list() == [24]


def test_a_row_says_a_load_exactly_where_its_chance_is_small_and_nothing_where_nothing_could_be_told():
    whole = Coverage(expected=100, told=100, unknown=0)
    found = judged(with_load(NOISY, 16_000, from_day=60))
    row = balance_row(found, NOISY, whole)
    nothing = balance_row(judged(NOISY, window_from=88), NOISY, whole)

    assert row["low_w"] > 0
    assert row["p_ppm"] < SHARE * 1_000_000
    assert row["standing_low_w"] <= row["standing_w"] <= row["standing_high_w"]
    assert nothing["unexplained_w"] is None
    assert nothing["can_tell"] == "nothing"
