"""Whose meter moves against what a feeder misses, and when nobody is named."""

import numpy as np

from terezi.evidence.numerics.feeders.candidates import candidates

DAYS, CUSTOMERS = 60, 40
DAY, HOUR = np.repeat(np.arange(DAYS), 24), np.tile(np.arange(24), DAYS)
AFTER = DAY >= 30


def world(seed):
    rng = np.random.default_rng(seed)
    usual = 400 * (1 + 0.5 * np.sin((HOUR - 9) * np.pi / 12))
    metered = usual * np.exp(rng.normal(0, 0.4, (CUSTOMERS, DAYS * 24)))
    unexplained = rng.normal(0, 2_000, DAYS * 24)
    return rng, metered, unexplained


def named(unexplained, metered, risen_w=10_000):
    return candidates(unexplained, metered, day=DAY, hour=HOUR, after=AFTER, risen_w=risen_w)


def test_a_customer_whose_meter_fell_when_the_load_rose_comes_first():
    _, metered, unexplained = world(1)
    metered[7] += 3_000 * ~AFTER
    found = named(unexplained + 3_000 * AFTER, metered, risen_w=3_000)

    assert found[0].at == 7
    assert 2_800 < found[0].fell_w < 3_200


def test_a_customer_whose_hours_move_with_the_unexplained_hours_is_named():
    rng, metered, unexplained = world(2)
    own = 5_000 * (rng.random(DAYS * 24) < 0.3)
    metered[11] += own
    found = named(unexplained + own * AFTER, metered)

    assert found[0].at == 11
    assert len(found) <= 2
    assert found[0].correlation > 0.2


def test_a_load_on_a_line_of_its_own_names_nobody():
    named_at_all = 0
    for seed in range(20):
        _, metered, unexplained = world(100 + seed)
        named_at_all += bool(named(unexplained + 16_000 * AFTER, metered, risen_w=16_000))

    assert named_at_all <= 4


def test_no_customers_no_names():
    assert named(np.zeros(DAYS * 24), np.empty((0, DAYS * 24))) == []


def test_who_only_has_the_weather_in_common_with_a_large_load_is_not_named():
    rng, metered, _ = world(3)
    weather = np.convolve(rng.normal(size=DAYS * 24), np.ones(12) / 12, mode="same")
    metered[5] += 300 * weather
    unexplained = 16e6 * AFTER * (1 - 0.02 * weather) + rng.normal(0, 2_000, DAYS * 24)

    assert named(unexplained, metered, risen_w=16e6) == []
