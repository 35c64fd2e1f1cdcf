"""Each statistic of sizes has an error and a measure of what clean venues show; too few are said as such."""

import numpy as np
import pytest

from terezi.evidence.numerics.abuse.hidden.comparison import CLEAN_VENUES, clean_sizes, p_value, tainted_sizes
from terezi.evidence.numerics.abuse.hidden.sizes import round_share
from terezi.evidence.numerics.abuse.hidden.statistics import last_step, size_statistics

COUNT = 1_000


def told(sizes, seed=1):
    return {each.name: each for each in size_statistics(sizes, seed=seed)}


def test_the_share_of_round_sizes_is_counted_and_its_error_is_the_binomial_one():
    sizes = np.array([10**8] * 300 + [123_456_789] * 700)

    found = told(sizes)["round_sizes"]

    assert (found.value, found.drawn) == (0.3, COUNT)
    assert found.error == pytest.approx(np.sqrt(0.3 * 0.7 / COUNT), rel=0.6)


def test_equal_uneven_sizes_are_as_far_from_benford_as_can_be_worked_out_by_hand():
    found = told(np.full(500, 777_123))["first_digits"]

    assert found.value == pytest.approx(2 * (1 - np.log10(8 / 7)) / 9)
    assert found.error == pytest.approx(0, abs=1e-12)
    assert found.p_value == 1 / (1 + CLEAN_VENUES)


def test_clean_venues_go_beyond_the_bound_one_time_in_twenty():
    random = np.random.default_rng(8)
    drawn = [clean_sizes(random, COUNT) for _ in range(120)]

    for name in ("first_digits", "lognormal", "round_sizes"):
        beyond = [
            (one.value < one.bound) if name == "round_sizes" else (one.value > one.bound)
            for one in (told(sizes)[name] for sizes in drawn[:40])
        ]
        assert sum(beyond) <= 7

    shares = [p_value("round_sizes", round_share(sizes), COUNT) <= 0.05 for sizes in drawn]
    assert sum(shares) <= 14


def test_a_program_makes_first_digits_and_the_lognormal_odd():
    found = told(tainted_sizes(np.random.default_rng(9), COUNT, 0.5))

    assert found["lognormal"].p_value < 0.01
    assert found["first_digits"].value > found["first_digits"].bound


def test_the_tail_is_told_with_its_error_and_with_how_many_clean_venues_its_rule_calls_odd():
    found = told(clean_sizes(np.random.default_rng(10), 5_000))["tail"]

    assert found.error == pytest.approx(found.value / np.sqrt(249))
    assert 0 <= found.false_alarms <= 1
    assert (found.p_value, found.bound) == (None, None)


def test_what_is_drawn_does_not_depend_on_the_order_of_trades():
    random = np.random.default_rng(11)
    sizes = clean_sizes(random, 700)

    assert size_statistics(sizes, seed=5) == size_statistics(random.permutation(sizes), seed=5)


def test_too_few_sizes_say_nothing():
    assert [(one.value, one.drawn) for one in size_statistics(np.full(199, 123), seed=1)] == [(None, 199)] * 4
    assert told(np.full(300, 10**8))["first_digits"].value is None


def test_the_last_step_has_a_ratio_an_error_and_a_day_and_a_quiet_market_none():
    random = np.random.default_rng(12)
    quiet = np.exp(random.normal(10, 0.2, 80))

    stepped = last_step(quiet * np.where(np.arange(80) >= 50, 3.0, 1.0))

    assert abs(stepped.step.day - 50) <= 1
    assert abs(stepped.value - 3) < 4 * stepped.error < 1
    assert (last_step(quiet).value, last_step(quiet).step) == (1.0, None)
    assert last_step(quiet[:27]).value is None
