"""The kinds of table: what arrived, and what was published for a period."""

from terezi.evidence.facts.columns import Column, Table

DAY = Column("day", "date", "settlement day", "Day of the country's settlement zone; the partition")
PROVENANCE = (
    Column("delivery", "string", "sha-256, first 16", "Which accepted delivery brought the row"),
    Column("row_number", "int64", "count from 1", "Line of the row in its delivery, heading not counted"),
    Column("known_at", "instant", "UTC", "When Terezi acknowledged the delivery"),
    Column("revision", "int32", "count from 0", "0 as first told; each correction of the same key adds one"),
)
VALIDITY = (
    Column("valid_from", "date", "day", "First day the row is true"),
    Column(
        "valid_until", "date", "day, exclusive", "Day after the last; empty while it stands", nullable=True
    ),
)


def fact(name: str, says: str, key: tuple[str, ...], *columns: Column) -> Table:
    """Return a table of rows that arrived, with where each came from; its key holds within a day."""
    return Table(name, says, key, (DAY, *columns, *PROVENANCE))


def reference(name: str, says: str, key: tuple[str, ...], *columns: Column) -> Table:
    """Return a table the record publishes, whose rows are true for a period."""
    return Table(name, says, (*key, "valid_from"), (*columns, *VALIDITY), partition=())
