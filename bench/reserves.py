"""Proof of reserves for a million clients: read the list, check it, grow the tree, and follow paths; faults named by row.

    python -m bench.reserves [--quick] [--dir DIR]

The list has 2**20 clients and three assets (--quick: 2**16). The tree is grown once more by another way, one node at a time with
big integers as RFC 6962 cuts a tree, and the roots are compared. Every fault of the issue is put at a random row of the whole list.
"""

import argparse
import hashlib
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from bench.report import line, versions
from terezi.base.errors import BadData
from terezi.evidence.numerics.reserves.liabilities import liabilities
from terezi.evidence.numerics.reserves.path import Summed, above, leads_to, leaf_of
from terezi.evidence.numerics.reserves.sum_tree import SumTree, grown
from terezi.evidence.sources.liabilities_list import read_liabilities

NAME = "reserves"
ASSETS = ("BTC", "ETH", "GGM")
GOAL_S = 15
PATHS = 1_000


def main() -> None:
    """Write a list, prove it, and spoil it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true", help="2**16 clients instead of 2**20")
    asked.add_argument("--dir", type=Path)
    given = asked.parse_args()
    versions(NAME, "numpy", "polars")
    with tempfile.TemporaryDirectory(dir=given.dir) as folder:
        path = Path(folder) / "owed.csv"
        listed(2**16 if given.quick else 2**20).write_csv(path)
        measure(path)


def listed(clients: int) -> pl.DataFrame:
    """Return a list of clients with random amounts whose sums stay below 2**63."""
    rng = np.random.default_rng(1)
    hashes = sorted(hashlib.sha256(str(n).encode()).hexdigest() for n in range(clients))
    amounts = {f"{asset}_e8": rng.integers(0, 2**62 // clients, clients) for asset in ASSETS}
    return pl.DataFrame({"leaf": range(clients), "client": hashes, **amounts})


def measure(path: Path) -> None:
    """Print one line per metric."""
    began, used = time.perf_counter(), time.process_time()
    rows = read_liabilities(path)
    checked = liabilities(rows)
    read_s = time.process_time() - used
    tree = grown(checked)
    wall_s, cpu_s = time.perf_counter() - began, time.process_time() - used
    what = f"{tree.clients} clients x {len(ASSETS)} assets"
    line(NAME, what, "read_and_check", read_s, "CPU-s")
    line(NAME, what, "read_check_and_grow", wall_s, "s")
    line(NAME, what, "read_check_and_grow", cpu_s, "CPU-s", peer="goal", ratio=round(cpu_s / GOAL_S, 3))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line(NAME, what, "peak_memory", peak, "MiB")
    leaves = [
        leaf_of(client.tobytes(), [int(e8) for e8 in amounts])
        for client, amounts in zip(checked.clients, checked.amounts_e8, strict=True)
    ]
    used = time.process_time()
    other = by_recursion(leaves, 0, len(leaves))
    line(NAME, what, "roots_equal", int(other == tree.root), "yes or no", peer="node by node")
    line(NAME, what, "node_by_node", time.process_time() - used, "CPU-s", peer="without the leaves")
    paths(what, tree, leaves)
    for fault, refused in faults(rows):
        line(NAME, what, f"refused: {fault}", int(refused), "row named")


def by_recursion(leaves: Sequence[Summed], start: int, end: int) -> Summed:
    """Grow the tree as RFC 6962 cuts it, one node at a time."""
    if end - start == 1:
        return leaves[start]
    cut = start + (1 << ((end - start - 1).bit_length() - 1))
    return above(by_recursion(leaves, start, cut), by_recursion(leaves, cut, end))


def paths(what: str, tree: SumTree, leaves: Sequence[Summed]) -> None:
    """Follow the paths of random clients, each to the root and none of a changed balance."""
    drawn = random.Random(2).sample(range(tree.clients), PATHS)
    took, right, wrong = [], 0, 0
    for number in drawn:
        path = tree.path(number)
        began = time.perf_counter()
        found = leads_to(leaf=leaves[number], number=number, clients=tree.clients, path=path)
        took.append(time.perf_counter() - began)
        right += found == tree.root
        less = leaves[number]._replace(sums_e8=(leaves[number].sums_e8[0] - 1, *leaves[number].sums_e8[1:]))
        wrong += leads_to(leaf=less, number=number, clients=tree.clients, path=path) == tree.root
    line(NAME, what, "paths_that_lead_to_the_root", right / PATHS, "share")
    line(NAME, what, "paths_of_a_changed_balance_that_do", wrong / PATHS, "share")
    line(NAME, what, "path_checked_p50", float(np.median(took)) * 1e3, "ms")


def faults(rows: pl.DataFrame) -> Iterator[tuple[str, bool]]:
    """Put each fault at one row and say whether the refusal names it."""
    row = random.Random(3).randrange(2, rows.height - 2)
    at = pl.int_range(pl.len()) == row

    def said(column: str, value: str) -> pl.DataFrame:
        return rows.with_columns(pl.when(at).then(pl.lit(value)).otherwise(column).alias(column))

    places = list(range(rows.height))
    places[row], places[row + 1] = places[row + 1], places[row]
    spoilt: dict[str, tuple[Callable[[], pl.DataFrame], int]] = {
        "negative": (lambda: said("ETH_e8", "-1"), row + 1),
        "duplicate": (lambda: said("client", rows["client"][row - 1]), row + 1),
        "overflow": (lambda: said("GGM_e8", str(2**63)), row + 1),
        "decimal comma": (lambda: said("GGM_e8", "1,5"), row + 1),
        "swapped order": (lambda: rows[places], row + 2),
        "dropped leaf": (lambda: rows.filter(~at), row + 1),
    }
    for fault, (spoil, named) in spoilt.items():
        try:
            liabilities(spoil())
        except BadData as refused:
            yield fault, f"row {named}." in str(refused) or f"row {named}," in str(refused)
        else:
            yield fault, False


if __name__ == "__main__":
    main()
