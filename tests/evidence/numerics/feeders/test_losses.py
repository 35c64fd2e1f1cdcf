"""What physics may take, and what a fit may not swallow."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.evidence.numerics.feeders.losses import LossBounds, fit_losses
from terezi.evidence.numerics.feeders.series import resistance
from tests.evidence.numerics.feeders.conftest import BOUNDS, COPPER, GAIN, NO_LOAD_W, exact_hours, with_load


def test_a_feeder_that_obeys_the_model_is_fitted_and_its_loss_known_to_the_kilowatt():
    hours = exact_hours()
    fitted = fit_losses(hours, BOUNDS)

    assert fitted.terms == pytest.approx([NO_LOAD_W, GAIN, COPPER], rel=0.15)
    assert fitted.taken_w(hours) == pytest.approx(hours.taken_w, abs=1_000)


def test_the_loss_of_three_hours_is_what_a_pencil_says():
    hours = exact_hours(days=1, no_load_w=0, gain=0, copper=0)
    fitted = replace(fit_losses(exact_hours(), BOUNDS), terms=np.array([20_000.0, 0.004, 4e-9]))
    three = replace(hours, delivered_w=np.full(24, 2e6), squared_w2=np.full(24, 4e12))

    # 20 kW always, 0.4 % of 2 MW, and 4e-9 x (2 MW) squared
    assert fitted.technical_w(three) == pytest.approx(20_000 + 8_000 + 16_000)


def test_a_constant_load_of_all_days_is_taken_for_technical_up_to_the_bound_and_not_a_watt_more():
    fitted = fit_losses(with_load(exact_hours(), 300_000, from_day=0), BOUNDS)
    hours = exact_hours()

    most = BOUNDS.no_load_w + 2 * BOUNDS.no_load_sd_w
    assert fitted.terms[0] == pytest.approx(NO_LOAD_W + 300_000, rel=0.01)
    assert (
        fitted.technical_w(hours).mean()
        <= most + (GAIN * hours.delivered_w + COPPER * hours.squared_w2).mean() * 1.02
    )


def test_a_load_that_begins_within_the_history_is_not_taken_for_gain():
    before = exact_hours()
    more = np.where(before.day >= 30, 4e6, 0.0)
    delivered = before.delivered_w + more
    hours = replace(before, delivered_w=delivered, squared_w2=delivered**2)

    fitted = fit_losses(hours, BOUNDS)

    assert abs(fitted.terms[1]) < 0.05  # regressed over days, the gain would be about one


def test_the_day_on_which_a_large_load_begins_does_not_make_the_fit_of_a_flat_feeder():
    rng = np.random.default_rng(1)
    flat = exact_hours(mean_w=10e6)
    load = 10e6 * (1 + 0.004 * rng.normal(size=len(flat.day))) + np.where(
        np.arange(len(flat.day)) >= 50 * 24 + 9, 16e6, 0
    )
    taken = 30_000 + 2e-9 * load**2 + np.where(np.arange(len(flat.day)) >= 50 * 24 + 9, 16e6, 0)
    hours = replace(flat, delivered_w=load, squared_w2=load**2, metered_w=load - taken)

    fitted = fit_losses(hours, LossBounds(rated_w=20e6))

    assert abs(fitted.terms[1]) < 0.03
    assert 0 < fitted.terms[2] < 4e-9


def test_noise_of_the_head_meter_does_not_pass_for_gain():
    rng = np.random.default_rng(2)
    flat = exact_hours()
    load = 5e6 * (1 + 0.001 * rng.normal(size=len(flat.day)))
    head = load * (1 + 0.002 * rng.normal(size=len(flat.day)))
    hours = replace(flat, delivered_w=head, squared_w2=head**2, metered_w=load * 0.98)

    assert abs(fit_losses(hours, BOUNDS).terms[1]) < 0.03  # plain least squares finds about 0.8


def test_the_loss_never_exceeds_the_share_a_feeder_is_believed_to_have():
    bounds = LossBounds(rated_w=1e5, most_share=0.02)
    hours = exact_hours(copper=2e-8)

    assert (fit_losses(hours, bounds).technical_w(hours) <= 0.02 * hours.delivered_w + 1e-6).all()


def test_a_conductor_of_45_degrees_resists_a_tenth_more_than_one_of_20_and_unknown_weather_changes_nothing():
    assert resistance(np.array([45.0, 20.0, np.nan])) == pytest.approx([1.1, 1.0, 1.0])


@settings(max_examples=25)
@given(
    no_load=st.floats(0, 60_000),
    gain=st.floats(-0.01, 0.01),
    copper=st.floats(1e-9, 9e-9),
    seed=st.integers(0, 99),
)
def test_noise_moves_the_terms_no_further_than_their_covariance_says(no_load, gain, copper, seed):
    hours = exact_hours(no_load_w=no_load, gain=gain, copper=copper, noise_w=5_000, seed=seed)

    fitted = fit_losses(hours, BOUNDS)

    away = fitted.terms[1:] - np.array([gain, copper])
    assert (np.abs(away) < 6 * np.sqrt(np.diag(fitted.covariance)[1:])).all()


def test_gain_and_copper_agree_with_least_squares_on_days_one_by_one():
    hours = exact_hours(noise_w=3_000, seed=4)
    columns = np.column_stack([np.eye(60)[hours.day], hours.delivered_w, hours.squared_w2])
    scale = np.abs(columns).max(axis=0)

    plain = np.linalg.lstsq(columns / scale, hours.taken_w, rcond=None)[0] / scale

    fitted = fit_losses(hours, BOUNDS)
    assert np.abs(fitted.terms[1:] - plain[-2:]) == pytest.approx(
        0, abs=2 * np.sqrt(np.diag(fitted.covariance)[1:]).max()
    )
