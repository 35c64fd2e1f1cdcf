"""The register of the country: the files an authority would bring along, in the columns of ref_*."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from terezi.demo.customers import Customer
from terezi.demo.files import write_csv
from terezi.demo.grid import METER_INTERVAL_SECONDS, Transformer, subject_of
from terezi.demo.network import ASSET
from terezi.demo.pools import POOLS
from terezi.demo.site import Batch, Site
from terezi.demo.span import INTERVAL_SECONDS, Span
from terezi.demo.world import World
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.tables import (
    REF_MACHINES,
    REF_METERS,
    REF_POOLS,
    REF_SITES,
    REF_WALLETS,
)

GRID_SINCE = date(2024, 1, 1)
FISCAL_METER = 1
Row = tuple[object, ...]


def write_register(folder: Path, world: World) -> None:
    """Write the five register files."""
    sites, span = world.sites, world.span
    meters = [_site_meter(site) for site in sites]
    meters += [_feeder_meter(meter_id, feeder) for feeder, meter_id in world.feeder_meters.items()]
    meters += [_customer_meter(customer) for customer in world.supplies]
    meters += [row for transformer in world.grid.transformers for row in _transformer_meters(transformer)]
    _write(folder / "sites.csv", REF_SITES, [_site(site) for site in sites])
    _write(folder / "machines.csv", REF_MACHINES, [_batch(s, b, span) for s in sites for b in s.batches])
    _write(folder / "meters.csv", REF_METERS, sorted(meters, key=str))
    _write(folder / "wallets.csv", REF_WALLETS, [row for site in sites for row in _wallets(site, span)])
    _write(folder / "pools.csv", REF_POOLS, [_pool(pool_id) for pool_id in POOLS])


def _write(path: Path, table: Table, rows: Sequence[Row]) -> None:
    write_csv(pl.DataFrame(rows, schema=table.polars_schema(), orient="row"), path)


def _site(site: Site) -> Row:
    return (
        site.site_id,
        site.name,
        site.licence_number,
        "licensed" if site.industrial else "registered",
        site.actor_class,
        site.region,
        site.feeder_id,
        site.licensed_w,
        round(site.pue * 1_000_000),
        str(site.grade),
        ASSET,
        site.scheme,
        site.pool_id,
        POOLS[site.pool_id].share_ppm,
        site.tariff_minor_per_mwh,
        "grid",
        site.registered_on,
        None,
    )


def _batch(site: Site, batch: Batch, span: Span) -> Row:
    began = span.day(batch.from_day) if batch.from_day > 0 else site.registered_on
    ended = span.day(batch.until_day) if batch.until_day < span.days else None
    model = batch.model
    return (site.site_id, batch.batch_id, model.name, batch.machines, model.ghs, model.watts, began, ended)


def _site_meter(site: Site) -> Row:
    return (*_meter(site.meter_id, "site", site.site_id, site.feeder_id), "mining", site.registered_on, None)


def _feeder_meter(meter_id: str, feeder: str) -> Row:
    return (*_meter(meter_id, "feeder", feeder, feeder), "feeder", GRID_SINCE, None)


def _transformer_meters(transformer: Transformer) -> list[Row]:
    hourly = METER_INTERVAL_SECONDS
    return [
        (
            *_meter(meter, "transformer", subject_of(transformer, counted), transformer.feeder_id, hourly),
            "feeder",
            GRID_SINCE,
            None,
        )
        for counted, meter in transformer.meters.items()
    ]


def _customer_meter(customer: Customer) -> Row:
    subject = (customer.customer_id, customer.feeder_id, customer.interval_seconds)
    return (*_meter(customer.meter_id, "customer", *subject), customer.customer_class, GRID_SINCE, None)


def _meter(
    meter_id: str, kind: str, subject_id: str, feeder_id: str, interval_seconds: int = INTERVAL_SECONDS
) -> Row:
    return (meter_id, kind, subject_id, feeder_id, FISCAL_METER, interval_seconds)


def _wallets(site: Site, span: Span) -> list[Row]:
    new = site.story.declared_wallet
    changed = span.day(site.story.from_day) if new else None
    rows: list[Row] = [(address, site.site_id, site.registered_on, changed) for address in site.wallets]
    return [*rows, (new, site.site_id, changed, None)] if new else rows


def _pool(pool_id: str) -> Row:
    pool = POOLS[pool_id]
    return (pool.pool_id, pool.name, pool.accredited, GRID_SINCE, None)
