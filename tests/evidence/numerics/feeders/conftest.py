"""Feeders whose hours are known to the watt, to be bent by a test."""

from dataclasses import replace

import numpy as np
import pytest

from terezi.evidence.numerics.feeders.losses import LossBounds
from terezi.evidence.numerics.feeders.series import Hours

BOUNDS = LossBounds(rated_w=8e6)
NO_LOAD_W, GAIN, COPPER = 20_000.0, 0.004, 4e-9
PER_DAY = 24


def exact_hours(*, days=60, mean_w=5e6, no_load_w=NO_LOAD_W, gain=GAIN, copper=COPPER, noise_w=0.0, seed=0):
    """A feeder that obeys the loss model, besides `noise_w` anew each hour."""
    rng = np.random.default_rng(seed)
    shape = 1 + 0.3 * np.sin((np.arange(PER_DAY) - 9) * np.pi / 12)
    load = mean_w * np.outer(1 + 0.05 * rng.normal(size=days), shape).ravel()
    taken = no_load_w + gain * load + copper * load**2 + noise_w * rng.normal(size=load.size)
    zero = np.zeros(load.size)
    return Hours(
        day=np.repeat(np.arange(days), PER_DAY),
        delivered_w=load,
        squared_w2=load**2,
        metered_w=load - taken,
        missing_w=zero,
        registered_w=zero,
        length_h=zero + 1,
        start_s=np.arange(load.size) * 3600.0,
    )


def with_load(hours, watts, *, from_day):
    """The same feeder with a load that passes no meter: customers' meters see what they saw, the head sees more."""
    more = np.where(hours.day >= from_day, watts, 0.0)
    return replace(hours, metered_w=hours.metered_w - more)


@pytest.fixture
def bounds():
    return BOUNDS
