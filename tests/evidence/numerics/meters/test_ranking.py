"""The order of the list, its p-values and its words."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from terezi.base.errors import BadData
from terezi.evidence.facts.tables import METER_SCREENS
from terezi.evidence.numerics.meters.conformal import Calibration
from terezi.evidence.numerics.meters.drift import deciles, drift
from terezi.evidence.numerics.meters.injection import Pattern
from terezi.evidence.numerics.meters.load_windows import features_of, made, with_pattern
from terezi.evidence.numerics.meters.ranking import Model, learned, physical, read_as_probability, scored
from terezi.evidence.numerics.meters.reasons import CLEARED_BY, Reason, clears
from terezi.evidence.numerics.meters.screens import NO_CUSTOMERS, screens, usual_floor_w

from .conftest import homes

DAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def taught(engine):
    """Rows of 60 homes and of the same homes with a machine, and a model that learned from them."""
    windows = homes(60)
    added = list(with_pattern(windows, Pattern("always", (350, 4000)), seed=1))
    rows = features_of([*windows, *added], engine)
    mines = np.repeat([False, True], 60)
    booster = learned(rows, mines, rows["home"].to_list(), seed=1)
    scores = scored(rows, booster)
    slope, intercept = read_as_probability(scores, mines, np.ones(120), prior=0.01)
    calibration = Calibration.of(scores[~mines], ["household"] * 60, ["Mary"] * 60)
    innocent = rows.filter(~mines).with_columns(tariff_class=pl.lit("household"))
    model = Model(
        booster.model_to_string(),
        0.05,
        slope,
        intercept,
        calibration,
        usual_floor_w(innocent),
        deciles(innocent),
    )
    return rows, mines, model


def told(rows, **columns):
    said = {
        "customer_id": None,
        "region": "Mary",
        "place": "Mary",
        "tariff_class": "household",
        "activity": None,
        "connection_w": None,
    }
    lits = {name: pl.lit(value, NO_CUSTOMERS[name]) for name, value in {**said, **columns}.items()}
    return rows.with_columns(meter_id=pl.col("home"), **lits)


@pytest.fixture(scope="module")
def plain_loads(engine):
    """Features of 300 W always, 600 W every other day, 700 W for eight hours a night, and 2 kW on top of 100 W so."""
    always, some_days, clock = np.full((28, 24), 300.0), np.zeros((28, 24)), np.zeros((28, 24))
    some_days[::2] = 600
    clock[:, :8] = 700
    loads = {"always": always, "some_days": some_days, "clock": clock, "nights": 100 + clock / 700 * 2000}
    return features_of(
        [made(name, load, first_day=DAY, source="made") for name, load in loads.items()], engine
    )


def test_the_rule_counts_300_w_always_600_w_on_some_days_and_700_w_by_the_clock_as_one(plain_loads):
    assert physical(plain_loads.head(3)).tolist() == pytest.approx([0, 0, 0])


def test_machines_rank_above_homes_and_the_same_learning_writes_the_same_bytes(taught):
    rows, mines, model = taught
    scores = model.scores(rows)

    assert np.median(scores[mines]) > scores[~mines].max()
    again = learned(rows, mines, rows["home"].to_list(), seed=1)
    assert again.model_to_string() == model.booster
    assert Model.read(model.text()).sha256 == model.sha256


def test_more_steady_load_never_ranks_lower(taught):
    rows, _, model = taught
    for name in (
        "firm_floor_w",
        "floor_20_w",
        "floor_5_w",
        "some_days_floor_w",
        "contrast_6h_w",
        "steady_6h_w",
    ):
        more = rows.with_columns(pl.col(name).cast(pl.Float64) + 150)
        assert (model.scores(more) >= model.scores(rows) - 1e-12).all(), name


def test_a_probability_is_read_at_the_prior_share_so_most_of_the_list_stays_unlikely(taught):
    rows, mines, model = taught
    probability = model.probabilities(model.scores(rows))

    assert probability[~mines].mean() < 0.01 < probability[mines].mean()


def test_what_is_no_model_is_refused():
    with pytest.raises(BadData, match="terezi train"):
        Model.read('{"booster": 1}')


def test_a_p_value_counts_the_innocents_that_score_as_high():
    calibration = Calibration.of(np.arange(199.0), ["household"] * 199, ["Mary"] * 199)

    values = calibration.p_values(np.array([1000.0, 198.0, 0.0]), ["household/Mary"] * 3)

    assert values.tolist() == [1 / 200, 2 / 200, 1]


def test_at_most_one_innocent_in_a_hundred_falls_below_one_per_cent_whatever_the_score_is():
    rng = np.random.default_rng(8)
    shares = []
    for _ in range(300):
        drawn = np.exp(rng.normal(0, 2, 500))
        calibration = Calibration.of(drawn[:400], ["household"] * 400, ["Mary"] * 400)
        shares.append((calibration.p_values(drawn[400:], ["household"] * 100) <= 0.01).mean())

    assert np.mean(shares) == pytest.approx(0.01, abs=0.0025)


def test_a_region_of_few_meters_is_compared_with_its_class_and_a_class_never_with_another():
    classes = ["household"] * 150 + ["commercial"] * 20
    regions = ["Mary"] * 140 + ["Lebap"] * 10 + ["Mary"] * 20
    calibration = Calibration.of(np.r_[np.zeros(150), np.full(20, 5.0)], classes, regions)

    assert calibration.group("household", "Mary") == "household/Mary"
    assert calibration.group("household", "Lebap") == "household"
    assert calibration.group("commercial", "Mary") == "commercial"
    assert calibration.p_values(np.array([9.0]), ["commercial"]).tolist() == [1 / 21]
    assert calibration.p_values(np.array([9.0]), ["agricultural"]).tolist() == [1]


@pytest.mark.parametrize("with_model", [True, False])
def test_a_screen_names_power_energy_money_group_and_reasons(taught, with_model):
    rows, mines, model = taught
    innocent = rows.filter(~mines)
    (machine,) = [row for row in rows.filter(mines).iter_rows(named=True) if row["home"] == "home-007"]
    mixed = pl.concat(
        [
            innocent.filter(pl.col("home") != "home-007"),
            rows.filter(mines).filter(pl.col("home") == "home-007"),
        ]
    )

    answer = screens(told(mixed), model if with_model else None, day=DAY, money_minor_per_mwh=5000)

    assert answer.columns == METER_SCREENS.names
    assert answer.schema == METER_SCREENS.polars_schema()
    (row,) = answer.filter(pl.col("meter_id") == "home-007").iter_rows(named=True)
    assert row["p_value_ppm"] == answer["p_value_ppm"].min()
    assert row["rule"] == 1
    assert row["reason_1"] == Reason.FLOOR_W
    assert row["reason_1_value"] == machine["floor_20_w"]
    assert 0 < row["unexplained_w"] < machine["floor_20_w"]
    assert row["expected_wh_per_month"] == row["unexplained_w"] * 24 * 30
    assert row["money_minor"] == row["expected_wh_per_month"] * 5000 // 10**6


def test_a_load_by_the_clock_counts_its_hours_only(plain_loads):
    (row,) = screens(told(plain_loads.tail(1)), None, day=DAY).iter_rows(named=True)

    assert (row["reason_1"], row["unexplained_w"], row["unexplained_hours"]) == (
        Reason.BY_THE_CLOCK_W,
        2000,
        8,
    )
    assert row["expected_wh_per_month"] == 2000 * 8 * 30


def test_no_meters_make_no_rows(plain_loads):
    nobody = told(plain_loads).clear()

    assert screens(nobody, None, day=DAY).schema == METER_SCREENS.polars_schema()


def test_every_reason_has_something_that_clears_it_and_none_accuses():
    assert set(CLEARED_BY) == set(Reason)
    assert clears([Reason.FLOOR_W, None])[0] == "activity_needs_steady_power"
    words = " ".join([*Reason, *clears(list(Reason))])
    assert not any(word in words for word in ("illegal", "theft", "guilt", "suspic", "crim"))


def test_meters_that_look_as_they_did_do_not_drift_and_others_do(taught):
    rows, mines, model = taught

    same, other = drift(model, rows.filter(~mines)), drift(model, rows.filter(mines))

    assert max(same.values()) < 0.1
    assert other["floor_20_w"] > 0.25
    assert drift(model, rows.clear()) == {}
