"""Innocent twins: loads of trades and homes that look like machines, made from the ranges of recipes/twins.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml

from terezi.evidence.numerics.meters.injection import DAY_HOURS, RECIPES, Floats


@dataclass(frozen=True)
class Twin:
    """One kind: its name, the activity a customer tells the utility, and the ranges its load is drawn from."""

    name: str
    told: str
    like_machines: bool
    ranges: Mapping[str, Any]


def twins() -> tuple[Twin, ...]:
    """Return every kind of innocent twin that Terezi knows."""
    rows = yaml.safe_load((RECIPES / "twins.yaml").read_text(encoding="utf-8"))["twins"]
    return tuple(Twin(row["name"], row["told"], bool(row.get("like_machines")), row) for row in rows)


def twin_load_w(twin: Twin, *, days: int, rng: np.random.Generator) -> Floats:
    """Return one meter's hourly load of so many days (days x 24, W); weather is a week-long swing of its own."""
    told = twin.ranges
    load = np.full((days, DAY_HOURS), _between(told["base_w"], rng))
    load += _clock(told.get("clock"), days, float(told.get("idle_days_share", 0)), rng)
    # Cooling rises with the degrees above the mildest day, heating with those below it.
    load += _degrees(days, rng) * abs(_between(told.get("weather_w_per_degree", 0), rng))
    load += _evening(days, _between(told.get("evening_w", 0), rng), rng)
    load *= 1 + float(told.get("cycle_share", 0)) * rng.uniform(-1, 1, load.shape)
    load *= 1 + float(told["noise_share"]) * rng.standard_normal(load.shape)
    return np.asarray(np.maximum(load, 0))


def _between(value: Any, rng: np.random.Generator) -> float:
    return float(rng.uniform(*value)) if isinstance(value, list) else float(value)


def _clock(told: Mapping[str, Any] | None, days: int, idle_share: float, rng: np.random.Generator) -> Floats:
    load = np.zeros((days, DAY_HOURS))
    if told is None:
        return load
    begins, hours, power = (_between(told[name], rng) for name in ("from_hour", "hours", "power_w"))
    for day in range(days):
        # People begin not by the minute: an hour earlier or later, and not the same work every day.
        starts, lasts = begins + rng.normal(0, 0.7), hours * rng.uniform(0.8, 1.1)
        load[day, [int(starts + hour) % DAY_HOURS for hour in range(round(lasts))]] = power * rng.uniform(
            0.7, 1
        )
    load[rng.random(days) < idle_share] = 0
    return load


def _degrees(days: int, rng: np.random.Generator) -> Floats:
    """Degrees by which days and hours are away from the mildest, in a season drawn for this meter."""
    season = rng.uniform(0, 12)
    swing = 5 * np.sin(np.arange(days) * 2 * np.pi / rng.uniform(6, 10)) + rng.normal(0, 1.5, days)
    day = 4 * np.sin((np.arange(DAY_HOURS) - 9) * 2 * np.pi / DAY_HOURS)
    return np.asarray(np.maximum(season + swing[:, None] + day[None, :], 0))


def _evening(days: int, power_w: float, rng: np.random.Generator) -> Floats:
    hours = np.exp(-(((np.arange(DAY_HOURS) - 19.5) / 2.2) ** 2))
    return np.asarray(power_w * hours[None, :] * rng.uniform(0.5, 1.4, (days, 1)))
