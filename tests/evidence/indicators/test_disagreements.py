"""Witnesses that disagree, each in its direction."""

import pytest

from terezi.evidence.indicators.catalogue import catalogue
from terezi.evidence.indicators.persistent_gap import persistent_gap

DIRECTIONS = {
    "REC-01": ("meter/machines", +1),
    "REC-02": ("meter/machines", -1),
    "REC-03": ("meter/coins", +1),
    "REC-04": ("meter/coins", -1),
    "REC-05": ("machines/coins", +1),
    "REC-06": ("machines/coins", -1),
}


def weigh(lake, pair, sign, *, q_value=0.001, window_days=30, share=0.2):
    observed = round(1_000_000 * (1 + sign * share))
    lake.tell(
        "weighings", pair=pair, z=sign * 5.0, q_value=q_value, p_value=q_value,
        observed_wh=observed, expected_wh=1_000_000, window_days=window_days,
    )  # fmt: skip


@pytest.mark.parametrize("code", DIRECTIONS)
def test_a_gap_that_stands_out_is_a_lead_in_its_own_direction_only(lake, found, code):
    pair, sign = DIRECTIONS[code]
    weigh(lake, pair, sign)

    spoke = [other for other in DIRECTIONS if found(catalogue()[other], lake)]

    assert spoke == [code]


def test_an_absurd_gap_is_a_lead_and_does_not_stop_the_others(lake, found):
    weigh(lake, "meter/machines", -1)
    lake.tell("weighings", site_id="S9", pair="meter/machines", z=-9.0, q_value=0.001, p_value=0.001,
              observed_wh=10**18, expected_wh=4 * 10**18, window_days=30)  # fmt: skip

    assert sorted(subject for subject, _, _ in found(catalogue()["REC-02"], lake)) == ["S1", "S9"]


def test_a_gap_within_the_false_discovery_rate_of_chance_is_not(lake, found):
    weigh(lake, "meter/machines", +1, q_value=0.02)

    assert found(catalogue()["REC-01"], lake) == []


def test_a_gap_smaller_than_the_policy_asks_about_is_not(lake, found):
    weigh(lake, "meter/machines", +1, share=0.004)

    assert found(catalogue()["REC-01"], lake) == []


def test_a_site_is_named_once_by_its_clearest_window(lake, found):
    weigh(lake, "meter/machines", +1, q_value=0.009, window_days=1)
    weigh(lake, "meter/machines", +1, q_value=0.001, window_days=7, share=0.3)

    assert found(catalogue()["REC-01"], lake) == [("S1", 1_300_000, 1_000_000)]


def test_a_sum_beyond_its_limit_is_a_persistent_gap_in_either_direction(lake, found):
    lake.tell("weighings", cusum=-5.0, observed_wh=900, expected_wh=1_000)
    lake.tell("weighings", site_id="S2", cusum=4.0)

    assert found(persistent_gap, lake) == [("S1", 900, 1_000)]
