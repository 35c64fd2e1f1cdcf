"""The root commits to every hash and every sum; a path leads to it from one leaf and from no other."""

import hashlib
from itertools import pairwise

import polars as pl
import pytest

from terezi.base.merkle import _left_leaves
from terezi.evidence.numerics.reserves.liabilities import liabilities
from terezi.evidence.numerics.reserves.lot import drawn
from terezi.evidence.numerics.reserves.path import Summed, above, client_hash, leads_to, leaf_of
from terezi.evidence.numerics.reserves.sum_tree import grown

from .owed import listed


def by_recursion(leaves):
    """The tree as RFC 6962 cuts it, node by node: another way to the same root."""
    if len(leaves) == 1:
        return leaves[0]
    cut = _left_leaves(len(leaves))
    return above(by_recursion(leaves[:cut]), by_recursion(leaves[cut:]))


def leaves_of(owed):
    return [
        leaf_of(client.tobytes(), [int(e8) for e8 in row])
        for client, row in zip(owed.clients, owed.amounts_e8, strict=True)
    ]


def test_two_clients_hash_as_written_down():
    rows = pl.DataFrame({"leaf": [0, 1], "client": ["11" * 32, "22" * 32], "BTC_e8": [5, 258]})

    def amount(number):
        return number.to_bytes(8, "big")

    one = hashlib.sha256(b"\x00" + b"\x11" * 32 + amount(5)).digest()
    two = hashlib.sha256(b"\x00" + b"\x22" * 32 + amount(258)).digest()
    root = hashlib.sha256(b"\x01" + one + amount(5) + two + amount(258)).digest()
    assert grown(liabilities(rows)).root == Summed(root, (263,))


@pytest.mark.parametrize("clients", [1, 2, 3, 5, 8, 13, 100, 257])
def test_the_root_is_that_of_an_independent_tree_and_sums_every_client(clients):
    owed = liabilities(listed(clients, seed=clients))

    tree = grown(owed)

    assert tree.root == by_recursion(leaves_of(owed))
    assert tree.root.sums_e8 == tuple(owed.amounts_e8.sum(axis=0).tolist())


@pytest.mark.parametrize("clients", [1, 2, 3, 6, 7, 33])
def test_every_leaf_leads_to_the_root_and_to_no_other_place(clients):
    tree = grown(liabilities(listed(clients)))

    for number, leaf in enumerate(leaves_of(liabilities(listed(clients)))):
        path = tree.path(number)
        assert leads_to(leaf=leaf, number=number, clients=clients, path=path) == tree.root
        for other in set(range(clients)) - {number}:
            assert leads_to(leaf=leaf, number=other, clients=clients, path=path) != tree.root


def test_a_path_with_one_sum_changed_leads_elsewhere_even_where_the_total_stays():
    owed = liabilities(listed(8))
    tree, leaf = grown(owed), leaves_of(owed)[3]
    first, *rest = tree.path(3)
    more, *others = first.sums_e8
    changed = Summed(first.hash, (more + 1, *others))
    cut = leaf._replace(sums_e8=(leaf.sums_e8[0] - 1, *leaf.sums_e8[1:]))

    assert leads_to(leaf=leaf, number=3, clients=8, path=[changed, *rest]) != tree.root
    assert leads_to(leaf=cut, number=3, clients=8, path=[changed, *rest]) != tree.root


@pytest.mark.parametrize("sum_e8", [-1, 2**63, 2**63 - 1])
def test_a_path_with_a_negative_or_too_large_sum_leads_nowhere(sum_e8):
    owed = liabilities(listed(4))
    leaf, (first, *rest) = leaves_of(owed)[0], grown(owed).path(0)
    told = [Summed(first.hash, (sum_e8, *first.sums_e8[1:])), *rest]

    assert leads_to(leaf=leaf, number=0, clients=4, path=told) is None


def test_a_path_too_long_or_too_short_leads_nowhere():
    owed = liabilities(listed(8))
    tree, leaf = grown(owed), leaves_of(owed)[2]
    path = tree.path(2)

    assert leads_to(leaf=leaf, number=2, clients=8, path=path[:-1]) is None
    assert leads_to(leaf=leaf, number=2, clients=8, path=(*path, path[0])) is None
    assert leads_to(leaf=leaf, number=8, clients=8, path=path) is None


def test_a_client_is_his_account_and_his_secret():
    told = hashlib.sha256(b"terezi client 1\x00A-7\x00secret").digest()

    assert client_hash(account="A-7", nonce="secret") == told
    assert client_hash(account="A-7", nonce="other") != told


def test_a_lot_is_drawn_again_from_its_seed_and_names_nobody_twice():
    first = drawn(seed=b"seed", clients=50, wanted=50)

    assert first == drawn(seed=b"seed", clients=50, wanted=50)
    assert sorted(first) == list(range(50))
    assert drawn(seed=b"seed", clients=50, wanted=7) == first[:7]
    assert drawn(seed=b"other", clients=50, wanted=7) != first[:7]


def test_a_lot_favours_nobody():
    counts = [0] * 10
    for n in range(2_000):
        for leaf in drawn(seed=n.to_bytes(4, "big"), clients=10, wanted=3):
            counts[leaf] += 1

    assert all(520 < count < 680 for count in counts)  # 600 on average; 20.5 is one standard deviation


def test_more_clients_than_there_are_cannot_be_drawn():
    with pytest.raises(ValueError, match="4 of 3"):
        drawn(seed=b"", clients=3, wanted=4)


def test_levels_halve():
    tree = grown(liabilities(listed(100)))

    assert all(len(above_) == -(-len(below) // 2) for below, above_ in pairwise(tree.levels))
