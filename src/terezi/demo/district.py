"""Run the feeders of one district together and write what its meters and controllers send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.demo.books import Books, keep_books
from terezi.demo.customers import Customer, run_customer
from terezi.demo.feeder_run import feeder_wh
from terezi.demo.files import write_csv, write_parquet
from terezi.demo.grid import METER_INTERVAL_SECONDS
from terezi.demo.hidden import run_hidden
from terezi.demo.meters import measured_rows, site_rows
from terezi.demo.payouts import Payment, payments
from terezi.demo.pools import accounts
from terezi.demo.site import Site
from terezi.demo.site_run import SiteRun, presence, run_site, since
from terezi.demo.span import PER_DAY, Flags, Ints, Reals, Span
from terezi.demo.telemetry import telemetry_rows
from terezi.demo.transformer_run import TransformerRun, run_transformer
from terezi.demo.world import World


@dataclass(frozen=True)
class SiteOutcome:
    """What remains of a site once its meter and telemetry are written."""

    reports: list[pl.DataFrame]
    paid: list[Payment]
    books: Books


@dataclass(frozen=True)
class OnFeeder:
    """Everybody who hangs on one feeder."""

    sites: Sequence[Site]
    customers: Sequence[Customer]
    neighbours: Sequence[Customer]


@dataclass(frozen=True)
class _FeederRun:
    sites: list[SiteRun]
    customers: list[tuple[Customer, Ints]]  # with their Wh
    transformers: list[TransformerRun]
    meter_id: str
    energy_wh: Ints


@dataclass(frozen=True)
class District:
    """Feeders that have run: what their meters and controllers are about to send, and what became of each site."""

    feeders: list[_FeederRun]
    outcomes: list[SiteOutcome]

    @property
    def sites(self) -> list[SiteRun]:
        return [site for feeder in self.feeders for site in feeder.sites]


def run_district(
    world: World, feeders: Sequence[str], *, hung: Mapping[str, OnFeeder], rng: Generator
) -> District:
    """Run feeders, and then pay the sites on them."""
    runs = [_run_feeder(world, feeder, hung[feeder], rng) for feeder in feeders]
    return District(runs, [_outcome(world, site, rng) for feeder in runs for site in feeder.sites])


def write_districts(districts: Sequence[District], name: str, span: Span, folder: Path) -> None:
    """Write what all meters and controllers of some districts send, a file of each kind by month."""
    runs = [feeder for district in districts for feeder in district.feeders]
    for month, days in span.months():
        during = since(days.start, 0, span) & ~since(days.stop, 0, span)
        _write_month(runs, f"{name}-{month}", during, span, folder)
    _write_late(runs, f"{name}-{span.last_day}", span, folder)


def _run_feeder(world: World, feeder: str, hung: OnFeeder, rng: Generator) -> _FeederRun:
    """Run everybody on a feeder; neighbours by chance of their own, so that they change nobody else."""
    span, temperature, outage = world.span, world.temperature[world.feeders[feeder]], world.outages[feeder]
    apart = rng.spawn(1)[0]
    sites = [
        run_site(site, span=span, temperature=temperature, outage=outage, orders=world.all_orders, rng=rng)
        for site in hung.sites
    ]
    used = [
        (each, run_customer(each, span=span, temperature=temperature, outage=outage, rng=chance))
        for everybody, chance in ((hung.customers, rng), (hung.neighbours, apart))
        for each in everybody
    ]
    transformers = _run_transformers(world, feeder, used, apart)
    total = np.sum([site.drawn_wh for site in sites] or [np.zeros(span.intervals)], axis=0)
    total += np.sum([transformer.taken_wh for transformer in transformers], axis=0)
    total += _hidden_wh(world, feeder, apart)
    delivered = feeder_wh(total, temperature=temperature, outage=outage, rng=rng, chance=apart)
    return _FeederRun(sites, used, transformers, world.feeder_meters[feeder], delivered)


def _run_transformers(
    world: World, feeder: str, used: Sequence[tuple[Customer, Ints]], rng: Generator
) -> list[TransformerRun]:
    connections = world.grid.connections
    temperature, outage = world.temperature[world.feeders[feeder]], world.outages[feeder]
    return [
        run_transformer(
            transformer,
            {
                each.customer_id: wh
                for each, wh in used
                if connections[each.customer_id].transformer_id == transformer.transformer_id
            },
            world.grid,
            temperature=temperature,
            outage=outage,
            rng=rng,
        )
        for transformer in world.grid.transformers
        if transformer.feeder_id == feeder
    ]


def _hidden_wh(world: World, feeder: str, rng: Generator) -> Reals:
    temperature, outage = world.temperature[world.feeders[feeder]], world.outages[feeder]
    drawn = np.zeros(world.span.intervals)
    for load in world.hidden:
        if load.feeder_id == feeder:
            drawn += run_hidden(load, span=world.span, temperature=temperature, outage=outage, rng=rng)
    return drawn


def _write_month(runs: Sequence[_FeederRun], name: str, during: Flags, span: Span, folder: Path) -> None:
    sites = [run for feeder in runs for run in feeder.sites]
    readings = [site_rows(run, span, run.meter_told.in_time & during) for run in sites]
    readings += [measured_rows(feeder.meter_id, feeder.energy_wh, span, during) for feeder in runs]
    readings += [
        measured_rows(meter, wh, span, during, interval_seconds=METER_INTERVAL_SECONDS)
        for feeder in runs
        for transformer in feeder.transformers
        for meter, wh in transformer.read_wh.items()
    ]
    write_csv(pl.concat(readings), folder / "meters" / f"{name}.csv.gz")
    customers = [
        measured_rows(each.meter_id, wh, span, during, interval_seconds=each.interval_seconds)
        for feeder in runs
        for each, wh in feeder.customers
    ]
    if customers:
        write_parquet(pl.concat(customers), folder / "customers" / f"{name}.parquet")
    if sites:
        rows = pl.concat([telemetry_rows(run, span, during, late=False) for run in sites])
        write_parquet(rows, folder / "telemetry" / f"{name}.parquet")


def _write_late(runs: Sequence[_FeederRun], name: str, span: Span, folder: Path) -> None:
    sites = [run for feeder in runs for run in feeder.sites]
    if not sites:
        return
    always = since(0, 0, span)
    readings = pl.concat([site_rows(run, span, run.meter_told.late) for run in sites])
    write_csv(readings, folder / "late" / f"meters-{name}.csv.gz")
    rows = pl.concat([telemetry_rows(run, span, always, late=True) for run in sites])
    write_parquet(rows, folder / "late" / f"telemetry-{name}.parquet")


def _outcome(world: World, run: SiteRun, rng: Generator) -> SiteOutcome:
    site = run.site
    reported = presence(site, world.span)[::PER_DAY]
    if site.story.silent_feed == "pool":
        reported &= np.arange(world.span.days) < site.story.from_day
    used = accounts(site, run.work, world.network, world.luck, rng)
    paid = [payment for account in used for payment in payments(site, account, rng)]
    return SiteOutcome(
        reports=[account.report(site, world.span, reported) for account in used],
        paid=paid,
        books=keep_books(run, paid, world.all_orders, world.network),
    )
