"""Where accounts are hidden: what sizes alone say, with errors."""

import numpy as np
import polars as pl
import pytest

from terezi.evidence.numerics.abuse.hidden.breaks import breaks
from terezi.evidence.numerics.abuse.hidden.comparison import clean_sizes, compare, tainted_sizes
from terezi.evidence.numerics.abuse.hidden.sizes import (
    BENFORD,
    benford_gap,
    digits,
    first_digits,
    lognormal_gap,
    round_share,
)
from terezi.evidence.numerics.abuse.hidden.tails import tail


def test_digits_are_counted_without_trailing_zeros():
    assert digits(np.array([1, 10, 1_200, 101, 123_456_000])).tolist() == [1, 1, 2, 3, 6]


def test_powers_of_two_follow_benford_and_equal_sizes_do_not():
    powers = np.array([2**n for n in range(62)])

    assert first_digits(powers) == pytest.approx(BENFORD, abs=0.04)
    assert benford_gap(np.full(100, 777)) == pytest.approx((2 * (1 - BENFORD[6])) / 9)


def test_a_lognormal_is_near_its_fit_and_an_even_spread_is_not():
    random = np.random.default_rng(1)

    assert lognormal_gap(np.exp(random.normal(14, 1.5, 20_000)).astype(np.int64)) < 0.01
    assert lognormal_gap(random.integers(1_000_000, 2_000_000, 20_000)) > 0.03


def test_round_sizes_are_those_of_two_digits():
    assert round_share(np.array([10**8, 25 * 10**5, 123, 1_234_567])) == 0.5


def test_hill_finds_the_exponent_of_a_power_law_within_its_error():
    sizes = (1e6 * (1 + np.random.default_rng(2).pareto(1.5, 100_000))).astype(np.int64)
    found = tail(sizes)

    assert abs(found.exponent - 1.5) < 4 * found.error


def test_a_step_in_turnover_is_dated_and_noise_is_not():
    random = np.random.default_rng(3)
    quiet = np.exp(random.normal(10, 0.3, 200))
    stepped = quiet * np.where(np.arange(200) >= 120, 5.0, 1.0)

    (found,) = breaks(stepped)

    assert abs(found.day - 120) <= 2
    assert found.ratio == pytest.approx(5, rel=0.15)
    assert breaks(quiet) == []


def test_clean_venues_seldom_look_odd_and_tainted_ones_often():
    random = np.random.default_rng(4)
    clean = [compare(clean_sizes(random, 2_000), seed=n).p_value <= 0.02 for n in range(60)]
    tainted = [compare(tainted_sizes(random, 2_000, 0.6), seed=n).p_value <= 0.02 for n in range(20)]

    assert sum(clean) <= 5
    assert sum(tainted) >= 16


@pytest.mark.real
def test_known_odd_venues_rank_above_known_good_ones(real_data):
    file = real_data / "exchange" / "ticks_12_markets.parquet"
    if not file.is_file():
        pytest.skip("The tick files are absent")
    ticks = pl.read_parquet(file).unique(maintain_order=True)
    sizes = ticks.with_columns(size=(pl.col("amount") * 1e8).round().cast(pl.Int64)).filter(
        pl.col("size") > 0
    )
    rank = {
        name: compare(rows["size"].to_numpy(), seed=1).oddness for (name,), rows in sizes.group_by("symbol")
    }

    odd, good = ("vcxUSD", "coinsbankUSD"), ("krakenCAD", "localbtcINR", "urdubitPKR")
    assert min(rank[name] for name in odd) > max(rank[name] for name in good)
