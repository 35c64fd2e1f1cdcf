"""The hourly balance of each region: what can be generated, what homes and contracts need, what is kept in reserve."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from terezi.base.errors import BadData
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths

Instants = NDArray[np.datetime64]
ReserveRule = Literal["largest_unit_of_region", "largest_unit_of_zone"]


@dataclass(frozen=True)
class Units:
    """Generating units; `available` is the share of capacity after outages and weather, (hours, units)."""

    region: Ints  # (units,), positions of regions
    capacity_mw: Floats  # (units,)
    must_run_mw: Floats  # (units,), what cannot be turned down while the unit is available
    available: Floats


@dataclass(frozen=True)
class Balance:
    """MW by (hours, regions); `starts_at` (hours,) is when each hour begins, UTC.

    `demand_mw` is the quantile of domestic demand the law keeps for homes, not its mean; `exports_mw` is under contract.
    """

    regions: tuple[str, ...]
    starts_at: Instants
    available_mw: Floats
    must_run_mw: Floats
    reserve_mw: Floats
    demand_mw: Floats
    exports_mw: Floats

    def __post_init__(self) -> None:
        """:raises BadData: naming region and hour of the first value that is absent or negative."""
        for name in ("available_mw", "must_run_mw", "reserve_mw", "demand_mw", "exports_mw"):
            refuse(name, getattr(self, name), self.regions, self.starts_at)

    @cached_property
    def needed_mw(self) -> Floats:
        """What homes and contracts need."""
        return self.demand_mw + self.exports_mw

    @cached_property
    def supply_mw(self) -> Floats:
        """What can be generated while the reserve is kept."""
        return np.maximum(self.available_mw - self.reserve_mw, 0.0)

    @cached_property
    def left_mw(self) -> Floats:
        """Supply less need; negative where a region must import."""
        return self.supply_mw - self.needed_mw

    @cached_property
    def idle_mw(self) -> Floats:
        """How far generation can be turned down."""
        return np.maximum(self.supply_mw - self.must_run_mw, 0.0)

    @cached_property
    def glut_mw(self) -> Floats:
        """What must run whatever is needed: it can only be used or spilled."""
        return np.minimum(self.supply_mw, self.must_run_mw)

    def hours(self, first: int, last: int) -> "Balance":
        """Return the hours from `first` up to, not including, `last`."""
        told = {name: getattr(self, name)[first:last] for name in HOURLY}
        return Balance(regions=self.regions, **told)


HOURLY = ("starts_at", "available_mw", "must_run_mw", "reserve_mw", "demand_mw", "exports_mw")


def refuse(what: str, mw: Floats, names: tuple[str, ...], starts_at: Instants) -> None:
    """Refuse values that are absent, infinite or negative.

    :raises BadData: naming the first one with its region or mine and its hour.
    """
    if mw.shape != (len(starts_at), len(names)):
        raise BadData(f"{what} has the shape {mw.shape}, expected {(len(starts_at), len(names))}.")
    wrong: Truths = ~(np.isfinite(mw) & (mw >= 0))
    if wrong.any():
        hour, column = np.unravel_index(int(np.argmax(wrong)), mw.shape)
        raise BadData(
            f"{what} of {names[column]} in the hour from {starts_at[hour]} is {mw[hour, column]}: "
            "send a number that is zero or more; nothing is allocated on an unknown balance."
        )


def balance(
    regions: tuple[str, ...],
    starts_at: Instants,
    units: Units,
    *,
    demand_mw: Floats,
    exports_mw: Floats,
    reserve_rule: ReserveRule,
    zone: Ints,
) -> Balance:
    """Add up units by region and keep the law's reserve; demand and exports are (hours, regions), zone (regions,).

    :raises BadData: naming the unit's region and hour where an availability is not a share.
    """
    names = tuple(f"unit {number + 1} in {regions[at]}" for number, at in enumerate(units.region))
    refuse("The availability", units.available, names, starts_at)
    refuse("The unavailable share", 1 - units.available, names, starts_at)
    output = units.available * units.capacity_mw
    available = _by_region(output, units.region, len(regions))
    must_run = np.minimum(output, units.must_run_mw)
    return Balance(
        regions=regions,
        starts_at=starts_at,
        available_mw=available,
        must_run_mw=_by_region(must_run, units.region, len(regions)),
        reserve_mw=_reserve(output, units.region, available, rule=reserve_rule, zone=zone),
        demand_mw=demand_mw,
        exports_mw=exports_mw,
    )


def _by_region(mw: Floats, region: Ints, regions: int) -> Floats:
    belongs = np.zeros((len(region), regions))
    belongs[np.arange(len(region)), region] = 1
    summed: Floats = mw @ belongs
    return summed


def _reserve(output: Floats, region: Ints, available: Floats, *, rule: ReserveRule, zone: Ints) -> Floats:
    """Return the largest unit of each area, spread over the area's regions by what they have available."""
    area = np.arange(available.shape[1]) if rule == "largest_unit_of_region" else zone
    reserve = np.zeros(available.shape)
    for number in np.unique(area):
        inside = area == number
        largest = output[:, inside[region]].max(axis=1, initial=0)
        total = available[:, inside].sum(axis=1)
        part = available[:, inside] / np.where(total > 0, total, 1)[:, None]
        reserve[:, inside] = largest[:, None] * part
    return reserve
