"""Rows of one delivery enter a table exactly once: new facts, corrections, and nothing for the rest."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
from deltalake import DeltaTable

from terezi.evidence.facts import delta
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.day_files import DayFile, DayFiles
from terezi.evidence.facts.engines import parquet
from terezi.evidence.facts.flags import Flag
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import stays_in_its_day
from terezi.evidence.facts.receipts import Correction
from terezi.evidence.facts.tables import PROVENANCE

SORTING_MEMORY = "1500MB"
CORRECTIONS_TOLD = 20
LONGEST_TOLD = 200


@dataclass(frozen=True)
class Counts:
    """What a delivery changed in its table, in rows."""

    new: int = 0
    unchanged: int = 0
    corrected: int = 0
    corrections: tuple[Correction, ...] = ()

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.new + other.new,
            self.unchanged + other.unchanged,
            self.corrected + other.corrected,
            self.corrections + other.corrections,
        )

    @property
    def said(self) -> dict[str, str]:
        """Say the counts in the words a commit keeps them in."""
        return {name: str(getattr(self, name)) for name in ("new", "unchanged", "corrected")}


@dataclass(frozen=True)
class Staged:
    """Checked rows of one delivery on disk, below HOME/staging, each key once, revision 0."""

    delivery: str
    table: Table
    folder: Path
    files: tuple[DayFile, ...]


def accept(staged: Staged, *, home: Home) -> Counts:
    """Commit a delivery and return what it changed; on the disk when this returns.

    A delivery committed before, by a process that died since, is not committed again.
    """
    with delta.writing(home, staged.table) as opened:
        if opened.transaction_version(staged.delivery) is not None:
            return _counts_of(opened, staged.delivery)
        entering, counts = _sorted_out(staged, delta.files(opened, home, staged.table))
        if entering:
            says = {"delivery": staged.delivery, **counts.said}
            delta.commit(opened, home, staged.table, entering, delivery=staged.delivery, says=says)
    return counts


def committed(delivery: str, table: Table, *, home: Home) -> Counts | None:
    """Return what a delivery changed in its table, or none when it was not committed."""
    opened = delta.opened(home, table)
    if opened is None or opened.transaction_version(delivery) is None:
        return None
    return _counts_of(opened, delivery)


def _counts_of(opened: DeltaTable, delivery: str) -> Counts:
    entry = next(entry for entry in opened.history() if entry.get("delivery") == delivery)
    return Counts(int(entry["new"]), int(entry["unchanged"]), int(entry["corrected"]))


def _sorted_out(staged: Staged, there: list[DayFile]) -> tuple[list[DayFile], Counts]:
    """Part the files of untouched days, which enter as they are, from those to be compared."""
    days = {file.day for file in staged.files}
    if stays_in_its_day(staged.table):
        there = [file for file in there if file.day in days]
        touched = {file.day for file in there}
    else:
        touched = days if there else set()
    fresh = [file for file in staged.files if file.day not in touched]
    compared = [file for file in staged.files if file.day in touched]
    counts = Counts(new=sum(file.rows for file in fresh))
    if not compared:
        return fresh, counts
    files, more = _compared(staged, compared, there)
    return fresh + files, counts + more


def _compared(
    staged: Staged, told: Sequence[DayFile], there: Sequence[DayFile]
) -> tuple[list[DayFile], Counts]:
    writer = DayFiles(
        staged.folder / "compared", staged.table, prefix=f"{staged.delivery}-c", known_at=told[0].known_at
    )
    for rows in _changed(staged, told, there):
        writer.write(rows)
    files = [file for file in writer.close() if file.rows]
    entering = sum(file.rows for file in files)
    new = sum(_new_rows(file) for file in files)
    unchanged = sum(file.rows for file in told) - entering
    corrected = entering - new
    return files, Counts(
        new, unchanged, corrected, _corrections(staged.table, files, there) if corrected else ()
    )


def _new_rows(file: DayFile) -> int:
    if file.highest_revision == 0:
        return file.rows
    return int(pl.scan_parquet(file.path).filter(pl.col("revision") == 0).select(pl.len()).collect().item())


def _corrections(
    table: Table, entered: Sequence[DayFile], there: Sequence[DayFile]
) -> tuple[Correction, ...]:
    """Tell what the first corrected rows of a delivery say otherwise than what was known; `there` is that of before."""
    after, before = _corrected_rows(table, entered, there)
    known = {tuple(row[name] for name in table.key): row for row in before.iter_rows(named=True)}
    return tuple(
        Correction(row["row_number"], {name: _told(row, name) or "" for name in table.key}, name, *said)
        for row in after.iter_rows(named=True)
        if (was := known.get(tuple(row[name] for name in table.key))) is not None
        for name in _values(table)
        if (said := (_told(was, name), _told(row, name)))[0] != said[1]
    )


def _corrected_rows(
    table: Table, entered: Sequence[DayFile], there: Sequence[DayFile]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the first rows that entered as corrections, and the newest known before of their keys."""
    key = ", ".join(f'"{name}"' for name in table.key)  # "at" is a word of SQL
    # The names below are those of facts/tables and of files this program wrote.
    first = f"""
        SELECT * FROM {parquet(table, [file.path for file in entered])}
        WHERE revision > 0 ORDER BY row_number LIMIT {CORRECTIONS_TOLD}
    """  # noqa: S608
    known = f"""
        SELECT there.* FROM {parquet(table, [file.path for file in there])} AS there SEMI JOIN asked USING ({key})
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY revision DESC) = 1
    """  # noqa: S608
    with closing(duckdb.connect()) as connection:
        connection.execute(f"SET memory_limit = '{SORTING_MEMORY}'")
        after = pl.DataFrame(connection.sql(first).to_arrow_table())
        connection.register("asked", after.select(table.key).to_arrow())
        return after, pl.DataFrame(connection.sql(known).to_arrow_table())


def _told(row: Mapping[str, Any], name: str) -> str | None:
    """Write a value of the lake in words; AFTER_GAP speaks of the delivery, not of the fact."""
    value = row[name]
    if value is None:
        return None
    return str(value & ~int(Flag.AFTER_GAP) if name == "flags" else value)[:LONGEST_TOLD]


def _values(table: Table) -> list[str]:
    """Return the columns of a fact beside its key, and what is told of its delivery."""
    return [name for name in table.names if name not in {*table.key, *(it.name for it in PROVENANCE)}]


def _changed(staged: Staged, told: Sequence[DayFile], there: Sequence[DayFile]) -> Iterator[pl.DataFrame]:
    """Yield the rows told that say something new, with the revision they enter as."""
    with closing(duckdb.connect()) as connection:
        connection.execute(f"SET memory_limit = '{SORTING_MEMORY}'")
        connection.execute("SET preserve_insertion_order = false;")
        temporary = str(staged.folder / "sorting").replace("'", "''")
        connection.execute(f"SET temp_directory = '{temporary}'")
        reader = connection.sql(_comparison(staged.table, told, there)).to_arrow_reader(500_000)
        for batch in reader:
            frame = pl.DataFrame(pa.Table.from_batches([batch])).select(staged.table.names)
            yield frame.cast(dict(staged.table.polars_schema()))  # type: ignore[arg-type]


def _comparison(table: Table, told: Sequence[DayFile], there: Sequence[DayFile]) -> str:
    key = ", ".join(f'"{name}"' for name in table.key)  # "at" is a word of SQL
    corrected = any(file.highest_revision for file in there)
    newest = f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY revision DESC) = 1" if corrected else ""
    values = _values(table)
    # What a delivery leaves empty it does not tell: it keeps what was known, and contradicts nothing.
    untold = [column.name for column in table.columns if column.nullable]
    kept = "".join(f", coalesce(told.{name}, there.{name}) AS {name}" for name in untold)
    differs = " OR ".join(
        f"({f'told.{name} IS NOT NULL AND ' if name in untold else ''}"
        f"{_said('told', name)} IS DISTINCT FROM {_said('there', name)})"
        for name in values
    )
    # The names below are those of facts/tables and of files this program wrote.
    return f"""
        SELECT told.* REPLACE (coalesce(there.revision + 1, 0)::INTEGER AS revision{kept})
        FROM {parquet(table, [file.path for file in told])} AS told
        LEFT JOIN (SELECT * FROM {parquet(table, [file.path for file in there])} {newest}) AS there USING ({key})
        WHERE there.revision IS NULL OR {differs}
    """  # noqa: S608


def _said(side: str, name: str) -> str:
    # AFTER_GAP speaks of the delivery a fact came in, not of the fact.
    return f"({side}.flags & ~{int(Flag.AFTER_GAP)})" if name == "flags" else f"{side}.{name}"
