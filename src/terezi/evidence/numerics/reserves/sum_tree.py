"""A Merkle tree whose every node also carries what its clients are owed: the root commits to hashes and totals at once.

A parent hashes the sums of both children apart, so that no child's sum can be changed while theirs together stays; a
node without a neighbour goes up as it is. Bytes are laid out as docs/reserves.md says.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terezi.base.merkle import HASH_BYTES
from terezi.evidence.numerics.reserves.liabilities import Liabilities
from terezi.evidence.numerics.reserves.path import LEAF, NODE, Summed

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Level:
    """All nodes of one level, left to right: hashes (m, 32) and sums (m, k) of 1e-8."""

    hashes: Bytes
    sums_e8: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.hashes)

    def node(self, place: int) -> Summed:
        return Summed(self.hashes[place].tobytes(), tuple(map(int, self.sums_e8[place])))


@dataclass(frozen=True)
class SumTree:
    """Every level of a tree, the leaves first and the root last."""

    levels: tuple[Level, ...]

    @property
    def clients(self) -> int:
        return len(self.levels[0])

    @property
    def root(self) -> Summed:
        """Return the hash at the top and the total of each asset, 1e-8."""
        return self.levels[-1].node(0)

    def path(self, leaf: int) -> tuple[Summed, ...]:
        """Return the neighbours met on the way from a leaf to the root, lowest first.

        :raises IndexError: when the tree has no such leaf.
        """
        if not 0 <= leaf < self.clients:
            raise IndexError(f"A tree of {self.clients} leaves has no leaf {leaf}")
        places = ((level, (leaf >> height) ^ 1) for height, level in enumerate(self.levels[:-1]))
        return tuple(level.node(place) for level, place in places if place < len(level))


def grown(owed: Liabilities) -> SumTree:
    """Grow the tree of checked liabilities: two hashes per client, some 2 s per million of them."""
    first = _marked(LEAF, owed.clients, _big_endian(owed.amounts_e8))
    levels = [Level(_hashed(first), owed.amounts_e8)]
    while len(levels[-1]) > 1:
        levels.append(_above(levels[-1]))
    return SumTree(tuple(levels))


def _above(level: Level) -> Level:
    paired = len(level) // 2 * 2
    left, right = slice(0, paired, 2), slice(1, paired, 2)
    parts = [
        part for side in (left, right) for part in (level.hashes[side], _big_endian(level.sums_e8[side]))
    ]
    hashes, sums = _hashed(_marked(NODE, *parts)), level.sums_e8[left] + level.sums_e8[right]
    return Level(
        np.concatenate([hashes, level.hashes[paired:]]), np.concatenate([sums, level.sums_e8[paired:]])
    )


def _big_endian(sums_e8: NDArray[np.int64]) -> Bytes:
    return np.ascontiguousarray(sums_e8).astype(">i8").view(np.uint8)


def _marked(mark: bytes, *parts: Bytes) -> Bytes:
    return np.column_stack([np.full((len(parts[0]), 1), mark[0], np.uint8), *parts])


def _hashed(messages: Bytes) -> Bytes:
    data, width, sha256 = messages.tobytes(), messages.shape[1], hashlib.sha256
    digests = b"".join([sha256(data[at : at + width]).digest() for at in range(0, len(data), width)])
    return np.frombuffer(digests, np.uint8).reshape(-1, HASH_BYTES)
