"""Hours of the country's power: what homes ask for, what water, sun and fuel let stations give, what is owed abroad."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.demo.power.system import EXPORTED_SHARE, SPILL_EXPORTED_SHARE, Station, System
from terezi.demo.span import PER_HOUR, Flags, Reals, Span
from terezi.demo.weather import wander

HOURS_PER_DAY, SECONDS_PER_HOUR = 24, 3_600
AHEAD_DAYS = 7  # for which stations say what they can give
DRY_DAYS, LONG_DRY_DAYS = 14, 8  # of which some have an hour more without water
DRY_FROM_HOUR = 16  # until midnight
DRY_HOURS = DRY_DAYS * (HOURS_PER_DAY - DRY_FROM_HOUR) + LONG_DRY_DAYS
DAYS_NEEDED = 60  # so that demand is known for long enough to plan every dry day
SHORT_OF_DEMAND = 0.8  # in dry hours river and line together serve so much of what homes ask for
ENOUGH = 1.08  # in the other hours of those days, of homes and mines
OUT_DAYS, OUT_SHARE = 6, 1 / 6  # one of six units out for so long
COMFORTABLE_DEGREES = 18.0
SUNDAY = 6


@dataclass(frozen=True)
class Hours:
    """By hour of the span, W; availability and contracts reach seven days beyond it."""

    span: Span
    demand_w: Mapping[str, Reals]  # by region
    available_w: Mapping[str, Reals]  # by station
    owed_w: Mapping[str, Reals]  # by region that exports
    dry: Flags  # hours in which the dry region needs its reserve

    @cached_property
    def known(self) -> int:
        """The hours of the span; those behind them are yet to come."""
        return self.span.days * HOURS_PER_DAY

    def starts_at(self, hours: int) -> pl.Series:
        return self.span.instants(np.arange(hours) * SECONDS_PER_HOUR)


def draw_hours(system: System, span: Span, temperature: Mapping[str, Reals], rng: Generator) -> Hours:
    """Draw demand, availability and contracts of every hour; the dry fortnight ends with the span."""
    demand = {
        region: _demand_w(system.peak_w[region], span, temperature[region], rng) for region in system.regions
    }
    dry = _dry_hours(span, rng)
    available = {station.station_id: _available_w(station, system, span, rng) for station in system.stations}
    river = system.of(system.dry, "hydro")
    available[river.station_id] = _fails(
        available[river.station_id],
        demand[system.dry],
        dry,
        system=system,
        span=span,
        most_w=river.capacity_w,
    )
    return Hours(span, demand, available, _owed(system, span), dry)


def _hours_of_day(days: int) -> Reals:
    return np.tile(np.arange(HOURS_PER_DAY, dtype=float), days)


def _bell(hour: Reals, at: float, width: float) -> Reals:
    away = np.mod(hour - at + 12, 24) - 12
    bump: Reals = np.exp(-0.5 * (away / width) ** 2)
    return bump


def _demand_w(peak_w: int, span: Span, temperature: Reals, rng: Generator) -> Reals:
    """Return what homes and firms without mines ask for: an evening peak, more in the cold, less on Sundays."""
    hour = _hours_of_day(span.days)
    cold = np.clip(COMFORTABLE_DEGREES - temperature.reshape(-1, PER_HOUR).mean(axis=1), 0, None)
    shape = 0.55 + 0.12 * _bell(hour, 8, 2) + 0.33 * _bell(hour, 20.5, 3) + 0.008 * cold
    rest = np.array([0.95 if span.day(day).weekday() == SUNDAY else 1.0 for day in range(span.days)])
    days = rest * np.exp(wander(span.days, memory=0.6, sd=0.012, rng=rng))
    drawn = shape * np.repeat(days, HOURS_PER_DAY) * np.exp(rng.normal(0, 0.008, len(hour)))
    watts: Reals = peak_w * drawn / drawn.max()
    return watts


def _dry_hours(span: Span, rng: Generator) -> Flags:
    """Say in which evenings of the last fortnight the reservoir is empty; none in a span too short to plan them."""
    dry = np.zeros(span.days * HOURS_PER_DAY, dtype=bool)
    if span.days < DAYS_NEEDED:
        return dry
    long = set(rng.choice(DRY_DAYS, LONG_DRY_DAYS, replace=False).tolist())
    for place in range(DRY_DAYS):
        midnight = (span.days - DRY_DAYS + place) * HOURS_PER_DAY
        dry[midnight + DRY_FROM_HOUR - (place in long) : midnight + HOURS_PER_DAY] = True
    return dry


def _available_w(station: Station, system: System, span: Span, rng: Generator) -> Reals:
    days = span.days + AHEAD_DAYS
    hour = _hours_of_day(days)
    if station.fuel == "hydro":
        water = 0.90 if station.region == system.dry else 0.85
        share = np.repeat(
            np.clip(water + wander(days, memory=0.9, sd=0.006, rng=rng), 0.82, 0.96), HOURS_PER_DAY
        )
    elif station.fuel == "solar":
        share = np.clip(np.cos((hour - 13) * np.pi / 11), 0, None) * np.repeat(
            rng.uniform(0.35, 0.9, days), HOURS_PER_DAY
        )
    elif station.fuel == "wind":
        share = np.clip(0.35 + wander(len(hour), memory=0.97, sd=0.05, rng=rng), 0.02, 0.95)
    else:
        share = _units(station, system, days, rng)
    watts: Reals = np.floor(station.capacity_w * share / 1000) * 1000
    return watts


def _units(station: Station, system: System, days: int, rng: Generator) -> Reals:
    """All units of a station can run; in the ring one is out for some days."""
    share = np.ones(days * HOURS_PER_DAY)
    if station.region in system.ring:
        first = int(rng.integers(0, max(1, days - OUT_DAYS))) * HOURS_PER_DAY
        share[first : first + OUT_DAYS * HOURS_PER_DAY] -= OUT_SHARE
    return share


def _fails(water_w: Reals, demand_w: Reals, dry: Flags, *, system: System, span: Span, most_w: int) -> Reals:
    """Let the river give too little in dry hours, and in the other hours of those days just enough."""
    if not dry.any():
        return water_w
    line, mining = system.behind(system.dry).limit_w, system.mining_w[system.dry]
    first = (span.days - DRY_DAYS) * HOURS_PER_DAY
    low = np.clip(SHORT_OF_DEMAND * demand_w - line, 0, None)
    enough = np.clip(ENOUGH * (demand_w + mining) - 0.9 * line, 0, most_w)
    failing = water_w.copy()
    failing[first : len(demand_w)] = np.where(dry, low, enough)[first:]
    watts: Reals = np.floor(failing / 1000) * 1000
    return watts


def _owed(system: System, span: Span) -> dict[str, Reals]:
    """A contract by day from a region of the ring, and a small one round the clock from the region with water."""
    hour = _hours_of_day(span.days + AHEAD_DAYS)
    by_day = (hour >= 6) & (hour < 23)
    abroad = system.ring[-1]
    steady = round(SPILL_EXPORTED_SHARE * system.peak_w[system.spill], -6)
    return {
        abroad: np.where(by_day, round(EXPORTED_SHARE * system.peak_w[abroad], -6), 0.0),
        system.spill: np.full(len(hour), float(steady)),
    }
