"""Grow the tree of a list of liabilities: the same for the venue, the authority and anybody who holds the list."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from terezi.base.errors import BadData
from terezi.base.merkle import HASH_BYTES
from terezi.evidence.numerics.reserves.leaf_proof import LeafProof, leaf_proof
from terezi.evidence.numerics.reserves.liabilities import Liabilities, liabilities
from terezi.evidence.numerics.reserves.statement import Statement, instant
from terezi.evidence.numerics.reserves.sum_tree import SumTree, grown
from terezi.evidence.sources.liabilities_list import read_liabilities


@dataclass(frozen=True)
class Recomputed:
    """A list, its tree, and what the two say."""

    owed: Liabilities
    tree: SumTree
    statement: Statement

    @property
    def claim(self) -> dict[str, object]:
        """Return what a venue claims, as sources.reserve_claim reads it; signatures are the venue's to add."""
        return {
            "venue_id": self.statement.venue_id,
            "as_at": instant(self.statement.as_at),
            "clients": self.statement.clients,
            "root": self.statement.root.hash.hex(),
            "totals_e8": self.statement.totals_e8,
            "challenge": "",
            "signatures": [],
        }

    def of_client(self, client: str) -> LeafProof:
        """Return what one client gets to check his balance with.

        :raises BadData: when the list names no such client.
        """
        wanted = bytes.fromhex(client) if len(client) == 2 * HASH_BYTES else b""
        same = (self.owed.clients == np.frombuffer(wanted, np.uint8)).all(axis=1) if wanted else np.array([])
        if not same.any():
            raise BadData(
                f"The list names no client {client}: give the 64 hexadecimal digits of its column client"
            )
        return leaf_proof(statement=self.statement, tree=self.tree, leaf=int(same.argmax()), client=wanted)


def recompute_owed(path: Path, *, venue_id: str, as_at: datetime) -> Recomputed:
    """Read, check and sum a list of liabilities.

    :raises BadData: naming the rows that break a rule.
    """
    owed = liabilities(read_liabilities(path))
    tree = grown(owed)
    return Recomputed(owed, tree, Statement(venue_id, as_at, tree.clients, owed.assets, tree.root))
