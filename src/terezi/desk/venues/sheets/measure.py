"""The sheet behind a number of the strip: what it means, the rule it is held against, and the rows of the lake it is made of."""

from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext as _

from terezi.base.periods import days_up_to
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.sheets.meanings import Meaning, meanings
from terezi.desk.venues.sheets.strip import Cell, Day, strip_of
from terezi.evidence.facts.tables import TABLES

SHOWN_ROWS = 24
SECTIONS = {
    "feeds": "feeds", "complete": "feeds", "volume": "markets", "fees": "fees", "levy": "fees", "depth": "markets",
    "spread": "markets", "reserves": "reserves", "premium": "markets", "few": "alerts",
}  # fmt: skip
"""Where the page of the exchange breaks each measure down."""
MADE_OF = {
    "complete": "venue_days", "volume": "venue_fee_days", "fees": "venue_fee_days", "depth": "venue_liquidity",
    "spread": "venue_liquidity", "premium": "venue_liquidity",
}  # fmt: skip
"""Small derived tables whose rows of the day make the measure; the others are read off returns themselves."""
OF_FEES = ("fees", "levy")
NOT_TOLD = {"day", "venue_id", "delivery", "row_number", "known_at", "revision"}


@dataclass(frozen=True)
class Part:
    """One column of one row a measure is made of, as the lake holds it."""

    name: str
    says: str
    unit: str
    value: object


@dataclass(frozen=True)
class MeasureSheet:
    """Everything on the sheet of a measure of one exchange on one day."""

    venue_id: str
    name: str
    cell: Cell
    meaning: Meaning
    section: str
    table: str
    rows: tuple[tuple[Part, ...], ...]
    rows_in_all: int
    law_version: str
    snapshot: str


def measure_sheet(basis: MarketBasis, venue_id: str, key: str) -> MeasureSheet | None:
    """Return the sheet of a measure; None where this officer sees no such exchange or measure."""
    row = basis.row(venue_id)
    if row is None:
        return None
    strip = strip_of(Day(basis), row)
    by_key = {cell.key: told for cell, told in zip(strip.cells, meanings(basis), strict=True)}
    cell = next((cell for cell in strip.cells if cell.key == key), None)
    if cell is None:
        return None
    table = MADE_OF.get(key, "")
    made_of = _rows(basis, venue_id, table) if table else pl.DataFrame()
    return MeasureSheet(
        venue_id,
        strip.name,
        cell,
        by_key[key],
        SECTIONS[key],
        table,
        tuple(_parts(basis, table, each) for each in made_of.head(SHOWN_ROWS).iter_rows(named=True)),
        len(made_of),
        basis.law.version if basis.law else "",
        str(basis.lake.lake.snapshot()),
    )


def _rows(basis: MarketBasis, venue_id: str, table: str) -> pl.DataFrame:
    days = days_up_to(basis.day, days=1)
    return basis.lake.rows(table, days, "venue_id").filter(pl.col("venue_id") == venue_id)


def _parts(basis: MarketBasis, table: str, row: dict[str, object]) -> tuple[Part, ...]:
    """Return the columns of a row that this officer may see: those of fees only where fees are his to see."""
    columns = [column for column in TABLES[table].columns if column.name not in NOT_TOLD]
    if not basis.sees_fees:
        columns = [column for column in columns if not any(each in column.name for each in OF_FEES)]
    return tuple(
        Part(one.name, _(one.says), one.unit, row[one.name]) for one in columns if row[one.name] is not None
    )
