"""Groups of accounts among which coins go round: found as cycles among the pairs that meet too often, at every strictness."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import networkx as nx
import numpy as np
import polars as pl

from terezi.evidence.numerics.abuse.matching import Count, Flags, Ints, Met, groups_of, rarity

LARGEST = 8
"""Members of the largest ring looked for."""
NEAR = 12
"""Accounts that are tried as further members at a time."""
STRICTNESS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 25.0, 50.0, 100.0)
"""Minus decimal logarithms of a pair's own p-value below which its edge is left out, loosest first."""


@dataclass(frozen=True)
class Group:
    """Accounts (numbers in Met.names), how often they met, and minus the decimal logarithm of its p-value."""

    members: frozenset[int]
    count: Count
    log10_p: float


def rings(met: Met, pairs: pl.DataFrame) -> list[Group]:
    """Return groups, the rarest first, some within others; `pairs` are rows of `meetings.frequent_pairs`."""
    found = {members: judged(met, members) for members in _candidates(met, pairs)}
    number = {name: at for at, name in enumerate(met.names)}
    known = np.zeros(len(met.names), bool)
    for side in ("taker", "maker"):
        known[[number[name] for name in pairs[side].unique()]] = True
    better = [_improved(met, group, known) for group in found.values()]
    every = {group.members: group for group in [*found.values(), *better]}
    return sorted(every.values(), key=lambda group: (-group.log10_p, sorted(group.members)))


def judged(met: Met, members: frozenset[int], *, looked_at: float | None = None) -> Group:
    """Weigh a group; without `looked_at` it counts as picked from all groups of its size."""
    count = met.count(members)
    picked = groups_of(met.accounts, len(members)) + np.log10(LARGEST) if looked_at is None else looked_at
    return Group(members, count, count.log10_p(picked))


def apart(groups: Iterable[Group]) -> list[Group]:
    """Keep of groups in order those that share no account with one before."""
    kept: list[Group] = []
    taken: set[int] = set()
    for group in groups:
        if not group.members & taken:
            kept.append(group)
            taken |= group.members
    return kept


def flows(met: Met, members: frozenset[int]) -> tuple[Ints, Ints]:
    """Return what each member (in rising number) got from and gave to the others, in 1e-8 base."""
    rows = met.inside(members)
    buyer = np.where(met.side == 1, met.taker, met.maker)[rows]
    seller = np.where(met.side == 1, met.maker, met.taker)[rows]
    order, volume = sorted(members), met.volume_e8[rows]
    got, gave = (np.array([volume[who == one].sum() for one in order], np.int64) for who in (buyer, seller))
    return got, gave


def _candidates(met: Met, pairs: pl.DataFrame) -> Iterator[frozenset[int]]:
    graph = _graph(met, pairs)
    alone = {frozenset({one}) for one in nx.nodes_with_selfloops(graph)}
    yield from alone
    seen = set(alone)
    for least in STRICTNESS:
        edges = [(a, b) for a, b, weight in graph.edges(data="weight") if weight >= least]
        for component in nx.strongly_connected_components(nx.DiGraph(edges)):
            members = frozenset(component)
            if 1 < len(members) <= LARGEST and members not in seen:
                seen.add(members)
                yield members


def _graph(met: Met, pairs: pl.DataFrame) -> nx.DiGraph:
    """Return who sold to whom with the pair's own minus log10 p."""
    number = {name: at for at, name in enumerate(met.names)}
    often = {(number[t], number[m]): weight for t, m, weight in _weights(pairs)}
    graph = nx.DiGraph()
    for taker, maker, side in set(
        zip(met.taker.tolist(), met.maker.tolist(), met.side.tolist(), strict=True)
    ):
        if (taker, maker) in often:
            seller, buyer = (maker, taker) if side else (taker, maker)
            there = graph.get_edge_data(seller, buyer, {"weight": 0.0})["weight"]
            graph.add_edge(seller, buyer, weight=max(there, often[taker, maker]))
    return graph


def _weights(pairs: pl.DataFrame) -> Iterator[tuple[str, str, float]]:
    """Yield the rows' takers and makers with minus log10 p of how often the two met, whichever took."""
    two = pl.min_horizontal("taker", "maker"), pl.max_horizontal("taker", "maker")
    chance = pl.col("taken") * pl.col("made") / pl.col("total")
    most = pl.min_horizontal("taken", "made")
    told = pairs.with_columns(
        each.sum().over(*two).alias(name)
        for name, each in (("met", pl.col("meetings")), ("chance", chance), ("most", most))
    )
    weights = rarity(*(told[name].to_numpy() for name in ("met", "most", "chance"))).tolist()
    yield from zip(told["taker"].to_list(), told["maker"].to_list(), weights, strict=True)


def _improved(met: Met, group: Group, known: Flags) -> Group:
    """Add or drop one account at a time for as long as the group becomes rarer; only `known` accounts are added."""
    while True:
        near = _near(met, group.members, known) if len(group.members) < LARGEST else []
        smaller = [group.members - {one} for one in group.members] if len(group.members) > 2 else []
        best = max(
            (judged(met, members) for members in [*(group.members | {one} for one in near), *smaller]),
            key=lambda each: each.log10_p,
            default=group,
        )
        if best.log10_p <= group.log10_p + 1e-9:
            return group
        group = best


def _near(met: Met, members: frozenset[int], known: Flags) -> list[int]:
    """List the known accounts outside that met the members most often."""
    times = np.where(known, met.times_met(members), 0.0)
    times[list(members)] = 0.0
    most = np.lexsort((np.arange(len(times)), -times))[:NEAR] if times.any() else np.zeros(0, np.int64)
    return [int(one) for one in most if times[one]]
