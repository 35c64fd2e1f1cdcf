"""Known answers of the reference (physics.md, section 1), and the way back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.evidence.numerics.expected_coins import (
    NetworkDays,
    energy_explained_wh,
    energy_from_hashes,
    expected_blocks,
    expected_satoshi,
    hashes_from_energy,
    network_hashes_per_second,
)

DIFFICULTY = np.array([1.5e14])
SUBSIDY = np.array([312_500_000.0])
NO_FEES = np.array([0.0])
COIN = 1e8


def mined(energy_mwh: float, joules_per_terahash: float, *, scheme: str = "PPS", fee: float = 0.0) -> float:
    hashes = hashes_from_energy(
        np.array([energy_mwh * 1e6]), joules_per_terahash=np.array([joules_per_terahash]), pue=np.array([1.0])
    )
    satoshi = expected_satoshi(
        hashes,
        difficulty=DIFFICULTY,
        subsidy_satoshi=SUBSIDY,
        fees_satoshi=SUBSIDY * 0.01,
        scheme=scheme,
        fee=fee,
        rejected=0.0,
    )
    return float(satoshi) / COIN


def test_the_network_runs_at_1074_exahashes_at_a_difficulty_of_150_t():
    assert network_hashes_per_second(1.5e14) / 1e18 == pytest.approx(1_074, abs=0.5)


def test_a_megawatt_hour_at_20_joules_per_terahash_earns_0_000882_coins():
    assert mined(1, 20, scheme="FPPS") == pytest.approx(0.000882, abs=5e-7)


@pytest.mark.parametrize(("joules", "usd_per_kwh"), [(20, 0.079), (30, 0.053), (38, 0.042)])
def test_the_gross_income_of_a_kilowatt_hour_follows_the_efficiency(joules, usd_per_kwh):
    assert mined(1, joules, scheme="FPPS") * 90_000 / 1_000 == pytest.approx(usd_per_kwh, abs=5e-4)


def test_twenty_megawatts_for_thirty_days_work_at_0_95_exahashes_and_earn_12_06_coins():
    energy_mwh = 20 * 0.95 * 720
    hashes = hashes_from_energy(
        np.array([energy_mwh * 1e6]), joules_per_terahash=np.array([20.0]), pue=np.array([1.0])
    )

    assert energy_mwh == 13_680
    assert float(hashes[0]) / (30 * 86_400) / 1e18 == pytest.approx(0.95, abs=0.001)
    assert mined(energy_mwh, 20, scheme="FPPS") == pytest.approx(12.06, abs=0.01)
    assert float(expected_blocks(hashes, difficulty=DIFFICULTY)) == pytest.approx(3.8, abs=0.05)


def test_a_reference_site_of_ten_megawatts_finds_2_37_blocks_in_thirty_days():
    hashes = hashes_from_energy(
        np.array([10e6 * 720]), joules_per_terahash=np.array([20.0]), pue=np.array([1.05])
    )

    assert float(hashes[0]) / (30 * 86_400) / 1e15 == pytest.approx(476, abs=0.5)
    assert float(expected_blocks(hashes, difficulty=np.array([121.5e12]))) == pytest.approx(2.37, abs=0.005)


def test_a_pool_that_keeps_transaction_fees_pays_the_subsidy_alone():
    assert mined(1, 20, scheme="FPPS") == pytest.approx(mined(1, 20, scheme="PPS") * 1.01)


def test_blocks_are_added_up_over_difficulty_epochs():
    hashes, difficulty = np.array([4e22, 6e22]), np.array([1e14, 2e14])

    assert float(expected_blocks(hashes, difficulty=difficulty)) == pytest.approx(
        4e22 / (2**32 * 1e14) + 6e22 / (2**32 * 2e14)
    )


@given(
    wh=st.floats(1, 1e12),
    joules=st.floats(5, 200),
    pue=st.floats(1, 2),
    fee=st.floats(0, 0.2),
    rejected=st.floats(0, 0.2),
    scheme=st.sampled_from(["PPS", "FPPS", "PPLNS", "solo"]),
)
def test_coins_explain_the_energy_that_earned_them(wh, joules, pue, fee, rejected, scheme):
    per_terahash, overhead = np.array([[joules]]), np.array([[pue]])
    network = NetworkDays.from_spans(
        days=1,
        day_index=np.array([0, 0]),
        seconds=np.array([30_000.0, 56_400.0]),
        difficulty=np.array([1e14, 1.1e14]),
        subsidy_satoshi=np.array([3e8, 3e8]),
        fees_satoshi=np.array([1e6, 5e6]),
    )
    hashes = hashes_from_energy(np.array([[wh]]), joules_per_terahash=per_terahash, pue=overhead)
    earned = expected_satoshi(
        hashes * np.array([[30_000, 56_400]]) / 86_400,
        difficulty=np.array([1e14, 1.1e14]),
        subsidy_satoshi=np.array([3e8, 3e8]),
        fees_satoshi=np.array([1e6, 5e6]),
        scheme=scheme,
        fee=fee,
        rejected=rejected,
    )

    explained = energy_explained_wh(
        earned[:, None],
        satoshi_per_hash=network.satoshi_per_hash((scheme,)),
        fee=np.array([[fee]]),
        rejected=np.array([[rejected]]),
        joules_per_terahash=per_terahash,
        pue=overhead,
    )

    assert explained[0, 0] == pytest.approx(wh)
    back = energy_from_hashes(hashes, joules_per_terahash=per_terahash, pue=overhead)
    assert back[0, 0] == pytest.approx(wh)


def test_a_day_whose_fees_are_not_known_is_unknown_to_all_but_pps():
    network = NetworkDays.from_spans(
        days=2,
        day_index=np.array([0, 1]),
        seconds=np.full(2, 86_400.0),
        difficulty=np.full(2, 1e14),
        subsidy_satoshi=np.full(2, 3e8),
        fees_satoshi=np.array([1e6, np.nan]),
    )

    known = ~np.isnan(network.satoshi_per_hash(("PPS", "FPPS")))

    assert known.tolist() == [[True, True], [True, False]]


def test_a_day_without_network_rows_is_unknown():
    network = NetworkDays.from_spans(
        days=2,
        day_index=np.array([0]),
        seconds=np.array([86_400.0]),
        difficulty=np.array([1e14]),
        subsidy_satoshi=np.array([3e8]),
        fees_satoshi=np.array([1e6]),
    )

    assert np.isnan(network.satoshi_per_hash(("PPS",)))[0].tolist() == [False, True]
