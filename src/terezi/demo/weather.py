"""Air temperature of a region: the season, runs of cold days, and the hour."""

import numpy as np
from numpy.random import Generator

from terezi.demo.span import PER_DAY, Reals, Span

YEAR_MEAN, YEAR_SWING, COLDEST_DAY_OF_YEAR = 16.0, 14.0, 18
DAY_SWING, WARMEST_HOUR = 5.0, 15.0
SPELL_MEMORY, SPELL_SD = 0.8, 1.8


def temperatures(span: Span, rng: Generator) -> Reals:
    """Return degrees Celsius for every interval of the span."""
    of_year = np.array([span.day(i).timetuple().tm_yday for i in range(span.days)])
    season = YEAR_MEAN - YEAR_SWING * np.cos(2 * np.pi * (of_year - COLDEST_DAY_OF_YEAR) / 365)
    days = season + rng.normal(0, 1.5) + wander(span.days, memory=SPELL_MEMORY, sd=SPELL_SD, rng=rng)
    hours: Reals = DAY_SWING * np.cos(2 * np.pi * (span.hour_of_day - WARMEST_HOUR) / 24)
    return np.repeat(days, PER_DAY) + hours


def wander(steps: int, *, memory: float, sd: float, rng: Generator) -> Reals:
    """Draw a first-order autoregression that starts at zero; `sd` is that of one step."""
    shocks = rng.normal(0, sd, steps)
    path = np.zeros(steps)
    for step in range(1, steps):
        path[step] = memory * path[step - 1] + shocks[step]
    return path
