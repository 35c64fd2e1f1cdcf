"""The three witnesses weighed: what agrees, what does not, and what is not there."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from terezi.evidence.facts.grades import Grade, Scheme
from terezi.evidence.numerics.sigma import budget, total
from terezi.evidence.numerics.weighing import weigh, weigh_periods
from terezi.evidence.numerics.witnesses import MACHINES_COINS, METER_COINS, METER_MACHINES, PAIRS

from .conftest import exact_mines

DAY, WEEK, MONTH = range(3)


def weighed(told, **options):
    return weigh(told.sites, told.days, told.network, **options)


@pytest.mark.parametrize("scheme", ["PPS", "FPPS", "PPLNS"])
@pytest.mark.parametrize("grade", list(map(str, Grade)))
def test_witnesses_that_agree_weigh_nothing(grade, scheme):
    result = weighed(exact_mines(grade=grade, scheme=scheme))

    assert result.weighed.all()
    assert np.abs(result.z).max() < 0.2
    assert result.observed_wh == pytest.approx(result.expected_wh)
    assert result.observed_wh[0, :, 0].tolist() == [240_000_000, 7 * 240_000_000, 30 * 240_000_000]


@pytest.mark.parametrize(
    ("grade", "scheme"), [("nameplate", "PPS"), ("sampled", "FPPS"), ("calibrated", "PPS")]
)
def test_sigma_is_the_budget_of_the_screen(mines, grade, scheme):
    told = mines(grade=grade, scheme=scheme)

    result = weighed(told)

    fee_share = 6e6 / 318.5e6
    for pair in range(len(PAIRS)):
        for at, days in enumerate(result.windows):
            lines = budget(Grade(grade), Scheme(scheme), pair, days=days, fee_share=fee_share)
            assert result.sigma[0, at, pair] == pytest.approx(total(lines))


def test_a_site_with_18_6_percent_undeclared_machines_stands_out_by_hand(mines):
    told = mines(grade="sampled", scheme="PPS")

    result = weighed(told.but(metered_wh=told.days.metered_wh / (1 - 0.186)))

    gap = np.log(1 / (1 - 0.186))
    assert result.z[0, MONTH, METER_COINS] == pytest.approx(gap / result.sigma[0, MONTH, METER_COINS])
    assert result.z[0, MONTH, METER_COINS] > 8
    assert result.z[0, MONTH, METER_MACHINES] > 7
    assert abs(result.z[0, MONTH, MACHINES_COINS]) < 1e-6


def test_a_meter_that_reads_low_has_the_opposite_sign(mines):
    told = mines()

    result = weighed(told.but(metered_wh=told.days.metered_wh * 0.8))

    assert result.z[0, MONTH, METER_MACHINES] < -7
    assert result.z[0, MONTH, METER_COINS] < -7


def test_coins_paid_elsewhere_leave_meter_and_machines_in_agreement(mines):
    told = mines(scheme="FPPS")

    result = weighed(told.but(earned_satoshi=told.days.earned_satoshi * 0.6))

    assert abs(result.z[0, MONTH, METER_MACHINES]) < 1e-6
    assert result.z[0, MONTH, MACHINES_COINS] > 10


def test_a_day_without_a_witness_is_left_out_and_not_zero(mines):
    told = mines()
    metered = told.days.metered_wh.copy()
    metered[0, [3, 11, 29]] = np.nan

    result = weighed(told.but(metered_wh=metered))

    assert result.days_covered[0, MONTH].tolist() == [27, 27, 30]
    assert result.z[0, MONTH, METER_MACHINES] == pytest.approx(0, abs=1e-9)
    assert result.observed_wh[0, MONTH, METER_MACHINES] == 27 * 240_000_000
    assert result.weighed[0, DAY].tolist() == [False, False, True]


def test_a_window_half_of_which_is_missing_is_not_weighed(mines):
    told = mines()
    metered = told.days.metered_wh.copy()
    metered[0, :16] = np.nan

    result = weighed(told.but(metered_wh=metered))

    assert not result.weighed[0, MONTH, METER_COINS]
    assert np.isnan(result.z[0, MONTH, METER_COINS])
    assert result.weighed[0, WEEK, METER_COINS]


def test_a_day_covered_to_three_quarters_is_filled_in_with_less_certainty(mines):
    told = mines()
    coverage = told.days.metered_coverage.copy()
    coverage[0, -1] = 0.75
    metered = told.days.metered_wh * coverage

    result = weighed(told.but(metered_wh=metered, metered_coverage=coverage))

    assert result.z[0, DAY, METER_MACHINES] == pytest.approx(0, abs=1e-9)
    assert result.sigma[0, DAY, METER_MACHINES] > weighed(told).sigma[0, DAY, METER_MACHINES]


def test_a_site_curtailed_to_nothing_agrees_with_itself(mines):
    told = mines()
    nothing = told.days.metered_wh * 0

    result = weighed(told.but(metered_wh=nothing, machine_gigahashes=nothing, earned_satoshi=nothing))

    assert result.weighed.all()
    assert (result.z == 0).all()
    assert (result.p_value == 1).all()


@pytest.mark.parametrize("scheme", ["PPS", "PPLNS", "solo"])
def test_lights_and_fans_of_a_curtailed_day_are_no_alarm(mines, scheme):
    told = mines(scheme=scheme)
    idle = told.days.metered_wh.copy()
    idle[0, -1] *= 0.01
    machines, coins = told.days.machine_gigahashes.copy(), told.days.earned_satoshi.copy()
    machines[0, -1] = coins[0, -1] = 0

    result = weighed(told.but(metered_wh=idle, machine_gigahashes=machines, earned_satoshi=coins))

    assert (result.p_value > 0.01).all()


def test_machines_said_to_rest_while_the_meter_runs_stand_out_in_a_day(mines):
    told = mines()
    machines = told.days.machine_gigahashes.copy()
    machines[0, -1] = 0

    result = weighed(told.but(machine_gigahashes=machines))

    assert result.z[0, DAY, METER_MACHINES] > 20
    assert np.isfinite(result.z).all()


def test_pool_reports_without_a_known_pool_size_are_no_witness_under_pplns(mines):
    told = mines(scheme="PPLNS")
    told.sites.pool_share[:] = np.nan

    result = weighed(told)

    assert result.weighed[0, MONTH].tolist() == [True, False, False]


def test_a_solo_site_without_a_block_in_a_month_proves_nothing(mines):
    told = mines(scheme="solo")

    result = weighed(told.but(earned_satoshi=told.days.earned_satoshi * 0))

    assert result.p_value[0, MONTH, METER_COINS] > 0.1
    assert result.least_share_ppm[0, MONTH].tolist()[1:] == [-1, -1]


def test_a_solo_site_with_half_its_blocks_in_a_year_is_found(mines):
    told = mines(scheme="solo", grade="calibrated", days=365)
    half = told.days.earned_satoshi.copy()
    half[0, np.flatnonzero(half[0])[::2]] = 0

    result = weighed(told.but(earned_satoshi=half), windows=(365,))

    assert result.z[0, 0, METER_COINS] > 2.3
    assert 400_000 < result.least_share_ppm[0, 0, METER_COINS] < 600_000


def test_a_site_without_registered_machines_is_not_weighed(mines):
    told = mines()

    result = weighed(told.but(registered_ghs=told.days.registered_ghs * 0))

    assert not result.weighed.any()


@settings(max_examples=25, deadline=None)
@given(
    factor=st.floats(0.01, 100),
    scheme=st.sampled_from(["PPS", "FPPS", "PPLNS"]),
    gap=st.floats(-0.5, 0.5),
)
def test_the_size_of_a_site_changes_no_score(factor, scheme, gap):
    told = exact_mines(scheme=scheme)
    told = told.but(metered_wh=told.days.metered_wh * np.exp(gap))
    names = ("metered_wh", "machine_gigahashes", "earned_satoshi", "registered_ghs", "registered_w")

    scaled = told.but(**{name: getattr(told.days, name) * factor for name in names})

    assert weighed(scaled).z == pytest.approx(weighed(told).z, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=2, max_size=6, unique=True))
def test_a_larger_gap_never_has_a_larger_p(gaps):
    gaps = sorted(gaps, key=abs)
    p = [
        float(
            weighed(told.but(metered_wh=told.days.metered_wh * np.exp(abs(gap)))).p_value[
                0, MONTH, METER_MACHINES
            ]
        )
        for gap in gaps
        for told in [exact_mines()]
    ]

    assert p == sorted(p, reverse=True)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_whatever_is_missing_scores_are_numbers_exactly_where_weighed(seed):
    rng = np.random.default_rng(seed)
    told = exact_mines(scheme=str(rng.choice(["PPS", "FPPS", "PPLNS", "solo"])), sites=4, days=30)

    def holes(values):
        kept = np.where(rng.uniform(size=values.shape) < rng.uniform(), np.nan, values)
        return np.where(rng.uniform(size=values.shape) < 0.2, kept * 0, kept)

    result = weighed(
        told.but(
            metered_wh=holes(told.days.metered_wh),
            machine_gigahashes=holes(told.days.machine_gigahashes),
            earned_satoshi=holes(told.days.earned_satoshi),
        )
    )

    for values in (result.z, result.sigma, result.p_value):
        assert (np.isfinite(values) == result.weighed).all()
    assert ((result.p_value[result.weighed] >= 0) & (result.p_value[result.weighed] <= 1)).all()
    assert (result.days_covered <= np.array([1, 7, 30])[:, None]).all()


def test_z_is_that_of_a_separate_calculation_on_noisy_days(mines):
    rng = np.random.default_rng(4)
    told = mines(grade="submetered", scheme="PPS")
    metered = told.days.metered_wh * np.exp(rng.normal(0.02, 0.2, (1, 30)))

    result = weighed(told.but(metered_wh=metered))

    share = metered[0] / metered[0].sum()
    systematic = 0.004**2 + 0.008**2 + 0.005**2 + 0.003**2 + 0.003**2
    per_day = 0.005**2 + 0.006**2 + 0.004**2 + 0.002**2
    sigma = (systematic + per_day * (share**2).sum()) ** 0.5
    z = np.log(metered.sum() / (30 * 240e6)) / sigma
    assert result.z[0, MONTH, METER_COINS] == pytest.approx(z)
    assert result.p_value[0, MONTH, METER_COINS] == pytest.approx(2 * norm.sf(abs(z)))


def test_periods_do_not_overlap_and_end_with_the_last_day(mines):
    told = mines(days=65)
    metered = told.days.metered_wh.copy()
    metered[0, 5:35] *= 1.3

    told = told.but(metered_wh=metered)

    result = weigh_periods(told.sites, told.days, told.network, period_days=30)

    assert result.z.shape == (1, 2, 3)
    assert result.z[0, 0, METER_MACHINES] > 9
    assert result.z[0, 1, METER_MACHINES] == pytest.approx(0, abs=1e-9)


def test_ten_thousand_sites_take_about_a_second():
    told = exact_mines(sites=10_000, scheme="PPLNS")

    began = time.process_time()
    weighed(told)

    assert time.process_time() - began < 3


@pytest.mark.parametrize("scheme", ["PPS", "PPLNS"])
def test_honest_sites_are_called_out_once_in_a_hundred(scheme):
    """Noise of the budget itself; the independent world is in bench/weighing.py."""
    rng = np.random.default_rng(8)
    told = exact_mines(grade="sampled", scheme=scheme, sites=20_000)
    level = np.exp(rng.normal(0, (0.007**2 + 0.015**2 + 0.012**2 + 0.01**2 + 0.004**2) ** 0.5, (20_000, 1)))
    daily = np.exp(rng.normal(0, (0.007**2 + 0.014**2 + 0.0125**2 + 0.002**2) ** 0.5, (20_000, 30)))
    luck = rng.poisson(14.4, (20_000, 30)) / 14.4 if scheme == "PPLNS" else 1.0

    result = weighed(
        told.but(
            metered_wh=told.days.metered_wh * level * daily, earned_satoshi=told.days.earned_satoshi * luck
        )
    )

    false_alarm = (result.p_value[:, :, METER_COINS] < 0.01).mean(axis=0)
    assert ((false_alarm > 0.008) & (false_alarm < 0.012)).all()
