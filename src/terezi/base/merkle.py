"""Merkle trees as RFC 6962 and RFC 9162 hash them: roots, proofs, and whether a proof holds.

A tree is read through `Nodes`, which answers the hash of a complete subtree. Whoever keeps those hashes
has every root and proof in O(log n) of them.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple


class Node(NamedTuple):
    """A complete subtree: the `place`-th of those that span 2**level leaves."""

    level: int
    place: int

    @property
    def number(self) -> int:
        """Number the node as one meets it walking the tree from left to right: one number per node."""
        return ((2 * self.place + 1) << self.level) - 1


Nodes = Callable[[Node], bytes]
Range = tuple[int, int]
"""Leaves from the first, inclusive, to the second, exclusive."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf that holds `data`."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def subtrees(start: int, end: int) -> list[Node]:
    """Return the complete subtrees that make up a range, from left to right."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append(Node(level, start >> level))
        start += 1 << level
    return found


def range_hash(start: int, end: int, nodes: Nodes) -> bytes:
    """Return the hash over the leaves of a range that a tree or a proof is made of."""
    *left, top = (nodes(node) for node in subtrees(start, end))
    for each in reversed(left):
        top = node_hash(each, top)
    return top


def root(size: int, nodes: Nodes) -> bytes:
    """Return the root of the tree of the first `size` leaves."""
    return range_hash(0, size, nodes) if size else EMPTY_ROOT


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the ranges whose hashes prove that a leaf is in the tree of `size` leaves, lowest first.

    :raises ValueError: when the tree holds no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}")
    start, end, ranges = 0, size, []
    while end - start > 1:
        split = start + _left_leaves(end - start)
        if index < split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Return the ranges whose hashes prove that a tree of `new` leaves begins with that of `old`.

    :raises ValueError: when the new tree is the smaller one.
    """
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} leaves cannot begin with one of {old}")
    if old == 0:
        return []
    start, end, ranges = 0, new, []
    while old < end:
        split = start + _left_leaves(end - start)
        if old <= split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    return ([(start, end)] if start else []) + ranges[::-1]


def inclusion_proof(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Prove that leaf `index` is in the tree of the first `size` leaves."""
    return tuple(range_hash(*each, nodes) for each in inclusion_ranges(index, size))


def consistency_proof(old: int, new: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Prove that the tree of the first `new` leaves begins with that of the first `old`."""
    return tuple(range_hash(*each, nodes) for each in consistency_ranges(old, new))


def verify_inclusion(*, leaf: bytes, index: int, size: int, hashes: Sequence[bytes], root: bytes) -> bool:
    """Answer whether the hash of a leaf, with a proof, leads to `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *hashes):
        return False
    place, last, found = index, size - 1, leaf
    for each in hashes:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(each, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, hashes: Sequence[bytes]
) -> bool:
    """Answer whether a proof leads from one root to the other (RFC 9162, 2.1.4.2)."""
    if not 0 <= old_size <= new_size or not _are_hashes(old_root, new_root, *hashes):
        return False
    if old_size == 0:
        return not hashes and old_root == EMPTY_ROOT
    if old_size == new_size:
        return not hashes and old_root == new_root
    return _leads_on(old_size - 1, new_size - 1, old_root, new_root, list(hashes))


def _leads_on(place: int, last: int, old_root: bytes, new_root: bytes, hashes: list[bytes]) -> bool:
    while place & 1:
        place, last = place >> 1, last >> 1
    if place == 0:  # the old tree is one complete subtree, so its root begins the proof
        hashes = [old_root, *hashes]
    if not hashes:
        return False
    old = new = hashes[0]
    for each in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, each)
        place, last = place >> 1, last >> 1
    return last == 0 and (old, new) == (old_root, new_root)


def left_of(index: int) -> list[Node]:
    """Return the subtrees one needs to append leaf `index`: those it is joined to, bottom up."""
    found, node = [], Node(0, index)
    while node.place & 1:
        found.append(Node(node.level, node.place - 1))
        node = Node(node.level + 1, node.place >> 1)
    return found


def completed(index: int, leaf: bytes, nodes: Nodes) -> Iterator[tuple[Node, bytes]]:
    """Yield what appending a leaf completes, bottom up, the leaf itself first."""
    node, found = Node(0, index), leaf
    yield node, found
    while node.place & 1:
        found = node_hash(nodes(Node(node.level, node.place - 1)), found)
        node = Node(node.level + 1, node.place >> 1)
        yield node, found


class Growing:
    """A tree that grows leaf by leaf and remembers one hash per level."""

    def __init__(self) -> None:
        self.size = 0
        self._last: dict[int, bytes] = {}

    def append(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """Return what the leaf completes, bottom up, the leaf itself first."""
        done = list(completed(self.size, leaf, self._hash_of))
        self._last.update((node.level, found) for node, found in done)
        self.size += 1
        return done

    @property
    def root(self) -> bytes:
        return root(self.size, self._hash_of)

    def _hash_of(self, node: Node) -> bytes:
        return self._last[node.level]


def grown(leaves: Iterable[bytes]) -> Iterator[tuple[Node, bytes]]:
    """Yield every complete subtree over hashes of leaves."""
    tree = Growing()
    for leaf in leaves:
        yield from tree.append(leaf)


def nodes_of(leaves: Iterable[bytes]) -> Nodes:
    """Keep a small tree in memory, given the hashes of its leaves."""
    return dict(grown(leaves)).__getitem__


def _left_leaves(leaves: int) -> int:
    """Return the largest power of two smaller than `leaves`."""
    return 1 << ((leaves - 1).bit_length() - 1)


def _are_hashes(*given: bytes) -> bool:
    return all(len(each) == HASH_BYTES for each in given)
