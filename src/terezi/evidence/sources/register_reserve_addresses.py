"""Addresses at which venues say they hold coins of their clients, as a file."""

from terezi.evidence.sources.plain import one_of, reading
from terezi.evidence.sources.source import Source, with_columns
from terezi.evidence.sources.validity import VALID

REGISTER_RESERVE_ADDRESSES = Source(
    name="reserve addresses of venues",
    table="ref_reserve_addresses",
    recognises=with_columns("venue_id", "asset", "address", "storage"),
    parse=reading("ref_reserve_addresses"),
    checks=(one_of("REG-71", "storage", ("hot", "cold")), VALID),
)
