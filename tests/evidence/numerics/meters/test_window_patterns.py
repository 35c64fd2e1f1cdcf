"""What the hours of one meter do: outages, steps of machines, a floor that moves."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from scipy.stats import linregress

from terezi.evidence.numerics.meters.day_shape import HOURS
from terezi.evidence.numerics.meters.window_patterns import floor_trend, machine_steps, restarts

from .conftest import MONDAY, some_home

FLAT = np.full((28, 24), 900)


def told(engine, asked, **loads):
    days = [
        {"meter_id": name, "day": MONDAY + timedelta(days=day), **dict(zip(HOURS, hours, strict=True))}
        for name, load in loads.items()
        for day, hours in enumerate(np.asarray(load, dtype=object).tolist())
    ]
    schema = {"meter_id": pl.String, "day": pl.Date, **dict.fromkeys(HOURS, pl.Int64)}
    rows = pl.DataFrame(engine.answer(asked(engine.memory(pl.DataFrame(days, schema=schema).to_arrow()))))
    return {row["meter_id"]: row for row in rows.iter_rows(named=True)}


def steps_of(engine, powers, least_steps=4, **loads):
    def asked(days):
        return machine_steps(days, powers, tolerance_ppm=30_000, least_steps=least_steps)

    return {
        name: (row["machine_w"], row["steps_share_ppm"]) for name, row in told(engine, asked, **loads).items()
    }


def test_of_three_outages_it_came_back_at_once_in_the_hour_that_follows_and_slowly(engine):
    load = FLAT.copy()
    load[3, 4:7] = 0
    load[9, 22:] = load[10, 0] = 0
    load[10, 1] = 300
    load[20, 5] = 0
    load[20, 6:8] = (100, 500)

    row = told(engine, restarts, meter=load)["meter"]

    assert (row["floor_w"], row["outages"], row["back"]) == (900, 3, 2)


def test_an_outage_next_to_hours_nobody_read_or_at_the_end_of_the_window_says_nothing(engine):
    load = FLAT.astype(object)
    load[3, 4:6] = 0
    load[3, 6] = None
    load[5, 4], load[5, 6] = 0, None
    load[27, 22:] = 0

    assert told(engine, restarts, meter=load) == {}


def test_to_a_meter_that_is_off_on_most_days_an_hour_of_nothing_is_no_outage(engine):
    load = FLAT.copy()
    load[:14, :12] = 0

    assert told(engine, restarts, meter=load) == {}


def test_steps_that_are_multiples_of_a_machine_are_counted_across_midnight_and_name_its_power(engine):
    load = np.full((4, 24), 200)
    load[0, 8:12] += 3_250
    load[1, 20:] += 2 * 3_250 + 90
    load[2, 6:9] += 4_900

    # Up, down; up, down at midnight; and two steps of a machine and a half.
    assert steps_of(engine, [3_250, 3_450, 1_366], meter=load) == {"meter": (3_250, 666_666)}


def test_of_powers_that_fit_as_well_the_higher_is_told_and_few_steps_or_small_powers_say_nothing(engine):
    load = np.full((4, 24), 200)
    load[:, 8:12] += 3_200

    assert steps_of(engine, [800, 1_600, 3_200, 5], meter=load) == {"meter": (3_200, 1_000_000)}
    assert steps_of(engine, [3_200], least_steps=9, meter=load) == {}
    assert steps_of(engine, [], meter=load) == {}


def test_of_forty_homes_none_steps_mostly_like_a_machine_though_many_are_tried(engine):
    rng = np.random.default_rng(5)
    homes = {f"home {n}": np.round(some_home(rng)).astype(int) for n in range(40)}

    shares = [share for _, share in steps_of(engine, range(400, 3_600, 100), 20, **homes).values()]

    assert len(shares) > 30
    assert max(shares) < 600_000


def test_a_floor_that_rises_by_ten_watts_a_day_rises_by_seventy_a_week_and_outages_do_not_count(engine):
    load = 500 + 10 * np.arange(28)[:, None] + np.zeros((28, 24), dtype=int)
    load[12, 3:5] = 0

    row = told(engine, floor_trend, meter=load)["meter"]

    assert (row["days"], row["floor_w_per_week"], row["trend_share"]) == (
        27,
        pytest.approx(70),
        pytest.approx(1),
    )


def test_the_slope_is_that_of_another_library(engine):
    lows = np.random.default_rng(7).integers(100, 900, 28)
    load = lows[:, None] + 200 * (np.arange(24) > 6)

    row = told(engine, floor_trend, meter=load, flat=FLAT)
    line = linregress(np.arange(28), lows)

    assert row["meter"]["floor_w_per_week"] == pytest.approx(7 * line.slope)
    assert row["meter"]["trend_share"] == pytest.approx(line.rvalue**2)
    assert (row["flat"]["floor_w_per_week"], row["flat"]["trend_share"]) == (0, None)
