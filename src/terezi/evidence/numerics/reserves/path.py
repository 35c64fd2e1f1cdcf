"""From one client's leaf to the root, with nothing but SHA-256: what the client himself, or anybody, can check."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from terezi.base.merkle import HASH_BYTES

LEAF, NODE = b"\x00", b"\x01"
TOO_MUCH = 2**63
PURPOSE = b"terezi client 1"


class Summed(NamedTuple):
    """A node: its hash, and what the clients below it are owed of each asset, 1e-8."""

    hash: bytes
    sums_e8: tuple[int, ...]


def client_hash(*, account: str, nonce: str) -> bytes:
    """Return the hash that stands for a client: of his account and of a secret of 16 bytes or more only he and the venue know."""
    return hashlib.sha256(b"\x00".join([PURPOSE, account.encode(), nonce.encode()])).digest()


def leaf_of(client: bytes, amounts_e8: Sequence[int]) -> Summed:
    """Return the leaf of a client.

    :raises ValueError: when an amount is negative or reaches 2**63, or the hash is none.
    """
    return Summed(hashlib.sha256(LEAF + _told(client, amounts_e8)).digest(), tuple(amounts_e8))


def above(left: Summed, right: Summed) -> Summed:
    """Return the node above two others.

    :raises ValueError: when a sum is negative or reaches 2**63, or the two are not of the same assets.
    """
    sums = tuple(a + b for a, b in zip(left.sums_e8, right.sums_e8, strict=True))
    node = Summed(hashlib.sha256(NODE + _told(*left) + _told(*right)).digest(), sums)
    _told(*node)
    return node


def leads_to(*, leaf: Summed, number: int, clients: int, path: Sequence[Summed]) -> Summed | None:
    """Return the root that a leaf and its path make in a tree of so many clients; none where they do not fit together."""
    if not 0 <= number < clients:
        return None
    found, place, last, rest = leaf, number, clients - 1, list(path)
    try:
        while last:
            if place ^ 1 <= last:
                beside = rest.pop(0)
                found = above(beside, found) if place & 1 else above(found, beside)
            place, last = place >> 1, last >> 1
    except (IndexError, ValueError):
        return None
    return None if rest else found


def _told(hashed: bytes, sums_e8: Sequence[int]) -> bytes:
    if len(hashed) != HASH_BYTES or not all(0 <= each < TOO_MUCH for each in sums_e8):
        raise ValueError("a node has a hash of 32 bytes and sums from 0 to below 2**63")
    return hashed + b"".join(each.to_bytes(8, "big") for each in sums_e8)
