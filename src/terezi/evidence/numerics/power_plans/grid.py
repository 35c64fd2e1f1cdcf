"""The grid as the operator lists it: plants as units, lines with secure limits, and what was told of their hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from terezi.base.errors import BadData
from terezi.base.periods import Period
from terezi.base.units import W_PER_MW
from terezi.evidence.facts.lake import Lake
from terezi.evidence.numerics.power_plans.hours import laid_out
from terezi.evidence.numerics.surplus.balance import Instants, Units
from terezi.evidence.numerics.surplus.network import Network
from terezi.evidence.numerics.witnesses import Floats, Ints


@dataclass(frozen=True)
class Grid:
    """Regions with the lines between them, and plants; arrays of plants are (plants,), money in minor units per MWh."""

    network: Network
    plants: tuple[str, ...]
    plant_region: Ints
    capacity_mw: Floats
    unit_mw: Floats
    must_run_mw: Floats
    marginal_cost: Floats

    @property
    def regions(self) -> tuple[str, ...]:
        return self.network.regions


def read_grid(lake: Lake) -> Grid:
    """Read plants and lines; the regions are those of either.

    :raises BadData: when no plant is listed, or a line cannot be.
    """
    plants = lake.collect(lake.table("ref_plants")).sort("plant_id")
    lines = lake.collect(lake.table("ref_lines")).sort("line_id")
    if plants.is_empty():
        raise BadData("No power plant is listed: load the list of power plants (ref_plants).")
    regions = tuple(sorted({*plants["region"], *lines["from_region"], *lines["to_region"]}))
    return Grid(
        network=_network(lines, regions),
        plants=tuple(plants["plant_id"]),
        plant_region=_places(plants["region"], regions),
        capacity_mw=_mw(plants["capacity_w"]),
        unit_mw=_mw(plants["unit_w"]),
        must_run_mw=_mw(plants["must_run_w"]),
        marginal_cost=plants["marginal_cost_minor_per_mwh"].to_numpy().astype(np.float64),
    )


def _network(lines: pl.DataFrame, regions: tuple[str, ...]) -> Network:
    # The list tells one limit: nothing may rest on a line carrying more for a while.
    rating = _mw(lines["limit_w"])
    return Network(
        regions=regions,
        lines=tuple(lines["line_id"]),
        sends=_places(lines["from_region"], regions),
        receives=_places(lines["to_region"], regions),
        reactance=lines["reactance_uohm"].to_numpy().astype(np.float64),
        rating_mw=rating,
        emergency_mw=rating,
    )


def _places(names: pl.Series, regions: Sequence[str]) -> Ints:
    return np.array([regions.index(name) for name in names], dtype=np.int64)


def _mw(watts: pl.Series) -> Floats:
    return watts.to_numpy().astype(np.float64) / W_PER_MW


def available_mw(lake: Lake, grid: Grid, days: Sequence[date], starts_at: Instants) -> Floats:
    """Return what each plant can give, (hours, plants); a plant that told nothing of an hour is not counted on.

    :raises BadData: naming the first day of which no plant told anything.
    """
    told = lake.collect(
        _rows(lake, "generation_hours", days).select("day", "plant_id", "starts_at", "available_w")
    )
    silent = sorted(set(days) - set(told["day"]))
    if silent:
        raise BadData(f"Nobody told what plants can give on {silent[0]}: load generation_hours of that day.")
    laid = laid_out(told, grid.plants, starts_at, key="plant_id", value="available_w", scale=W_PER_MW)
    return np.minimum(np.nan_to_num(laid, nan=0.0), grid.capacity_mw)


def exports_mw(lake: Lake, grid: Grid, days: Sequence[date], starts_at: Instants) -> Floats:
    """Return what each region owes abroad, (hours, regions); where nothing was told nothing is owed."""
    told = lake.collect(_rows(lake, "export_hours", days).select("region", "starts_at", "contracted_w"))
    laid = laid_out(told, grid.regions, starts_at, key="region", value="contracted_w", scale=W_PER_MW)
    return np.nan_to_num(laid, nan=0.0)


def _rows(lake: Lake, table: str, days: Sequence[date]) -> Any:
    return lake.within(table, Period(min(days), max(days) + timedelta(days=1)))


def units_of(grid: Grid, available: Floats) -> Units:
    """Split plants into units as large as their largest, filled up one after another; `available` is (hours, plants) MW.

    So the loss of one unit is the largest it can be: a plant at half its power may be one unit at full power.
    """
    plant = plant_of_unit(grid)
    number = np.arange(len(plant)) - np.searchsorted(plant, plant)
    before = number * grid.unit_mw[plant]
    capacity = np.minimum(grid.unit_mw[plant], grid.capacity_mw[plant] - before)
    output = np.clip(available[:, plant] - before, 0, capacity)
    return Units(
        region=grid.plant_region[plant],
        capacity_mw=capacity,
        must_run_mw=np.clip(grid.must_run_mw[plant] - before, 0, capacity),
        available=np.clip(output / capacity, 0, 1),
    )


def plant_of_unit(grid: Grid) -> Ints:
    """Return the position of the plant each unit of `units_of` belongs to, (units,)."""
    counts = np.maximum(np.ceil(grid.capacity_mw / grid.unit_mw - 1e-9), 1).astype(np.int64)
    return np.repeat(np.arange(len(counts)), counts)


def units_of_plant(grid: Grid, plant: str) -> tuple[int, ...]:
    """Return the positions of a plant's units in `units_of`.

    :raises BadData: when no such plant is listed.
    """
    if plant not in grid.plants:
        raise BadData(f"There is no plant {plant!r}: choose one of {', '.join(grid.plants)}.")
    return tuple(int(unit) for unit in np.flatnonzero(plant_of_unit(grid) == grid.plants.index(plant)))
