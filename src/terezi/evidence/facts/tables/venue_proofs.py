"""Derived of exchanges: what they proved to owe and to hold."""

from terezi.evidence.facts.columns import Column, Table
from terezi.evidence.facts.tables.kinds import DAY

VENUE_PROOFS = Table(
    "venue_proofs",
    "A proof of one asset's liabilities and reserves at one moment, as the record took it; the day is that of the moment",
    ("venue_id", "asset", "as_at", "day"),
    (
        DAY,
        Column("venue_id", "string", "code", "Venue as in ref_venues"),
        Column("asset", "string", "ticker", "Asset, or a currency"),
        Column("as_at", "instant", "UTC", "Moment the liabilities hold for"),
        Column("root", "string", "sha-256", "Root of the tree of all clients, one for all assets of a proof"),
        Column("digest", "string", "sha-256", "Of the statement, as docs/reserves.md writes it"),
        Column("clients", "int64", "count", "Clients in the tree"),
        Column("total_e8", "int64", "1e-8", "Owed to all of them"),
        Column("held_e8", "int64", "1e-8", "At signed addresses; empty where nothing was proved", nullable=True),
        Column("cold_e8", "int64", "1e-8", "Of it, at addresses whose keys are kept off line", nullable=True),
        Column("addresses", "int64", "count", "Reserve addresses on the register"),
        Column("signed", "int64", "count", "Of them, signed for over our challenge"),
        Column("height", "int64", "block", "Height of the chain they were read at", nullable=True),
        Column("proved_at", "instant", "UTC", "When the record took the proof"),
    ),
)  # fmt: skip
