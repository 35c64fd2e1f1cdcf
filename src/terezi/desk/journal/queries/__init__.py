"""Reading the journal: its entries, the tree over them, and the rows its acts have sealed."""

from terezi.desk.journal.queries.entries import broken, entries, journal_end
from terezi.desk.journal.queries.tree import (
    checkpoints,
    consistency,
    inclusion,
    keys_since,
    last_checkpoint,
    proof,
    root_at,
    signing_keys,
    tile,
)

__all__ = [
    "broken",
    "checkpoints",
    "consistency",
    "entries",
    "inclusion",
    "journal_end",
    "keys_since",
    "last_checkpoint",
    "proof",
    "root_at",
    "signing_keys",
    "tile",
]
