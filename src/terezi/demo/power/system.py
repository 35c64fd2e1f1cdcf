"""Stations and lines: gas in a ring of regions, and beyond it a dry river with a dear reserve, and a full one behind a short line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from numpy.random import Generator

from terezi.demo.names import plain
from terezi.demo.site import Site

MW = 1_000_000
LEAST_PEAK_W, MOST_PEAK_W = 150 * MW, 260 * MW
FEWEST_MINERS = 3
PEAK_OVER_MINING = 1.5  # no region of miners alone
GAS_MARGIN = 1.5  # over peak and mining, so that a unit may be out
EXPORTED_SHARE, SPILL_EXPORTED_SHARE = 0.20, 0.05  # of the peak of a region that owes power abroad
DRY_LINE_SHARE, SPILL_LINE_SHARE = 0.35, 0.20  # of the peak of the region behind the line
DRY_HYDRO, DRY_RESERVE, SPILL_HYDRO = 1.15, 1.25, 1.75  # over peak and mining
HEATING_SHARE, HEATING_MUST_RUN_SHARE = 0.80, 0.55  # of the peak
WATER_COST, HEATING_COST, DIESEL_COST = 500, 28_000, 31_000  # minor units per MWh
LEAST_GAS_COST, MOST_GAS_COST = 5_800, 8_400
SUN_SHARE, WIND_SHARE = 0.12, 0.10
REACTANCE_UOHM = 9_000_000


@dataclass(frozen=True)
class Station:
    """A power station; money in minor units per MWh."""

    station_id: str
    region: str
    name: str
    fuel: str
    capacity_w: int
    unit_w: int
    must_run_w: int
    marginal_cost: int


@dataclass(frozen=True)
class Line:
    """A line between two regions, or parallel ones taken for one."""

    line_id: str
    sends: str
    receives: str
    limit_w: int


@dataclass(frozen=True)
class System:
    """What the grid operator lists. `ring` has gas; `dry` lives by a river that fails, `spill` by one that runs over."""

    ring: tuple[str, ...]
    dry: str
    spill: str
    peak_w: Mapping[str, int]  # of domestic demand
    mining_w: Mapping[str, int]  # licensed
    stations: tuple[Station, ...]
    lines: tuple[Line, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        return (*self.ring, self.dry, self.spill)

    def of(self, region: str, fuel: str) -> Station:
        """Return the one station of a region that runs on a fuel."""
        (found,) = (each for each in self.stations if (each.region, each.fuel) == (region, fuel))
        return found

    def behind(self, region: str) -> Line:
        """Return the only line to a region beyond the ring."""
        (found,) = (line for line in self.lines if line.receives == region)
        return found


def draw_system(regions: Sequence[str], sites: Sequence[Site], rng: Generator) -> System:
    """Draw a grid that serves every home and mine of the country with cheap power, but for one region when its river fails."""
    mining = {region: sum(s.licensed_w for s in sites if s.region == region) for region in regions}
    peak = {region: _peak_w(mining[region], rng) for region in regions}
    order = [str(regions[place]) for place in rng.permutation(len(regions))]
    # first those with miners enough: who sells nothing to mines sells nothing below its cost
    dry, spill, *_ = sorted(order, key=lambda region: _miners(region, sites) < FEWEST_MINERS)
    ring = tuple(region for region in order if region not in {dry, spill})
    lines = _lines(ring, dry, spill, peak)
    owed = {line.sends: line.limit_w for line in lines if line.receives == dry}
    stations = [_gas(region, peak[region] + mining[region], owed.get(region, 0), rng) for region in ring]
    stations += [_sun(ring[0], peak[ring[0]]), _wind(ring[1], peak[ring[1]])]
    stations += [*_dry(dry, peak[dry] + mining[dry]), *_spill(spill, peak[spill], mining[spill])]
    return System(ring, dry, spill, peak, mining, tuple(sorted(stations, key=lambda s: s.station_id)), lines)


def _miners(region: str, sites: Sequence[Site]) -> int:
    return sum(site.region == region and site.industrial for site in sites)


def _peak_w(mining_w: int, rng: Generator) -> int:
    return round(max(rng.uniform(LEAST_PEAK_W, MOST_PEAK_W), PEAK_OVER_MINING * mining_w))


def _lines(ring: Sequence[str], dry: str, spill: str, peak: Mapping[str, int]) -> tuple[Line, ...]:
    """Join the ring by strong lines, and the two regions beyond it by one each."""
    strong = max(peak.values())
    ways = [(a, b, strong) for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)]
    ways += [
        (ring[0], dry, round(DRY_LINE_SHARE * peak[dry])),
        (ring[1], spill, round(SPILL_LINE_SHARE * peak[spill])),
    ]
    return tuple(
        Line(f"L{number:02d}", a, b, _whole_mw(limit)) for number, (a, b, limit) in enumerate(ways, start=1)
    )


def _station(
    region: str, name: str, fuel: str, watts: float, *, units: int, cost: int, must_run_w: float = 0
) -> Station:
    unit = _whole_mw(watts / units)
    named = f"{plain(region)}-{fuel}".upper()
    return Station(named, region, f"{region} {name}", fuel, unit * units, unit, _whole_mw(must_run_w), cost)


def _gas(region: str, needed_w: int, owed_w: int, rng: Generator) -> Station:
    watts = GAS_MARGIN * (needed_w + owed_w) + EXPORTED_SHARE * needed_w
    cost = round(rng.uniform(LEAST_GAS_COST, MOST_GAS_COST), -1)
    return _station(region, "Gas", "gas", watts, units=6, cost=int(cost), must_run_w=0.1 * watts)


def _sun(region: str, peak_w: int) -> Station:
    return _station(region, "Solar Field", "solar", SUN_SHARE * peak_w, units=12, cost=0)


def _wind(region: str, peak_w: int) -> Station:
    return _station(region, "Wind Park", "wind", WIND_SHARE * peak_w, units=12, cost=0)


def _dry(region: str, needed_w: int) -> list[Station]:
    """A river that serves the region, and a reserve that burns oil when it does not."""
    return [
        _station(region, "Falls", "hydro", DRY_HYDRO * needed_w, units=8, cost=WATER_COST),
        _station(region, "Diesel Reserve", "other", DRY_RESERVE * needed_w, units=12, cost=DIESEL_COST),
    ]


def _spill(region: str, peak_w: int, mining_w: int) -> list[Station]:
    """A river that runs over, beside a station that must run to heat the town whatever it costs."""
    watts = SPILL_HYDRO * (peak_w + mining_w)
    return [
        _station(region, "Dam", "hydro", watts, units=8, cost=WATER_COST),
        _station(
            region, "Heating", "gas", HEATING_SHARE * peak_w, units=4,
            cost=HEATING_COST, must_run_w=HEATING_MUST_RUN_SHARE * peak_w,
        ),
    ]  # fmt: skip


def _whole_mw(watts: float) -> int:
    return ceil(watts / MW) * MW
