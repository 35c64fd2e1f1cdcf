"""The sheet behind a number of the strip: what it means, how it comes about, and the rule it is held against."""

from dataclasses import dataclass

from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.sheets.meanings import Meaning, meanings
from terezi.desk.venues.sheets.strip import CELLS, Cell, Day, keys_of
from terezi.desk.venues.sheets.workings import working_of
from terezi.desk.venues.sheets.workings.working import Working

SECTIONS = {
    "feeds": "feeds", "complete": "feeds", "volume": "markets", "fees": "fees", "levy": "fees", "depth": "markets",
    "spread": "markets", "reserves": "reserves", "premium": "markets", "few": "alerts",
    "travel": "flows",
}  # fmt: skip
"""Where the page of the exchange breaks each measure down."""


@dataclass(frozen=True)
class MeasureSheet:
    """Everything on the sheet of a measure of one exchange on one day."""

    venue_id: str
    name: str
    cell: Cell
    meaning: Meaning
    section: str
    working: Working
    law_version: str
    snapshot: str


def measure_sheet(basis: MarketBasis, venue_id: str, key: str) -> MeasureSheet | None:
    """Return the sheet of a measure; None where this officer sees no such exchange or measure."""
    row, keys = basis.row(venue_id), keys_of(basis)
    if row is None or key not in keys:
        return None
    day = Day(basis)
    meaning = meanings(basis)[keys.index(key)]
    return MeasureSheet(
        venue_id,
        str(row["name"]),
        CELLS[key](day, venue_id),
        meaning,
        SECTIONS[key],
        working_of(day, venue_id, key),
        basis.law.version if basis.law else "",
        _snapshot(basis, meaning.tables),
    )


def _snapshot(basis: MarketBasis, tables: str) -> str:
    """Say the versions of the tables a measure is read off."""
    versions = basis.lake.lake.snapshot().versions
    return ",".join(f"{name}={versions[name]}" for name in tables.split(", ") if name in versions)
