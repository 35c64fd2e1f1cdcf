"""Merkle trees hash as RFC 6962 says, and no proof that was touched holds."""

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terezi.base import merkle
from terezi.base.merkle import Node

LEAVES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION_0_IN_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
CONSISTENCY_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


# An implementation of its own, word for word after RFC 9162, sections 2.1.1 to 2.1.4; shares no line with ours
def sha256(data):
    return hashlib.sha256(data).digest()


def split_of(n):
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def mth(d):
    if not d:
        return sha256(b"")
    if len(d) == 1:
        return sha256(b"\x00" + d[0])
    k = split_of(len(d))
    return sha256(b"\x01" + mth(d[:k]) + mth(d[k:]))


def path(m, d):
    if len(d) == 1:
        return []
    k = split_of(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m, d, whole):
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split_of(len(d))
    if m <= k:
        return [*subproof(m, d[:k], whole), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def root_of_path(m, n, leaf, hashes):
    """Fold a path back up, the way `path` came down."""
    if n == 1:
        return leaf if not hashes else None
    if not hashes:
        return None
    k, last = split_of(n), hashes[-1]
    below = root_of_path(m, k, leaf, hashes[:-1]) if m < k else root_of_path(m - k, n - k, leaf, hashes[:-1])
    if below is None:
        return None
    return sha256(b"\x01" + (below + last if m < k else last + below))


def nodes_over(data):
    return merkle.nodes_of(merkle.leaf_hash(each) for each in data)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_known_vectors(size):
    assert merkle.root(size, nodes_over(LEAVES)).hex() == ROOTS[size]


def test_proofs_are_those_of_the_known_vectors():
    nodes = nodes_over(LEAVES)

    assert [each.hex() for each in merkle.inclusion_proof(0, 8, nodes)] == INCLUSION_0_IN_8
    assert [each.hex() for each in merkle.consistency_proof(6, 8, nodes)] == CONSISTENCY_6_TO_8


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=300), st.data())
def test_an_independent_implementation_agrees_on_random_trees(data, draw):
    size = draw.draw(st.integers(1, len(data)))
    index, old = draw.draw(st.integers(0, size - 1)), draw.draw(st.integers(1, size))
    nodes = nodes_over(data)

    assert merkle.root(size, nodes) == mth(data[:size])
    assert list(merkle.inclusion_proof(index, size, nodes)) == path(index, data[:size])
    assert list(merkle.consistency_proof(old, size, nodes)) == subproof(old, data[:size], True)


@given(st.integers(1, 40), st.integers(0, 45), st.integers(0, 40), st.randoms(use_true_random=False))
def test_both_implementations_accept_and_refuse_the_same_inclusion_proofs(size, index, claimed, chance):
    data = [bytes([each]) for each in range(size)]
    true = min(index, size - 1)
    hashes = list(merkle.inclusion_proof(true, size, nodes_over(data)))
    if hashes and chance.random() < 0.3:
        hashes.pop(chance.randrange(len(hashes)))
    root, leaf = mth(data), sha256(b"\x00" + data[true])

    ours = merkle.verify_inclusion(leaf=leaf, index=index, size=claimed, hashes=hashes, root=root)

    assert ours == (index < claimed and root_of_path(index, claimed, leaf, hashes) == root)


def test_every_leaf_of_every_small_tree_is_proved():
    data = [str(each).encode() for each in range(70)]
    nodes = nodes_over(data)
    for size in range(1, 71):
        root = merkle.root(size, nodes)
        for index in range(size):
            leaf, hashes = merkle.leaf_hash(data[index]), merkle.inclusion_proof(index, size, nodes)
            proof = {"leaf": leaf, "size": size, "hashes": hashes, "root": root}

            assert merkle.verify_inclusion(index=index, **proof)
            assert not any(
                merkle.verify_inclusion(index=other, **proof) for other in range(size + 1) if other != index
            )


def test_every_pair_of_small_trees_is_proved_consistent_and_no_other():
    nodes = nodes_over([str(each).encode() for each in range(40)])
    roots = [merkle.root(size, nodes) for size in range(41)]
    another = merkle.leaf_hash(b"another")
    for new in range(41):
        for old in range(new + 1):
            hashes = merkle.consistency_proof(old, new, nodes)
            proof = {"old_size": old, "new_size": new, "hashes": hashes}

            assert merkle.verify_consistency(old_root=roots[old], new_root=roots[new], **proof)
            assert not merkle.verify_consistency(old_root=another, new_root=roots[new], **proof)
            if old:
                assert not merkle.verify_consistency(old_root=roots[old], new_root=another, **proof)
                assert not merkle.verify_consistency(
                    old_root=roots[old], new_root=roots[new], **proof | {"hashes": (*hashes, another)}
                )


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def changes_of(parts):
    """Every single-bit change of a list of hashes."""
    for place, part in enumerate(parts):
        for bit in range(8 * len(part)):
            yield [*parts[:place], flipped(part, bit), *parts[place + 1 :]]


def test_a_hundred_thousand_single_bit_changes_are_refused():
    """Sizes are not flipped here: they come out of the signed checkpoint (see test_signed_logs)."""
    chance, tried, accepted = random.Random(6962), 0, 0
    nodes = nodes_over([each.to_bytes(4, "big") for each in range(5000)])
    while tried < 100_000:
        size = chance.randrange(2, 5001)
        index, old, root = chance.randrange(size), chance.randrange(1, size), merkle.root(size, nodes)
        inclusion = [nodes(Node(0, index)), root, *merkle.inclusion_proof(index, size, nodes)]
        for leaf, top, *hashes in changes_of(inclusion):
            tried += 1
            accepted += merkle.verify_inclusion(leaf=leaf, index=index, size=size, hashes=hashes, root=top)
        for bit in range(size.bit_length() + 1):
            leaf, top, *hashes = inclusion
            tried += 1
            accepted += merkle.verify_inclusion(
                leaf=leaf, index=index ^ 1 << bit, size=size, hashes=hashes, root=top
            )
        growth = [merkle.root(old, nodes), root, *merkle.consistency_proof(old, size, nodes)]
        for before, after, *hashes in changes_of(growth):
            tried += 1
            accepted += merkle.verify_consistency(
                old_size=old, new_size=size, old_root=before, new_root=after, hashes=hashes
            )

    assert (accepted, tried >= 100_000) == (0, True)


def test_a_tree_of_a_million_leaves_is_proved_with_twenty_hashes():
    assert len(merkle.inclusion_ranges(123_456, 1_000_000)) == 20
    assert sum(len(merkle.subtrees(*each)) for each in merkle.inclusion_ranges(999_998, 1_000_000)) < 40


def test_a_leaf_that_is_not_there_cannot_be_proved():
    with pytest.raises(ValueError, match="has no leaf 8"):
        merkle.inclusion_ranges(8, 8)
    with pytest.raises(ValueError, match="cannot begin"):
        merkle.consistency_ranges(9, 8)
