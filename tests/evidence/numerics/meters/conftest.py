"""Homes of known load, made by hand or drawn from a seed."""

from datetime import date

import numpy as np
import pytest

from terezi.evidence.facts.engines import DuckDB
from terezi.evidence.numerics.meters.load_windows import Window, made

MONDAY = date(2026, 2, 2)


@pytest.fixture(scope="session")
def engine():
    return DuckDB()


def some_home(rng: np.random.Generator, days: int = 28) -> np.ndarray:
    """A home that sleeps at night, cooks in the evening and has a refrigerator; no two are alike."""
    hours = np.arange(24)
    evening = rng.uniform(500, 2500) * np.exp(-(((hours - rng.uniform(17, 21)) / 2.5) ** 2))
    load = rng.uniform(30, 250) + evening * rng.uniform(0.3, 1.6, (days, 1)) + rng.exponential(60, (days, 24))
    cold_days = rng.uniform(0, 1) * 700 * (rng.random((days, 1)) < 0.4) * rng.random((days, 24))
    return load + cold_days


def homes(count: int, seed: int = 0, days: int = 28) -> list[Window]:
    rng = np.random.default_rng(seed)
    return [
        made(f"home-{n:03d}", some_home(rng, days), first_day=MONDAY, source="made") for n in range(count)
    ]
