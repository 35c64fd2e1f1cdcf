"""Small countries worked by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from terezi.evidence.numerics.surplus.balance import Balance
from terezi.evidence.numerics.surplus.case import Case, Offers
from terezi.evidence.numerics.surplus.network import Network

START = np.datetime64("2026-01-01T00", "h")
Country = Callable[..., Case]


def network(lines: list[tuple[int, int, float, float]], regions: int) -> Network:
    """Lines as (sends, receives, reactance, rating); NaN reactance is controllable."""
    told = np.array(lines, dtype=float).reshape(-1, 4)
    return Network(
        regions=tuple("ABCDEFGH"[:regions]),
        lines=tuple(f"{'ABCDEFGH'[int(a)]}-{'ABCDEFGH'[int(b)]}" for a, b, *_ in told),
        sends=told[:, 0].astype(np.int64),
        receives=told[:, 1].astype(np.int64),
        reactance=told[:, 2],
        rating_mw=told[:, 3],
        emergency_mw=told[:, 3],
    )


def case(
    *,
    generation: Any,
    demand: Any,
    bids: Any = (),
    most: Any = None,
    region: Any = None,
    lines: Any = (),
    must_run: float = 0.0,
    rank: Any = None,
    zone: Any = None,
    **more: Any,
) -> Case:
    """Hours by regions for generation and demand (a row for one hour); lines carry their rating."""
    available = np.atleast_2d(np.array(generation, dtype=float))
    hours, regions = available.shape
    net = network(list(lines), regions)
    nothing = np.zeros(available.shape)
    balance = Balance(
        regions=net.regions,
        starts_at=START + np.arange(hours),
        available_mw=available,
        must_run_mw=available * must_run,
        reserve_mw=nothing,
        demand_mw=np.atleast_2d(np.array(demand, dtype=float)) + nothing,
        exports_mw=nothing,
    )
    bid = np.array(bids, dtype=float)
    size = np.full(len(bid), 10.0) if most is None else np.array(most, dtype=float)
    offers = Offers.of(
        tuple(f"mine {number}" for number in range(len(bid))),
        np.zeros(len(bid), dtype=np.int64) if region is None else np.array(region, dtype=np.int64),
        most_mw=np.tile(size, (hours, 1)),
        bid_per_mwh=np.tile(bid, (hours, 1)),
        rank=np.arange(len(bid)) if rank is None else np.array(rank),
    )
    limit = np.tile(net.rating_mw, (hours, 1))
    zones = np.zeros(regions, dtype=np.int64) if zone is None else np.array(zone)
    return Case(net, limit, balance, offers, zones, **more)


@pytest.fixture
def country() -> Country:
    return case
