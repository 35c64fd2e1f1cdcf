"""What the utility and the grid operator bring along besides readings: lists of supplies and feeders, and the weather."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from terezi.demo.customers import Customer
from terezi.demo.files import write_csv
from terezi.demo.grid import ALL_PHASES
from terezi.demo.site import Site
from terezi.demo.span import INTERVAL_SECONDS, PER_DAY, PER_HOUR, Ints, Reals
from terezi.demo.world import World
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.tables import REF_CUSTOMERS, REF_FEEDERS

SECONDS_PER_HOUR, HOURS_PER_DAY = INTERVAL_SECONDS * PER_HOUR, PER_DAY // PER_HOUR
TENTH_MDEG = 100  # a thermometer is read to a tenth of a degree
Row = tuple[object, ...]


def write_utility(folder: Path, world: World) -> None:
    """Write the list of feeders and the list of supplies, sites among them."""
    feeders = [_feeder(world, feeder) for feeder in world.feeders]
    supplies = [_supply(world, customer) for customer in world.supplies]
    supplies += [_site(world, site) for site in world.sites]
    _write(folder / "feeders.csv", REF_FEEDERS, feeders)
    _write(folder / "customers.csv", REF_CUSTOMERS, sorted(supplies, key=str))


def weather_rows(world: World, days: range) -> pl.DataFrame:
    """Return the mean air temperature of every region and hour of some days of the span."""
    hours = np.arange(days.start * HOURS_PER_DAY, days.stop * HOURS_PER_DAY)
    starts_at = world.span.instants(hours * SECONDS_PER_HOUR)
    regions = [
        pl.DataFrame(
            {
                "region": pl.repeat(region, len(hours), eager=True),
                "starts_at": starts_at,
                "temperature_mdeg": _millidegrees(degrees)[hours],
            }
        )
        for region, degrees in world.temperature.items()
    ]
    return pl.concat(regions)


def _millidegrees(degrees: Reals) -> Ints:
    by_hour = degrees.reshape(-1, PER_HOUR).mean(axis=1)
    read: Ints = np.rint(by_hour * 1000 / TENTH_MDEG).astype(np.int64) * TENTH_MDEG
    return read


def _write(path: Path, table: Table, rows: Sequence[Row]) -> None:
    write_csv(pl.DataFrame(rows, schema=table.polars_schema(), orient="row"), path)


def _feeder(world: World, feeder: str) -> Row:
    region, grid = world.feeders[feeder], world.grid
    name = f"{region}-{feeder.rpartition('-')[2]}"
    return (feeder, region, name, grid.rated_w[feeder], *grid.positions_udeg[feeder])


def _supply(world: World, customer: Customer) -> Row:
    feeder, known = customer.feeder_id, world.grid.connections[customer.customer_id]
    return (
        customer.customer_id,
        world.feeders[feeder],
        world.grid.places[feeder],
        feeder,
        known.transformer_id,
        known.phase,
        customer.of_kind.billed_as,
        known.activity,
        customer.connection_w,
        known.registration_number,
    )


def _site(world: World, site: Site) -> Row:
    """List a site as what it is billed as; it has a line of its own, no transformer of the street."""
    place = world.grid.places[site.feeder_id]
    told = ("mining", "mining", site.licensed_w, None)
    return (site.site_id, site.region, place, site.feeder_id, None, ALL_PHASES, *told)
