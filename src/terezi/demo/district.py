"""Run the feeders of one district together and write what its meters and controllers send."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.random import Generator

from terezi.demo.books import Books, keep_books
from terezi.demo.customers import Customer, run_customer
from terezi.demo.feeder_run import feeder_wh
from terezi.demo.files import write_csv, write_parquet
from terezi.demo.meters import measured_rows, site_rows
from terezi.demo.payouts import Payment, payments
from terezi.demo.pools import accounts
from terezi.demo.site import Site
from terezi.demo.site_run import SiteRun, presence, run_site, since
from terezi.demo.span import PER_DAY, Flags, Ints, Span
from terezi.demo.telemetry import telemetry_rows
from terezi.demo.world import World


@dataclass(frozen=True)
class SiteOutcome:
    """What remains of a site once its meter and telemetry are written."""

    reports: list[pl.DataFrame]
    paid: list[Payment]
    books: Books


@dataclass(frozen=True)
class _FeederRun:
    sites: list[SiteRun]
    customers: dict[str, Ints]  # Wh by meter
    meter_id: str
    energy_wh: Ints


def run_district(
    world: World,
    name: str,
    feeders: Sequence[str],
    *,
    sites: Mapping[str, Sequence[Site]],
    customers: Mapping[str, Sequence[Customer]],
    folder: Path,
    rng: Generator,
) -> Iterator[SiteOutcome]:
    """Run feeders, write their deliveries below `folder`, and yield each site's outcome."""
    runs = [_run_feeder(world, f, sites.get(f, ()), customers.get(f, ()), rng) for f in feeders]
    for month, days in world.span.months():
        during = since(days.start, 0, world.span) & ~since(days.stop, 0, world.span)
        _write_month(runs, f"{name}-{month}", during, world.span, folder)
    _write_late(runs, f"{name}-{world.span.last_day}", world.span, folder)
    for run in (run for feeder in runs for run in feeder.sites):
        yield _outcome(world, run, rng)


def _run_feeder(
    world: World, feeder: str, sites: Sequence[Site], customers: Sequence[Customer], rng: Generator
) -> _FeederRun:
    temperature = world.temperature[world.feeders[feeder]]
    outage = world.outages[feeder]
    runs = [
        run_site(site, span=world.span, temperature=temperature, outage=outage, orders=world.orders, rng=rng)
        for site in sites
    ]
    used = {
        customer.meter_id: run_customer(
            customer, span=world.span, temperature=temperature, outage=outage, rng=rng
        )
        for customer in customers
    }
    total = np.zeros(world.span.intervals)
    for drawn in (*(run.drawn_wh for run in runs), *(wh.astype(float) for wh in used.values())):
        total += drawn
    return _FeederRun(runs, used, world.feeder_meters[feeder], feeder_wh(total, outage, rng))


def _write_month(runs: Sequence[_FeederRun], name: str, during: Flags, span: Span, folder: Path) -> None:
    sites = [run for feeder in runs for run in feeder.sites]
    readings = [site_rows(run, span, run.meter_told.in_time & during) for run in sites]
    readings += [measured_rows(feeder.meter_id, feeder.energy_wh, span, during) for feeder in runs]
    write_csv(pl.concat(readings), folder / "meters" / f"{name}.csv.gz")
    customers = [measured_rows(m, wh, span, during) for feeder in runs for m, wh in feeder.customers.items()]
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
        books=keep_books(run, paid, world.orders, world.network),
    )
