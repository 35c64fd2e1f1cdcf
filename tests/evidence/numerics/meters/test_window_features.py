"""What a window of days says about one meter."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from scipy.stats import linregress

from terezi.evidence.numerics.meters.load_windows import features_of, made
from terezi.evidence.numerics.meters.window_features import weather_response

from .conftest import MONDAY, some_home

RNG = np.random.default_rng(11)
FLAT = np.full((28, 24), 900.0)
POWERS = RNG.integers(1, 5000, 20)
HOMES = [np.round(some_home(RNG)) for _ in POWERS]
DRAWN = np.round(RNG.uniform(50, 900, (28, 24)))


def nights():
    load = np.full((28, 24), 100.0)
    load[:, [22, 23, 0, 1, 2, 3, 4, 5]] += 2000
    return load


def with_outages():
    load = FLAT.copy()
    load[8, 3:9] = load[9, 0:5] = load[10, 20:24] = 0
    return load


def two_days_of_five():
    load = np.full((28, 24), 100.0)
    load[np.arange(28) % 5 < 2] += 1500
    return load


@pytest.fixture(scope="module")
def told(engine):
    """Ask once for all: the engine takes longer to plan than to answer."""
    loads = {
        "flat": FLAT, "nights": nights(), "with_outages": with_outages(), "two_days_of_five": two_days_of_five(), "drawn": DRAWN,
        **{f"before {n}": load for n, load in enumerate(HOMES)},
        **{f"after {n}": load + power for n, (load, power) in enumerate(zip(HOMES, POWERS, strict=True))},
    }  # fmt: skip
    windows = [made(name, load, first_day=MONDAY, source="made") for name, load in loads.items()]
    return {row["home"]: row for row in features_of(windows, engine).iter_rows(named=True)}


def test_a_load_that_never_changes_is_its_own_floor_and_is_kept_up_all_day(told):
    row = told["flat"]

    assert row["kept_24h_w"] == row["floor_20_w"] == row["firm_floor_w"] == row["mean_w"] == 900
    assert row["floor_drift_w"] == row["night_step_w"] == row["contrast_6h_w"] == 0
    assert row["load_factor"] == pytest.approx(900 / 901)


def test_a_load_of_eight_hours_each_night_stands_above_the_floor_by_its_power_wherever_midnight_falls(told):
    row = told["nights"]

    assert row["kept_8h_w"] == 2100
    assert row["contrast_8h_w"] == row["contrast_6h_w"] == 2000
    assert row["kept_12h_w"] == 100


@pytest.mark.parametrize("name", ["floor_20_w", "firm_floor_w", "kept_24h_w"])
def test_three_days_of_outage_lower_neither_the_floor_nor_what_is_kept_up(told, name):
    assert told["with_outages"][name] == told["flat"][name]


def test_a_load_on_two_days_of_five_is_a_floor_of_some_days_and_none_of_all(told):
    row = told["two_days_of_five"]

    assert (row["floor_20_w"], row["floor_65_w"], row["some_days_floor_w"]) == (100, 1600, 1600)


def test_floors_are_the_days_in_their_order(told):
    lowest = np.sort(DRAWN.min(axis=1))

    assert [told["drawn"][f"floor_{q}_w"] for q in (5, 20, 50, 95)] == [
        lowest[27 * q // 100] for q in (5, 20, 50, 95)
    ]


@pytest.mark.parametrize(("number", "power"), list(enumerate(POWERS)))
def test_adding_the_same_power_to_every_hour_raises_every_floor_by_it_and_leaves_what_moves(
    told, number, power
):
    before, after = told[f"before {number}"], told[f"after {number}"]

    for name in ("floor_5_w", "floor_50_w", "kept_6h_w", "kept_24h_w", "steady_6h_w", "firm_floor_w"):
        assert after[name] - before[name] == power
    for name in ("floor_drift_w", "contrast_6h_w", "night_step_w", "step_w"):
        assert after[name] == pytest.approx(before[name])


def test_a_heated_home_answers_the_weather_as_least_squares_says_and_a_machine_does_not(engine):
    rng = np.random.default_rng(3)
    degrees = np.round(rng.uniform(-10, 15, 28), 1)
    heated = np.repeat(np.round(2000 - 80 * degrees + rng.normal(0, 100, 28))[:, None], 24, axis=1)
    days = [MONDAY + timedelta(days=n) for n in range(28)]
    rows = pl.DataFrame(
        {"meter_id": ["h"] * 28 + ["m"] * 28, "day": days * 2, "whole": 1, "hours_covered": 24}
    )
    rows = rows.with_columns(total_wh=pl.Series(np.r_[heated.sum(axis=1), np.full(28, 900 * 24)].astype(int)))
    weather = pl.DataFrame(
        {"region": "Mary", "day": days, "temperature_mdeg": (degrees * 1000).round().astype(int)}
    )
    customers = pl.DataFrame({"meter_id": ["h", "m"], "region": "Mary"})

    answer = engine.answer(
        weather_response(*(engine.memory(frame.to_arrow()) for frame in (rows, customers, weather)))
    )

    (of_home, of_machine) = pl.DataFrame(answer).sort("meter_id").iter_rows(named=True)
    slope, __, r, *___ = linregress(degrees, heated[:, 0])
    assert (of_home["weather_w_per_degree"], of_home["weather_share"]) == pytest.approx((slope, r * r))
    assert (of_machine["weather_w_per_degree"], of_machine["weather_share"]) == (0, None)
