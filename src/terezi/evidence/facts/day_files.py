"""Parquet files of one delivery, cut by settlement day as the lake wants them."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from terezi.evidence.facts.columns import Table

OPEN_AT_ONCE = 100
ROWS_TOGETHER = 131_072
"""Rows of one Parquet row group: what one thread reads at a time, and what a range of sorted keys lets a reader leave out."""


@dataclass(frozen=True)
class DayFile:
    """One Parquet file, and what a reader may know of it without opening it."""

    path: Path
    day: date | None
    rows: int = 0
    least_revision: int = 0
    highest_revision: int = 0
    known_at: datetime | None = None

    def statistics(self) -> str:
        """Return Delta's statistics of the file: enough to leave out versions and corrections."""
        if self.known_at is None:
            return json.dumps({"numRecords": self.rows})
        known_at = self.known_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return json.dumps(
            {
                "numRecords": self.rows,
                "minValues": {"revision": self.least_revision, "known_at": known_at},
                "maxValues": {"revision": self.highest_revision, "known_at": known_at},
                "nullCount": {},
            }
        )

    @property
    def size(self) -> int:
        return os.stat(self.path).st_size


def stored_schema(table: Table) -> pa.Schema:
    """Return the columns inside a file: a partition's day stands in its folder's name."""
    return pa.schema([field for field in table.arrow_schema() if field.name not in table.partition])


class DayFiles:
    """Writes batches of a table into one file per day (a few, when days come mixed)."""

    def __init__(self, folder: Path, table: Table, *, prefix: str, known_at: datetime | None) -> None:
        self._folder, self._table, self._prefix, self._known_at = folder, table, prefix, known_at
        self._schema = stored_schema(table)
        self._open: dict[date | None, pq.ParquetWriter] = {}
        self._now: dict[date | None, DayFile] = {}
        self.files: list[DayFile] = []

    def write(self, frame: pl.DataFrame) -> None:
        """Append rows; a table without partition goes into one file."""
        if not self._table.partition:
            self._append(None, frame)
            return
        for (day,), rows in frame.partition_by("day", as_dict=True, maintain_order=True).items():
            self._append(day, rows)

    def close(self) -> list[DayFile]:
        """Finish every file and return them all."""
        for writer in self._open.values():
            writer.close()
        self.files += self._now.values()
        self._open, self._now = {}, {}
        return self.files

    def _append(self, day: date | None, rows: pl.DataFrame) -> None:
        if day not in self._open:
            self._begin(day)
        table = rows.select(self._schema.names).to_arrow().cast(self._schema)
        self._open[day].write_table(table, row_group_size=ROWS_TOGETHER)
        self._now[day] = _counted(self._now[day], rows)

    def _begin(self, day: date | None) -> None:
        if len(self._open) >= OPEN_AT_ONCE:
            self.close()
        name = f"{self._prefix}-{len(self.files) + len(self._now):05d}.parquet"
        folder = self._folder / f"day={day}" if day else self._folder
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        self._open[day] = pq.ParquetWriter(path, self._schema, compression="zstd", compression_level=1)
        self._now[day] = DayFile(path, day, known_at=self._known_at, least_revision=2**31 - 1)


def _counted(file: DayFile, rows: pl.DataFrame) -> DayFile:
    revisions = rows["revision"] if "revision" in rows.columns else pl.Series([0])
    least, highest = int(revisions.min() or 0), int(revisions.max() or 0)  # type: ignore[arg-type]
    return replace(
        file,
        rows=file.rows + len(rows),
        least_revision=min(file.least_revision, least),
        highest_revision=max(file.highest_revision, highest),
    )


def batches(file: DayFile, table: Table) -> Iterator[pl.DataFrame]:
    """Read a file back in bounded batches, with its day."""
    with pq.ParquetFile(file.path) as parquet:
        for batch in parquet.iter_batches(batch_size=500_000):
            frame = pl.DataFrame(pa.Table.from_batches([batch]))
            if table.partition:
                frame = frame.with_columns(day=pl.lit(file.day, pl.Date))
            yield frame.select(table.names).cast(dict(table.polars_schema()))  # type: ignore[arg-type]
