"""A fleet check says what power is, what the meter is, and how far J/TH stands from nominal."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from terezi.evidence.facts.flags import Flag
from terezi.evidence.numerics.fleet_check import check_fleet, coins_per_day
from terezi.evidence.numerics.power_origin import MEASURED, NO_MEMORY, RECKONED, UNKNOWN, power_origin

START = datetime(2025, 10, 1, tzinfo=UTC)


def telemetry(powers, hashes, *, machine="m1", flags=0, day=0) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "site_id": "farm",
            "machine_id": machine,
            "read_at": [START + timedelta(days=day, seconds=30 * i) for i in range(len(powers))],
            "interval_seconds": 30,
            "hash_rate_ghs": [round(h) for h in hashes],
            "power_w": [None if p is None else round(p) for p in powers],
            "flags": flags,
        },
        schema_overrides={
            "read_at": pl.Datetime("us", "UTC"),
            "interval_seconds": pl.Int32,
            "flags": pl.Int32,
            "power_w": pl.Int64,
        },
    )


def register(*machines: str, ghs: int = 100_000, w: int = 3_000) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"site_id": "farm", "batch_id": m, "model": "Miner A", "hash_rate_ghs": ghs, "power_w": w}
            for m in machines
        ]
    )


def readings(*rows: tuple[str, int, int]) -> pl.DataFrame:
    """Meter, seconds of length, Wh."""
    kinds = {"meter_id": pl.String, "interval_seconds": pl.Int32, "energy_wh": pl.Int64}
    return pl.DataFrame(rows, schema=kinds, orient="row").with_columns(read_at=pl.lit(START))


def drifting(n: int, *, level: float, seed: int) -> np.ndarray:
    """Power as a machine has it: it wanders, so that each value is near the one before."""
    return level + 40 * np.cumsum(np.random.default_rng(seed).normal(size=n)) / np.sqrt(n)


def test_power_of_a_fixed_ratio_to_hash_rate_is_reckoned():
    hashes = np.random.default_rng(1).normal(95_000, 3_000, 100)

    origin = power_origin(telemetry(hashes * 0.0345, hashes))

    assert set(origin["origin"]) == {RECKONED}


def test_power_flagged_as_estimated_is_reckoned_even_alone():
    assert power_origin(telemetry([3277.5], [95_000], flags=int(Flag.ESTIMATED)))["origin"].to_list() == [
        RECKONED
    ]


def test_power_without_memory_is_not_taken_for_measured():
    rng = np.random.default_rng(3)

    origin = power_origin(telemetry(rng.uniform(3200, 3500, 400), rng.uniform(80_000, 100_000, 400)))

    assert set(origin["origin"]) == {NO_MEMORY}


def test_power_that_wanders_is_measured():
    hashes = np.random.default_rng(4).normal(95_000, 3_000, 400)

    origin = power_origin(telemetry(drifting(400, level=3_250, seed=5), hashes))

    assert set(origin["origin"]) == {MEASURED}


def test_too_few_polls_leave_the_origin_of_power_unknown():
    origin = power_origin(telemetry([3200, 3301, 3222, 3399], [95_000, 94_000, 96_000, 93_000]))

    assert set(origin["origin"]) == {UNKNOWN}


def test_efficiency_is_energy_over_work_against_the_register_worked_by_hand():
    # 33 J/TH at 100 TH/s = 3,300 W against a nominal 30 J/TH: 10 % worse
    fleet = pl.concat([telemetry([3_300] * 4, [100_000] * 4, machine=m) for m in ("m1", "m2")])

    (model,) = check_fleet(telemetry=fleet, register=register("m1", "m2"), readings=readings(), seed=0).models

    assert model.j_per_th == pytest.approx(33.0)
    assert model.nominal_j_per_th == pytest.approx(30.0)
    assert (model.ratio, model.ratio_low, model.ratio_high) == pytest.approx((1.1, 1.1, 1.1))
    assert model.machine_hours == pytest.approx(8 * 30 / 3600)
    assert model.nominal_hash_share == pytest.approx(1.0)


def test_idle_polls_count_as_covered_but_not_as_work():
    fleet = telemetry([3_000, 0, None], [100_000, 0, 90_000])

    check = check_fleet(telemetry=fleet, register=register("m1"), readings=readings(), seed=0)

    assert check.models[0].hashing_share == pytest.approx(1 / 3)
    assert check.models[0].j_per_th == pytest.approx(30.0)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(11)
    hits = 0
    for trial in range(60):
        levels = rng.normal(3_300, 120, 25)
        fleet = pl.concat([telemetry([w] * 2, [100_000] * 2, machine=f"m{i}") for i, w in enumerate(levels)])
        own = register(*(f"m{i}" for i in range(25)))
        (model,) = check_fleet(
            telemetry=fleet, register=own, readings=readings(), seed=trial, draws=400
        ).models
        hits += model.ratio_low <= 1.1 <= model.ratio_high

    assert 50 <= hits <= 60  # 95 % of 60 is 57; the bootstrap of 25 machines covers a little less


def test_a_meter_that_repeats_the_polls_is_called_no_witness():
    fleet = pl.concat([telemetry([3_000, 3_200], [100_000] * 2, machine=f"m{i}") for i in range(3)])
    told = readings(*((f"farm/m{i}", 3600, 3_100) for i in range(3)))

    check = check_fleet(telemetry=fleet, register=register("m0"), readings=told, seed=0)

    assert check.meter is not None
    assert check.meter.copies == 3
    assert check.meter.hours == pytest.approx(3.0)
    assert check.meter.hours_covered == pytest.approx(3 * 60 / 3600)
    assert any("no second witness" in sentence for sentence in check.sentences)


def test_a_meter_of_its_own_shows_its_ratio_and_is_not_called_a_copy():
    fleet = pl.concat([telemetry([3_000, 3_200], [100_000] * 2, machine=f"m{i}") for i in range(3)])
    told = readings(("farm/m0", 3600, 3_240), ("farm/m1", 3600, 3_260), ("farm/m2", 3600, 3_265))

    meter = check_fleet(telemetry=fleet, register=register("m0"), readings=told, seed=0).meter

    assert meter is not None
    assert meter.copies == 0
    assert meter.ratio == pytest.approx(9_765 / 9_300)


def test_without_a_common_hour_machines_and_meter_are_not_compared():
    check = check_fleet(
        telemetry=telemetry([3_000], [100_000]), register=register("m1"), readings=readings(), seed=0
    )

    assert check.meter is None
    assert "No energy reading covers a poll: machines and meter cannot be compared." in check.sentences


def test_machines_that_answer_without_being_registered_are_counted():
    fleet = pl.concat([telemetry([3_000], [100_000], machine=m) for m in ("m1", "m2", "m3")])

    assert (
        check_fleet(
            telemetry=fleet, register=register("m2"), readings=readings(), seed=0
        ).coverage.unregistered
        == 2
    )


def test_a_machine_that_hashes_unlike_its_register_is_named():
    fleet = pl.concat(
        [telemetry([3_000] * 3, [ghs] * 3, machine=m) for m, ghs in (("m1", 96_000), ("m2", 117_000))]
    )

    check = check_fleet(telemetry=fleet, register=register("m1", "m2"), readings=readings(), seed=0)

    assert [(it.machine_id, it.ratio) for it in check.off_nominal] == [("m2", pytest.approx(1.17))]
    assert any("m2 (Miner A) at 117%" in sentence for sentence in check.sentences)


def test_an_empty_fleet_says_so_and_does_not_fail():
    check = check_fleet(
        telemetry=telemetry([1], [1]).clear(), register=register("m1"), readings=readings(), seed=0
    )

    assert (check.coverage.polls, check.models, check.meter) == (0, (), None)


def test_expected_coins_agree_with_the_worked_check_of_the_physics():
    # difficulty 1.5e14, 20 J/TH: 1 MWh is 1.8e20 hashes ... 0.000882 BTC with fees of 1 % of the subsidy
    network = pl.DataFrame(
        {
            "starts_at": [START],
            "seconds": [86_400],
            "difficulty": [150_000_000_000_000],
            "subsidy_satoshi": [312_500_000],
            "fees_satoshi": [3_125_000],
        }
    )
    ghs_of_one_mwh_a_day = round(3.6e9 / 20 * 1e12 / 86_400 / 1e9)

    (satoshi,) = coins_per_day(hash_rate_ghs=ghs_of_one_mwh_a_day, network=network)["expected_satoshi"]

    assert satoshi == pytest.approx(88_200, rel=2e-3)
