"""Let one site run: what it truly drew and computed, and what its meter and its controllers tell of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from terezi.demo.orders import Order, obedience
from terezi.demo.site import Reporter, Site
from terezi.demo.span import INTERVAL_SECONDS, PER_DAY, PER_HOUR, Flags, Ints, Reals, Span

OVERCLOCK = 1.09
ALIVE, ALIVE_SD, MENDING = 0.984, 0.004, 0.85
RACK_STOPS_PER_DAY = 0.004
INTERVAL_NOISE, READING_NOISE = 0.006, 0.0005
GAP_ODDS_METER, GAP_ODDS_TELEMETRY = 0.2, 0.5
SUBSTITUTED_LATER = 0.7
HOURS_PER_INTERVAL = INTERVAL_SECONDS / 3600


@dataclass(frozen=True)
class Telling:
    """Which rows a sender delivered: in time, later, or never (neither)."""

    in_time: Flags
    late: Flags


@dataclass(frozen=True)
class SiteRun:
    """One site over the span, by interval; controllers are rows of the tables of two dimensions."""

    site: Site
    drawn_wh: Reals
    metered_wh: Ints
    quality: npt.NDArray[np.str_]
    meter_told: Telling
    work: Reals  # GH of the machines on the register
    told_ghs: Ints
    told_w: Ints
    telemetry_told: list[Telling]
    outage: Flags


def run_site(
    site: Site, *, span: Span, temperature: Reals, outage: Flags, orders: Sequence[Order], rng: Generator
) -> SiteRun:
    """Simulate a site; `outage` says when its feeder is dead."""
    obeyed = obedience(site, orders, span)
    running = _routine(site, span) * ~outage
    health = np.stack([_health(reporter, span, rng) for reporter in site.reporters])
    ghs = health * np.array([[r.machines * r.batch.model.ghs] for r in site.reporters])
    true_ghs = ghs * running * (1.0 if site.story.defies_orders else obeyed)
    claimed_ghs = ghs * running * obeyed
    joules_per_gh = np.array([[r.batch.model.watts / r.batch.model.ghs] for r in site.reporters])
    joules_per_gh = joules_per_gh * np.exp(site.errors.efficiency)
    drawn_wh = (
        (true_ghs * joules_per_gh).sum(axis=0) * _overhead(site, span, temperature) * HOURS_PER_INTERVAL
    )
    meter_told = _meter_told(site, span, rng)
    metered_wh, quality = _metered(site, span, drawn_wh, meter_told, rng)
    return SiteRun(
        site=site,
        drawn_wh=drawn_wh,
        metered_wh=metered_wh,
        quality=quality,
        meter_told=meter_told,
        work=true_ghs.sum(axis=0) * INTERVAL_SECONDS,
        told_ghs=np.rint(claimed_ghs * np.exp(site.errors.told_work) / 100).astype(np.int64) * 100,
        told_w=np.rint(claimed_ghs * joules_per_gh).astype(np.int64),
        telemetry_told=_telemetry_told(site, span, rng),
        outage=outage,
    )


def presence(site: Site, span: Span) -> Flags:
    """Say in which intervals the site is on the register."""
    days = range(min(b.from_day for b in site.batches), max(b.until_day for b in site.batches))
    return _between(days, span)


def since(day: int, hour: int, span: Span) -> Flags:
    """Say which intervals start at or after an hour of a day."""
    flags: Flags = np.arange(span.intervals) >= day * PER_DAY + hour * PER_HOUR
    return flags


def _between(days: range, span: Span) -> Flags:
    return since(days.start, 0, span) & ~since(days.stop, 0, span)


def _routine(site: Site, span: Span) -> Reals:
    running = np.ones(span.intervals)
    off = site.story.off_hours
    running[off.start * PER_HOUR : off.stop * PER_HOUR] = 0.0
    for hour in site.story.overclocked_hours:
        running[hour * PER_HOUR : (hour + 1) * PER_HOUR] = OVERCLOCK
    return running


def _health(reporter: Reporter, span: Span, rng: Generator) -> Reals:
    """Return the share of a controller's machines at work: failures, repairs, a rack that stops, noise."""
    small = 1 / np.sqrt(max(reporter.machines, 10) / 100)
    broken = (1 - ALIVE) + ALIVE_SD * small * np.cumsum(_mending(span.days, rng))
    daily = np.clip(1 - np.abs(broken), 0.9, 1.0)
    health = np.repeat(daily, PER_DAY) * (1 + rng.normal(0, INTERVAL_NOISE, span.intervals))
    for start in np.flatnonzero(rng.random(span.days) < RACK_STOPS_PER_DAY) * PER_DAY:
        stop = start + int(rng.integers(0, PER_DAY - 12))
        health[stop : stop + int(rng.integers(2, 12))] = 0.0
    return np.clip(health, 0, None) * _between(range(reporter.batch.from_day, reporter.batch.until_day), span)


def _mending(days: int, rng: Generator) -> Reals:
    """Draw daily changes whose sum wanders and comes back."""
    shocks = rng.normal(0, 1, days)
    weights = MENDING ** np.arange(min(days, 30))
    level = np.convolve(shocks, weights)[:days]
    return np.diff(level, prepend=0.0)


def _overhead(site: Site, span: Span, temperature: Reals) -> Reals:
    """Return site power / machine power, hidden machines counted as if they were overhead."""
    hidden = np.where(since(site.story.from_day, 0, span), site.story.hidden_share, 0.0)
    warm = 1 + site.errors.weather_per_degree * (temperature - temperature.mean())
    overhead: Reals = site.overhead * warm / (1 - hidden)
    return overhead


def _metered(
    site: Site, span: Span, drawn_wh: Reals, told: Telling, rng: Generator
) -> tuple[Ints, npt.NDArray[np.str_]]:
    read = np.where(since(site.story.from_day, 0, span), 1 - site.story.unread_share, 1.0)
    noise = 1 + rng.normal(0, READING_NOISE, span.intervals)
    metered = np.rint(drawn_wh * read * np.exp(site.errors.meter) * noise).astype(np.int64)
    quality = np.where(told.late, "substituted", "measured")
    if site.story.estimated:
        day = slice(site.story.from_day * PER_DAY, (site.story.from_day + 1) * PER_DAY)
        metered[day] = round(float(metered[: day.start].reshape(-1, PER_DAY)[-7:].mean()))
        quality[day] = "estimated"
    return metered, quality


def _meter_told(site: Site, span: Span, rng: Generator) -> Telling:
    told = presence(site, span) & ~_silence(site, "meter", span)
    gap = _gap(span, GAP_ODDS_METER, rng) & told & ~since(span.days - 1, 0, span)
    late = gap & (rng.random() < SUBSTITUTED_LATER)
    return Telling(told & ~gap, late)


def _telemetry_told(site: Site, span: Span, rng: Generator) -> list[Telling]:
    silence = _silence(site, "telemetry", span)
    tellings = []
    for reporter in site.reporters:
        told = _between(range(reporter.batch.from_day, reporter.batch.until_day), span) & ~silence
        gap = _gap(span, GAP_ODDS_TELEMETRY, rng) & told
        tellings.append(Telling(told & ~gap, gap & (rng.random() < 0.5)))
    return tellings


def _silence(site: Site, feed: str, span: Span) -> Flags:
    silent = site.story.silent_feed == feed
    return since(site.story.from_day, site.story.silent_hour, span) & silent


def _gap(span: Span, odds: float, rng: Generator) -> Flags:
    """Draw one gap of half an hour to two hours, or none."""
    gap = np.zeros(span.intervals, dtype=bool)
    if rng.random() < odds:
        start = int(rng.integers(0, span.intervals))
        gap[start : start + int(rng.integers(2, 9))] = True
    return gap
