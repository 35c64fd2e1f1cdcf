"""Simulated feeders: load, loss, meters' errors of a stated kind, and perhaps a load that passes no meter."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from terezi.evidence.numerics.feeders.losses import LossBounds
from terezi.evidence.numerics.feeders.series import Floats, Hours

PER_DAY = 24


@dataclass(frozen=True)
class World:
    """What a feeder is like. Shares are of the delivered energy; `day_error_sd` is drawn anew each day, `common_sd` once.

    `day_error_follows`: 1 lets a day's error follow the load inside the day (as an error of gain or of the loss model does),
    0 spreads it flat over the day, where nothing tells it from a flat load.
    """

    name: str = "plain"
    mean_w: float = 5e6
    rated_w: float = 8e6
    history_days: int = 60
    window_days: int = 30
    hidden_w: float = 0.0
    hidden_from: int = 0  # days after the window's beginning; negative: before it
    hidden_nights_only: bool = False
    common_sd: float = 0.005
    day_error_sd: float = 0.005
    day_error_follows: float = 1.0
    day_memory: float = 0.0
    hour_error_sd: float = 0.003
    load_drift: float = 0.0  # growth of the load from the first day to the last, share
    swing: float = 0.3  # of the load inside the day
    loss_times: float = 1.0  # the true loss over what the bounds would expect of it
    silent_share: float = (
        0.0  # of customers' energy not told in the window's second half, guessed with 20 % error
    )

    def but(self, **changed: object) -> "World":
        return replace(self, **changed)  # type: ignore[arg-type]

    @property
    def bounds(self) -> LossBounds:
        return LossBounds(rated_w=self.rated_w)


def draw(world: World, rng: Generator) -> Hours:
    """Draw one feeder's hours, history first."""
    days = world.history_days + world.window_days
    load = _load(world, days, rng)
    b = world.bounds
    no_load = max(rng.normal(b.no_load_w, b.no_load_sd_w), 0)
    copper = max(rng.normal(b.copper, b.copper_sd), 0.1 * b.copper)
    errors = rng.normal(0, world.common_sd) * load + _day_errors(world, load, days, rng)
    errors += rng.normal(0, world.hour_error_sd, load.shape) * load
    taken = world.loss_times * (no_load + copper * load**2) + errors + _hidden(world, days)
    missing = _missing(world, load, days)
    wrong = missing * rng.normal(0, 0.2)
    return Hours(
        day=np.repeat(np.arange(days), PER_DAY),
        delivered_w=load.ravel(),
        squared_w2=load.ravel() ** 2,
        metered_w=(load - taken + wrong).ravel(),
        missing_w=missing.ravel(),
        registered_w=np.zeros(load.size),
        length_h=np.ones(load.size),
        start_s=np.arange(load.size) * 3600.0,
    )


def _load(world: World, days: int, rng: Generator) -> Floats:
    hour = np.arange(PER_DAY)
    shape = 1 + world.swing * (np.sin((hour - 9) * np.pi / 12) + 0.4 * np.sin((hour - 4) * np.pi / 6))
    level = _remembering(days, 0.8, 0.05, rng) + 0.06 * (np.arange(days) % 7 < 5)
    level = (1 + level) * (1 + world.load_drift * np.arange(days) / days)
    shape_noise = 1 + 0.03 * rng.normal(size=(days, PER_DAY))
    load = np.outer(level, shape) * shape_noise
    in_window: Floats = load * world.mean_w / load[world.history_days :].mean()
    return in_window


def _remembering(days: int, memory: float, sd: float, rng: Generator) -> Floats:
    shocks = rng.normal(0, sd * np.sqrt(1 - memory**2), days)
    values = np.empty(days)
    values[0] = rng.normal(0, sd)
    for day in range(1, days):
        values[day] = memory * values[day - 1] + shocks[day]
    return values


def _day_errors(world: World, load: Floats, days: int, rng: Generator) -> Floats:
    share = _remembering(days, world.day_memory, world.day_error_sd, rng)
    flat = load.mean(axis=1, keepdims=True)
    spread: Floats = share[:, None] * (world.day_error_follows * load + (1 - world.day_error_follows) * flat)
    return spread


def _hidden(world: World, days: int) -> Floats:
    hidden = np.zeros((days, PER_DAY))
    hours = slice(0, 8) if world.hidden_nights_only else slice(None)
    hidden[max(world.history_days + world.hidden_from, 0) :, hours] = world.hidden_w
    return hidden


def _missing(world: World, load: Floats, days: int) -> Floats:
    missing = np.zeros((days, PER_DAY))
    missing[world.history_days + world.window_days // 2 :] = world.silent_share
    return missing * load
