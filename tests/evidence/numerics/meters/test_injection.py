"""Machines added by recipe."""

import numpy as np
import pytest

from terezi.base.errors import BadData
from terezi.evidence.numerics.meters.injection import Pattern, Recipe, drawn_w, injected
from terezi.evidence.numerics.meters.twins import twin_load_w, twins

RNG = np.random.default_rng
QUIET = {"noise_share": (0, 0)}


def test_a_machine_of_3250_w_half_past_the_meter_draws_39_kwh_a_day_through_it():
    pattern = Pattern("half", (3250, 3250), bypass_share=(0.5, 0.5), **QUIET)

    assert drawn_w(np.zeros((2, 24)), pattern, RNG(1)).sum(axis=1).tolist() == [39_000, 39_000]


def test_nights_run_over_midnight():
    pattern = Pattern("nights", (2000, 2000), from_hour=(22, 22), hours=(8, 8), **QUIET)

    (day,) = drawn_w(np.zeros((1, 24)), pattern, RNG(1))

    assert np.nonzero(day)[0].tolist() == [0, 1, 2, 3, 4, 5, 22, 23]


def test_what_is_added_is_never_negative_and_an_unread_hour_stays_unread():
    load = np.full((28, 24), 100.0)
    load[3, 4] = np.nan
    pattern = Pattern("p", (100, 9000), noise_share=(2, 2), outages=(0, 5), follows_share=(0, 1))

    after = injected(load, pattern, RNG(2))

    assert np.isnan(after[3, 4])
    assert np.nanmin(after - load) >= 0


def test_a_load_that_follows_the_home_leaves_room_where_the_home_is_busy():
    load = np.tile(np.where(np.arange(24) == 19, 3000.0, 100.0), (28, 1))

    drawn = drawn_w(load, Pattern("f", (2000, 2000), follows_share=(0.7, 0.7), **QUIET), RNG(1))

    assert drawn[0, 19] == pytest.approx(600)
    assert drawn[0, 3] == pytest.approx(2000 * (1 - 0.7 / 30))


def test_the_same_seed_draws_the_same():
    pattern = Recipe.read(kept="training").patterns[1]

    assert np.array_equal(*(drawn_w(np.zeros((28, 24)), pattern, RNG(7)) for _ in "ab"))


def test_the_table_holds_the_rows_that_were_promised():
    promised = {one.name: one.at_least for one in Recipe.read().patterns if one.at_least is not None}

    assert sorted(promised.values()) == [0.55, 0.8, 0.9, 0.9, 1.0, 1.0]


@pytest.mark.parametrize(
    "text", ["patterns: [{name: a}]", "patterns: [{name: a, power_w: 1, colour: 2}]", "nothing", "["]
)
def test_a_recipe_that_cannot_be_read_is_refused_with_what_it_needs(tmp_path, text):
    file = tmp_path / "mine.yaml"
    file.write_text(text)

    with pytest.raises(BadData, match=r"(?s)mine.yaml is no recipe.*power_w"):
        Recipe.read(file)


@pytest.mark.parametrize("twin", twins(), ids=lambda twin: twin.name)
def test_every_innocent_twin_draws_power_each_day_it_works(twin):
    load = twin_load_w(twin, days=28, rng=RNG(3))

    assert load.shape == (28, 24)
    assert load.min() >= 0
    assert load.mean() > 100
