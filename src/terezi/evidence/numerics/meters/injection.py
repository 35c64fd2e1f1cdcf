"""Machines added to real load: a pattern says how much power draws at which hours, and how little of it is steady."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from terezi.base.errors import BadData

Floats = npt.NDArray[np.float64]
Range = tuple[float, float]
RECIPES = files("terezi.evidence.numerics.meters") / "recipes"
DAY_HOURS = 24
LONGEST_OUTAGE_HOURS = 12


@dataclass(frozen=True)
class Pattern:
    """One way to draw power; a pair is a range it is drawn from. Power in W at the wall, hours of the settlement day."""

    name: str
    power_w: Range
    from_hour: Range = (0, 0)
    hours: Range = (24, 24)
    bypass_share: Range = (0, 0)
    follows_share: Range = (0, 0)
    noise_share: Range = (0.02, 0.02)
    outages: Range = (0, 0)
    begins_on_day: Range = (0, 0)
    days_share: Range = (1, 1)
    copies: int = 1
    at_least: float | None = None


@dataclass(frozen=True)
class Recipe:
    """Patterns, and the days of a window they are drawn over."""

    window_days: int
    patterns: tuple[Pattern, ...]

    @classmethod
    def read(cls, path: Path | None = None, *, kept: str = "table") -> "Recipe":
        """Read a recipe from a YAML file, or one that comes with Terezi (`table`, `training`).

        :raises BadData: naming the file and what cannot be read.
        """
        where = str(path or f"{kept}.yaml")
        try:
            text = path.read_text(encoding="utf-8") if path else (RECIPES / where).read_text(encoding="utf-8")
            told = yaml.safe_load(text)
            patterns = tuple(_pattern(row) for row in told["patterns"])
            return cls(int(told.get("window_days", 28)), patterns)
        except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as broken:
            raise BadData(
                f"{where} is no recipe: {broken}. Give `patterns`, each with name and power_w, "
                f"and of {', '.join(field.name for field in fields(Pattern)[2:])} what it needs"
            ) from broken


def _pattern(row: Mapping[str, Any]) -> Pattern:
    plain = {"name": str(row["name"]), "copies": int(row.get("copies", 1)), "at_least": row.get("at_least")}
    ranged = {name: _range(value) for name, value in row.items() if name not in plain}
    return Pattern(**{**ranged, **plain})  # type: ignore[arg-type]


def _range(value: Any) -> Range:
    low, high = value if isinstance(value, list) else (value, value)
    return float(low), float(high)


def injected(load_w: Floats, pattern: Pattern, rng: np.random.Generator) -> Floats:
    """Return hourly load (days x 24, W; not-a-number where unread) with the pattern's power on top, as the meter sees it."""
    return load_w + drawn_w(load_w, pattern, rng)


def drawn_w(load_w: Floats, pattern: Pattern, rng: np.random.Generator) -> Floats:
    """Return what the pattern draws through the meter in each hour, in W."""
    low, high = pattern.power_w
    power = float(np.exp(rng.uniform(np.log(low), np.log(high)))) if high > low else low
    runs = _clock(len(load_w), pattern, rng) * _days(len(load_w), pattern, rng)
    _stop(runs, round(_draw(pattern.outages, rng)), rng)
    noise = _draw(pattern.noise_share, rng) * rng.standard_normal(load_w.shape)
    seen = (
        power * (1 - _draw(pattern.bypass_share, rng)) * _following(load_w, _draw(pattern.follows_share, rng))
    )
    return np.asarray(np.maximum(seen * runs * (1 + noise), 0))


def _draw(between: Range, rng: np.random.Generator) -> float:
    low, high = between
    return float(rng.uniform(low, high)) if high > low else low


def _clock(days: int, pattern: Pattern, rng: np.random.Generator) -> Floats:
    begins, hours = round(_draw(pattern.from_hour, rng)), round(_draw(pattern.hours, rng))
    runs = np.zeros((days, DAY_HOURS))
    runs[:, [(begins + hour) % DAY_HOURS for hour in range(min(hours, DAY_HOURS))]] = 1
    return runs


def _days(days: int, pattern: Pattern, rng: np.random.Generator) -> Floats:
    on = (np.arange(days) >= _draw(pattern.begins_on_day, rng)).astype(float)
    skipped = rng.random(days) >= _draw(pattern.days_share, rng)
    return np.where(skipped, 0, on)[:, None]


def _stop(runs: Floats, outages: int, rng: np.random.Generator) -> None:
    for _ in range(outages):
        day, hour = rng.integers(len(runs)), rng.integers(DAY_HOURS)
        runs[day, hour : hour + rng.integers(1, LONGEST_OUTAGE_HOURS)] = 0


def _following(load_w: Floats, share: float) -> Floats:
    """Say how much of the power is left while the rest of the home draws: all of it when the home is quiet."""
    if not share:
        return np.ones_like(load_w)
    busy = np.nan_to_num(load_w) / max(float(np.nanquantile(load_w, 0.98)), 1.0)
    return np.asarray(1 - share * np.clip(busy, 0, 1))
