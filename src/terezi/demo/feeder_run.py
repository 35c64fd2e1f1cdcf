"""Let a feeder run: outages, everybody on it, and the technical loss its own meter sees besides."""

import numpy as np
from numpy.random import Generator

from terezi.demo.span import PER_DAY, Flags, Ints, Reals, Span

OUTAGES_PER_DAY = 0.009
SHORTEST, LONGEST = 2, 10  # intervals
NO_LOAD_SHARE = 0.003
METER_SD, READING_NOISE = 0.001, 0.0008
LOSS_DAY_SD = 0.08  # phases unevenly loaded, taps, wet insulators: no day loses quite what its load says
RESISTANCE_PER_DEGREE, RESISTANCE_AT_DEGREES = 0.004, 20.0  # of aluminium


def draw_outages(span: Span, rng: Generator) -> Flags:
    """Say in which intervals a feeder is dead."""
    dead = np.zeros(span.intervals, dtype=bool)
    for day in np.flatnonzero(rng.random(span.days) < OUTAGES_PER_DAY):
        start = day * PER_DAY + int(rng.integers(0, PER_DAY - LONGEST))
        dead[start : start + int(rng.integers(SHORTEST, LONGEST))] = True
    return dead


def feeder_wh(
    drawn_wh: Reals, *, temperature: Reals, outage: Flags, rng: Generator, chance: Generator
) -> Ints:
    """Add the loss of an idle line and the loss that grows with the square of the load and with the heat.

    `rng` draws what a feeder is, `chance` what befalls it day by day.
    """
    at_peak = rng.uniform(0.012, 0.028)
    idle = NO_LOAD_SHARE * drawn_wh.mean() * ~outage
    loss = idle + at_peak * warm_line(temperature) * drawn_wh**2 / max(drawn_wh.max(), 1.0)
    return read_wh(drawn_wh + loss * some_days(len(loss), chance), rng.normal(0, METER_SD), chance)


def some_days(intervals: int, chance: Generator) -> Reals:
    """Draw by day how much more or less is lost than the load says, as a factor for every interval."""
    days = np.exp(chance.normal(0, LOSS_DAY_SD, intervals // PER_DAY))
    return np.repeat(days, PER_DAY)


def read_wh(true_wh: Reals, bias: float, chance: Generator) -> Ints:
    """Read a meter that is always off by `bias` (ln), and a little besides each time."""
    noise = 1 + chance.normal(0, READING_NOISE, len(true_wh))
    read: Ints = np.rint(true_wh * np.exp(bias) * noise).astype(np.int64)
    return read


def warm_line(temperature: Reals) -> Reals:
    """Return the resistance of a line over that at 20 degrees."""
    resistance: Reals = 1 + RESISTANCE_PER_DEGREE * (temperature - RESISTANCE_AT_DEGREES)
    return resistance
