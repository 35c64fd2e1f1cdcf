"""The grid between regions: power flows, what an outage shifts to where, and limits that are secure against one outage.

Flows are those of the lossless linear (DC) model. A line without reactance is controllable (direct current, back to
back): its flow is chosen. When a controllable line fails, each end covers the loss in its own region.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from terezi.base.errors import BadData
from terezi.evidence.numerics.witnesses import Floats, Ints, Truths

ISLANDING = 1e-8


@dataclass(frozen=True)
class Network:
    """Regions and the lines between them; arrays are (lines,), `sends` and `receives` are positions of regions.

    A flow is positive from `sends` to `receives`. `reactance` is in any one unit, NaN where the flow is controllable.
    """

    regions: tuple[str, ...]
    lines: tuple[str, ...]
    sends: Ints
    receives: Ints
    reactance: Floats
    rating_mw: Floats  # what a line carries for as long as one likes
    emergency_mw: Floats  # what it carries after an outage until dispatch has reacted

    def __post_init__(self) -> None:
        """:raises BadData: naming the first line that joins a region to itself or has an impossible value."""
        faults = {
            "joins a region to itself": self.sends == self.receives,
            "names a region that is not there": np.minimum(self.sends, self.receives) < 0,
            "has a reactance that is not above zero": self.reactance <= 0,
            "has a rating that is negative or absent": ~(self.rating_mw >= 0),
            "has an emergency rating below its rating": ~(self.emergency_mw >= self.rating_mw),
        }
        for fault, wrong in faults.items():
            if wrong.any():
                raise BadData(f"Line {self.lines[int(np.argmax(wrong))]} {fault}: correct the network table.")

    def imports(self) -> Floats:
        """Return what one MW on each line brings to each region, (regions, lines): 1, -1 or 0."""
        brought = np.zeros((len(self.regions), len(self.lines)))
        each = np.arange(len(self.lines))
        brought[self.receives, each] += 1
        brought[self.sends, each] -= 1
        return brought

    def islands(self) -> Ints:
        """Return for each region the number of the island it lies in."""
        return islands(self.sends, self.receives, len(self.regions))

    def loops(self) -> Floats:
        """Return one row per loop of uncontrollable lines: the voltage angles around it add up to zero, (loops, lines)."""
        fixed = np.flatnonzero(~np.isnan(self.reactance))
        tree, parent, depth = self._spanning_forest(fixed)
        chords = [line for line in fixed if line not in tree]
        rows = np.zeros((len(chords), len(self.lines)))
        for row, chord in zip(rows, chords, strict=True):
            self._close(row, int(chord), tree=tree, parent=parent, depth=depth)
        scale = np.abs(rows).max(axis=1, keepdims=True, initial=0)
        return rows / np.where(scale > 0, scale, 1)

    def _spanning_forest(self, fixed: Ints) -> tuple[dict[int, tuple[int, int]], Ints, Ints]:
        """Return the lines of a forest by (upper, lower) region, and each region's line upwards and depth."""
        count = len(self.regions)
        link = _graph(self.sends[fixed], self.receives[fixed], count)
        upward = np.full(count, -1)
        depth = np.zeros(count, dtype=np.int64)
        tree: dict[int, tuple[int, int]] = {}
        reached: Truths = np.zeros(count, dtype=bool)
        for root in range(count):
            if reached[root]:
                continue
            order, before = breadth_first_order(link, root, directed=False)
            reached[order] = True
            for region in order[1:]:
                line = self._joining(fixed, int(before[region]), int(region))
                tree[line] = (int(before[region]), int(region))
                upward[region], depth[region] = line, depth[before[region]] + 1
        return tree, upward, depth

    def _joining(self, fixed: Ints, a: int, b: int) -> int:
        here = ((self.sends[fixed] == a) & (self.receives[fixed] == b)) | (
            (self.sends[fixed] == b) & (self.receives[fixed] == a)
        )
        return int(fixed[int(np.argmax(here))])

    def _close(
        self, row: Floats, chord: int, *, tree: dict[int, tuple[int, int]], parent: Ints, depth: Ints
    ) -> None:
        """Walk from both ends of the chord up the forest until they meet."""
        row[chord] += self.reactance[chord]
        ends = {1: int(self.receives[chord]), -1: int(self.sends[chord])}
        while ends[1] != ends[-1]:
            side = 1 if depth[ends[1]] >= depth[ends[-1]] else -1
            line = int(parent[ends[side]])
            upper, _ = tree[line]
            upwards = 1 if int(self.receives[line]) == upper else -1
            row[line] += side * upwards * self.reactance[line]
            ends[side] = upper


def islands(sends: Ints, receives: Ints, regions: int) -> Ints:
    """Return for each region the number of the island the lines leave it in."""
    number: Ints = connected_components(_graph(sends, receives, regions), directed=False)[1].astype(np.int64)
    return number


def _graph(sends: Ints, receives: Ints, regions: int) -> coo_array:
    return coo_array((np.ones(len(sends)), (sends, receives)), shape=(regions, regions))


def shift_factors(network: Network) -> Floats:
    """Return how much of one MW put in at a region flows on each uncontrollable line, (lines, regions).

    It is taken out again at the first region of the same island, so only balanced injections have a meaning.
    """
    joined = np.flatnonzero(~np.isnan(network.reactance))
    brought = network.imports()[:, joined]
    weighted = brought / network.reactance[joined]
    laplacian = weighted @ brought.T
    island = islands(network.sends[joined], network.receives[joined], len(network.regions))
    kept = np.setdiff1d(np.arange(len(island)), np.unique(island, return_index=True)[1])
    factors = np.zeros((len(network.lines), len(network.regions)))
    if len(kept):
        angle = np.linalg.solve(laplacian[np.ix_(kept, kept)], np.eye(len(kept)))
        factors[np.ix_(joined, kept)] = -(weighted[kept].T @ angle)
    return factors


def outage_factors(network: Network) -> Floats:
    """Return the share of a failed line's flow that moves to each other line, (lines, failed lines).

    NaN where the outage splits an island or the line is controllable; -1 for the line itself.
    Source: line outage distribution factors, Wood and Wollenberg, Power Generation, Operation and Control, 11.3.
    """
    # One MW from sender to receiver of the failed line, put in at the one end and taken out at the other.
    moved = shift_factors(network) @ -network.imports()
    own = np.diag(moved)
    factors = moved / np.where(np.abs(1 - own) > ISLANDING, 1 - own, np.nan)
    factors[:, np.isnan(network.reactance)] = np.nan
    np.fill_diagonal(factors, -1.0)
    return factors


def secure_limits(network: Network) -> Floats:
    """Return flow limits (lines,) in MW under which no single outage overloads another line.

    |f_l| <= F_l for all lines implies |f_l + share x f_k| <= emergency rating for each failed k, whatever the signs.
    The least F as a share of the rating is as large as can be, then their sum. An outage that splits an island shifts
    nothing to other lines.
    """
    share = np.abs(outage_factors(network))
    share[np.isnan(share)] = 0
    line, failed = np.nonzero((share > ISLANDING) & ~np.eye(len(network.lines), dtype=bool))
    if not len(line):
        return network.rating_mw.copy()
    return _largest(network, line, failed, share[line, failed])


def _largest(network: Network, line: Ints, failed: Ints, share: Floats) -> Floats:
    count, each = len(network.lines), np.arange(len(line))
    entries = np.concatenate([np.ones(len(line)), share])
    places = (np.concatenate([each, each]), np.concatenate([line, failed]))
    after: Any = coo_array((entries, places), shape=(len(line), count)).tocsr()
    least = _share_all_reach(network, line, failed, share)
    bounds: Any = np.column_stack([least * network.rating_mw, network.rating_mw])
    found: Any = linprog(-np.ones(count), A_ub=after, b_ub=network.emergency_mw[line], bounds=bounds)
    limits: Floats = np.clip(found.x, 0, network.rating_mw)
    return limits


def _share_all_reach(network: Network, line: Ints, failed: Ints, share: Floats) -> float:
    """Return the largest part of its rating that every line may carry at once."""
    load = network.rating_mw[line] + share * network.rating_mw[failed]
    parts = network.emergency_mw[line][load > 0] / load[load > 0]
    # The linear programme may find this bound only to its tolerance, so a hair less is asked for.
    return float(min(1.0, parts.min(initial=1.0)) * (1 - 1e-9))
