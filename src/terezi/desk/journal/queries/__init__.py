"""Reading the journal: its entries, the tree over them, and the rows its acts have sealed."""

from terezi.desk.journal.queries.entries import broken, entries, journal_end
from terezi.desk.journal.queries.tree import consistency, inclusion, last_checkpoint, root_at

__all__ = ["broken", "consistency", "entries", "inclusion", "journal_end", "last_checkpoint", "root_at"]
