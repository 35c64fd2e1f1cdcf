"""Countries for the allocation: the fixed one that all peers solve, and random ones for the promise to homes."""

import numpy as np
from numpy.random import Generator

from terezi.evidence.numerics.surplus.balance import Balance
from terezi.evidence.numerics.surplus.case import Case, JointCap, Offers
from terezi.evidence.numerics.surplus.network import Network, secure_limits

REGIONS, MINES, HOURS = 6, 200, 8_760
START = np.datetime64("2026-01-01T00", "h")


def country(*, hours: int = HOURS, mines: int = MINES, seed: int = 20260310, strained: bool = False) -> Case:
    """Six regions in a ring with two chords (8 lines, reactances), 200 mines with bids of their own, a year of weather.

    `strained`: so scarce that homes go short in many hours.
    """
    rng = np.random.default_rng(seed)
    sends, receives = np.array([0, 1, 2, 3, 4, 5, 0, 1]), np.array([1, 2, 3, 4, 5, 0, 3, 4])
    network = _network(
        REGIONS, sends, receives, rating=rng.uniform(280, 560, 8), reactance=rng.uniform(0.05, 0.2, 8)
    )
    size = rng.uniform(1_500, 3_000, REGIONS)
    season, day = _swings(hours)
    generation = size * (1 + 0.06 * day[:, None] + rng.normal(0, 0.03, (hours, REGIONS)))
    share = rng.uniform(0.72, 0.93, REGIONS) + 0.06 * strained
    demand = (
        size
        * share
        * (1 + 0.07 * season[:, None] + 0.06 * day[:, None] + rng.normal(0, 0.02, (hours, REGIONS)))
    )
    balance = _balance(network.regions, hours, generation, demand, must_run=0.4, reserve=0.04, exports=20.0)
    offers = _offers(
        rng, hours, most=np.tile(rng.uniform(1, 20, mines), (hours, 1)), bids=rng.uniform(40, 120, mines)
    )
    return _case(network, balance, offers)


def random_country(rng: Generator, *, hours: int) -> Case:
    """Any shape: 2 to 7 regions, meshed, radial or split, scarce or plenty, ties, caps, must-run above need, zones."""
    regions = int(rng.integers(2, 8))
    sends, receives = _any_lines(rng, regions)
    many = len(sends)
    reactance = np.where(rng.random(many) < 0.2, np.nan, rng.uniform(0.02, 0.3, many))
    zone = np.zeros(regions, dtype=np.int64)
    if rng.random() < 0.2:
        zone[rng.integers(1, regions) :] = 1
        reactance[zone[sends] != zone[receives]] = np.nan
    rating = rng.choice([0.0, 20.0, 100.0, 500.0], many, p=[0.05, 0.25, 0.4, 0.3]) * rng.uniform(
        0.5, 1.5, many
    )
    network = _network(regions, sends, receives, rating=rating, reactance=reactance)
    size = rng.uniform(0, 1_000, regions) * (rng.random(regions) > 0.15)
    season, day = _swings(hours)
    generation = np.clip(
        size * (1 + rng.uniform(0, 0.4) * day[:, None] + rng.normal(0, 0.1, (hours, regions))), 0, None
    )
    outage = rng.random((hours, regions)) < 0.01
    mixed = rng.uniform(0, 1) * size / max(size.sum(), 1) + rng.uniform(0, 0.1) * rng.dirichlet(
        np.ones(regions)
    )
    need = size.sum() * mixed / mixed.sum() * rng.uniform(0.1, 0.95)
    demand = np.clip(
        need * (1 + 0.2 * season[:, None] + 0.15 * day[:, None] + rng.normal(0, 0.05, (hours, regions))),
        0,
        None,
    )
    balance = _balance(
        network.regions,
        hours,
        generation * ~outage,
        demand,
        must_run=rng.uniform(0, 0.9),
        reserve=rng.uniform(0, 0.1),
        exports=float(rng.choice([0.0, 15.0])),
    )
    mines = int(rng.integers(0, 25))
    bids = np.round(rng.uniform(-20, 120, mines), int(rng.choice([-1, 0, 2])))
    most = rng.uniform(0, 40, mines) * (rng.random((hours, mines)) > 0.05)
    offers = _offers(rng, hours, most=most, bids=bids, regions=regions)
    caps = (JointCap("phase", rng.random(mines) < 0.7, np.full(hours, rng.uniform(10, 300))),)
    return _case(
        network,
        balance,
        offers,
        zone=zone,
        caps=caps if rng.random() < 0.3 else (),
        glut=float(rng.choice([0.0, 10.0])),
    )


def _swings(hours: int) -> tuple[np.ndarray, np.ndarray]:
    at = np.arange(hours)
    return np.cos(2 * np.pi * at / HOURS), np.sin(2 * np.pi * (at - 9) / 24)


def _any_lines(rng: Generator, regions: int) -> tuple[np.ndarray, np.ndarray]:
    """A random tree with some branches missing, and some chords; two lines may run side by side."""
    pairs = [(int(rng.integers(0, end)), end) for end in range(1, regions) if rng.random() > 0.1]
    chords = rng.integers(0, regions, (int(rng.integers(0, regions + 1)), 2))
    pairs += [(int(a), int(b)) for a, b in chords if a != b] or [(0, 1)]
    sends, receives = np.array(pairs).T
    return sends, receives


def _network(
    regions: int, sends: np.ndarray, receives: np.ndarray, *, rating: np.ndarray, reactance: np.ndarray
) -> Network:
    return Network(
        regions=tuple(f"region {number}" for number in range(regions)),
        lines=tuple(f"line {number}" for number in range(len(sends))),
        sends=sends,
        receives=receives,
        reactance=reactance,
        rating_mw=rating,
        emergency_mw=rating * 1.2,
    )


def _balance(
    regions: tuple[str, ...],
    hours: int,
    generation: np.ndarray,
    demand: np.ndarray,
    *,
    must_run: float,
    reserve: float,
    exports: float,
) -> Balance:
    return Balance(
        regions=regions,
        starts_at=START + np.arange(hours),
        available_mw=generation,
        must_run_mw=generation * must_run,
        reserve_mw=generation * reserve,
        demand_mw=demand,
        exports_mw=np.full(generation.shape, exports),
    )


def _offers(
    rng: Generator, hours: int, *, most: np.ndarray, bids: np.ndarray, regions: int = REGIONS
) -> Offers:
    mines = most.shape[1]
    return Offers.of(
        tuple(f"mine {number}" for number in range(mines)),
        rng.integers(0, regions, mines),
        most_mw=most,
        bid_per_mwh=np.tile(bids, (hours, 1)),
        rank=rng.permutation(mines),
    )


def _case(
    network: Network,
    balance: Balance,
    offers: Offers,
    *,
    zone: np.ndarray | None = None,
    caps: tuple[JointCap, ...] = (),
    glut: float = 0.0,
) -> Case:
    limit = np.broadcast_to(secure_limits(network), (len(balance.starts_at), len(network.lines)))
    zone = np.zeros(len(network.regions), dtype=np.int64) if zone is None else zone
    return Case(network, limit, balance, offers, zone, caps, glut_cost_per_mwh=glut)
