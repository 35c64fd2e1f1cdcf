"""What a window of days says about one meter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.evidence.facts.engines import DuckDB
from terezi.evidence.numerics.meters.load_windows import features_of, made

from .conftest import MONDAY, some_home

ENGINE = DuckDB()


def test_a_load_that_never_changes_is_its_own_floor_and_is_kept_up_all_day(features):
    (row,) = features(np.full((28, 24), 900.0)).iter_rows(named=True)

    assert row["kept_24h_w"] == row["floor_20_w"] == row["firm_floor_w"] == row["mean_w"] == 900
    assert row["floor_drift_w"] == row["night_step_w"] == row["contrast_6h_w"] == 0
    assert row["load_factor"] == pytest.approx(900 / 901)


def test_a_load_of_eight_hours_each_night_stands_above_the_floor_by_its_power_wherever_midnight_falls(
    features,
):
    night = np.full((28, 24), 100.0)
    night[:, [22, 23, 0, 1, 2, 3, 4, 5]] += 2000

    (row,) = features(night).iter_rows(named=True)

    assert row["kept_8h_w"] == 2100
    assert row["contrast_8h_w"] == row["contrast_6h_w"] == 2000
    assert row["kept_12h_w"] == 100


def test_three_days_of_outage_lower_neither_the_floor_nor_what_is_kept_up(features):
    load = np.full((28, 24), 900.0)
    stopped = load.copy()
    stopped[8, 3:9] = stopped[9, 0:5] = stopped[10, 20:24] = 0

    whole, with_outage = features(load, stopped).select("floor_20_w", "firm_floor_w", "kept_24h_w").rows()

    assert with_outage == whole


def test_a_load_on_two_days_of_five_is_a_floor_of_some_days_and_none_of_all(features):
    load = np.full((28, 24), 100.0)
    load[np.arange(28) % 5 < 2] += 1500

    (row,) = features(load).iter_rows(named=True)

    assert (row["floor_20_w"], row["floor_65_w"], row["some_days_floor_w"]) == (100, 1600, 1600)


def test_floors_are_the_days_in_their_order(features):
    rng = np.random.default_rng(4)
    load = np.round(rng.uniform(50, 900, (28, 24)))

    (row,) = features(load).iter_rows(named=True)

    lowest = np.sort(load.min(axis=1))
    assert [row[f"floor_{q}_w"] for q in (5, 20, 50, 95)] == [lowest[27 * q // 100] for q in (5, 20, 50, 95)]


@settings(max_examples=8)
@given(power=st.integers(1, 5000), seed=st.integers(0, 99))
def test_adding_the_same_power_to_every_hour_raises_every_floor_by_it_and_leaves_what_moves(power, seed):
    load = np.round(some_home(np.random.default_rng(seed)))
    windows = [
        made(name, what, first_day=MONDAY, source="made") for name, what in (("a", load), ("b", load + power))
    ]

    before, after = features_of(windows, ENGINE).iter_rows(named=True)

    for name in ("floor_5_w", "floor_50_w", "kept_6h_w", "kept_24h_w", "steady_6h_w", "firm_floor_w"):
        assert after[name] - before[name] == power
    for name in ("floor_drift_w", "contrast_6h_w", "night_step_w", "step_w"):
        assert after[name] == pytest.approx(before[name])
