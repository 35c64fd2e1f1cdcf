"""What every station gave: water first, then gas by its cost, and the reserve of the dry region for what is left there."""

from collections.abc import Mapping, Sequence

import numpy as np

from terezi.demo.power.hours import Hours
from terezi.demo.power.system import Station, System
from terezi.demo.span import Reals


def outputs_w(system: System, hours: Hours, mined_w: Mapping[str, Reals]) -> dict[str, Reals]:
    """Return the output of each station by hour of the span, W; `mined_w` is what sites drew by region and hour."""
    needed = {region: _needed(region, hours, mined_w) for region in system.regions}
    given: dict[str, Reals] = {}
    out = _dry(system, hours, needed[system.dry], given) + _spill(system, hours, needed[system.spill], given)
    left = np.sum([needed[region] for region in system.ring], axis=0) - out
    by_cost = sorted(
        (each for each in system.stations if each.region in system.ring), key=lambda each: each.marginal_cost
    )
    _merit_order(by_cost, hours, left, given)
    return given


def _needed(region: str, hours: Hours, mined_w: Mapping[str, Reals]) -> Reals:
    owed = hours.owed_w.get(region, np.zeros(hours.known))[: hours.known]
    needed: Reals = hours.demand_w[region] + mined_w.get(region, np.zeros(hours.known)) + owed
    return needed


def _can(station: Station, hours: Hours) -> Reals:
    return hours.available_w[station.station_id][: hours.known]


def _dry(system: System, hours: Hours, needed: Reals, given: dict[str, Reals]) -> Reals:
    """Give what the river can and the line carries, and burn oil for the rest; return what leaves the region."""
    river, reserve = system.of(system.dry, "hydro"), system.of(system.dry, "other")
    limit = system.behind(system.dry).limit_w
    water = np.minimum(_can(river, hours), needed + limit)
    leaves = np.clip(water - needed, -limit, limit)
    given[river.station_id] = water
    given[reserve.station_id] = np.clip(needed + leaves - water, 0, None)
    return leaves


def _spill(system: System, hours: Hours, needed: Reals, given: dict[str, Reals]) -> Reals:
    """Heat the town, give water for the rest and for all the line carries; return what leaves the region."""
    river, heating = system.of(system.spill, "hydro"), system.of(system.spill, "gas")
    limit = system.behind(system.spill).limit_w
    heat = np.full(hours.known, float(heating.must_run_w))
    water = np.clip(needed + limit - heat, 0, _can(river, hours))
    given[river.station_id], given[heating.station_id] = water, heat
    leaves: Reals = water + heat - needed
    return leaves


def _merit_order(stations: Sequence[Station], hours: Hours, needed: Reals, given: dict[str, Reals]) -> None:
    """Let every station give what it must, and fill up by cost."""
    left = needed.copy()
    for station in stations:
        given[station.station_id] = np.minimum(_can(station, hours), float(station.must_run_w))
        left -= given[station.station_id]
    for station in stations:
        more = np.clip(left, 0, _can(station, hours) - given[station.station_id])
        given[station.station_id] = given[station.station_id] + more
        left = left - more
