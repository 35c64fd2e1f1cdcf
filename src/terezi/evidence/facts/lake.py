"""The lake as a reader sees it: current facts, as known at an instant, on one engine.

`open` fixes a version of every table, so all that one lake answers belongs together. What the lake
itself publishes or replaces it sees at once; what others write, the next lake opened sees.
"""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

import polars as pl
import polars.selectors as cs
import pyarrow as pa

from terezi.base.periods import Period
from terezi.evidence.facts import delta
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.day_files import DayFile, DayFiles
from terezi.evidence.facts.days import TIME_OF
from terezi.evidence.facts.engines import Engine, engine
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.snapshots import Snapshot
from terezi.evidence.facts.tables import TABLES

__all__ = ["Lake", "Snapshot"]


@dataclass
class Lake:
    """Every table of one home, at one version each. Make it with `Lake.open`."""

    home: Home
    known_at: datetime | None
    _versions: dict[str, int]
    _files: dict[str, list[DayFile]] = field(default_factory=dict)

    @classmethod
    def open(
        cls, home: Home, *, known_at: datetime | None = None, snapshot: Snapshot | None = None
    ) -> "Lake":
        """Open for reading as it stands, as it was known at an instant (UTC), or as a snapshot names it.

        :raises Unavailable: when a version asked for is not there, or the engine is not.
        """
        versions = _versions(home, known_at) if snapshot is None else dict(snapshot.versions)
        return cls(home, known_at, versions)

    def snapshot(self) -> Snapshot:
        """Return the version of every table this lake reads."""
        return Snapshot(self._versions)

    def table(self, name: str) -> Any:
        """Return all current rows of a table as an Ibis table with every declared column."""
        return self._read(TABLES[name], None)

    def on(self, name: str, day: date) -> Any:
        """Return the current rows of one settlement day, opening only that day's files."""
        return self._read(TABLES[name], [day])

    def within(self, name: str, period: Period) -> Any:
        """Return the current rows of a period of settlement days, opening only those days' files."""
        return self._read(TABLES[name], list(period))

    def days(self, name: str) -> list[date]:
        """List the settlement days that hold rows."""
        return sorted({file.day for file in self._known(TABLES[name]) if file.day is not None and file.rows})

    def told_rows(self, name: str) -> dict[date, int]:
        """Count the rows told by settlement day, corrections among them: later data of a day makes it grow."""
        counts: dict[date, int] = {}
        for file in self._known(TABLES[name]):
            if file.day is not None:
                counts[file.day] = counts.get(file.day, 0) + file.rows
        return counts

    def rests_on(self, name: str, days: Iterable[date]) -> dict[date, int]:
        """Return for each of `days` the mark its derived rows were last written with; others are left out."""
        opened = delta.opened(self.home, TABLES[name], self._versions.get(name))
        if opened is None or name not in self._versions:
            return {}
        marks = {day: opened.transaction_version(day.isoformat()) for day in days}
        return {day: mark for day, mark in marks.items() if mark is not None}

    def memory(self, frame: pl.DataFrame | pa.Table) -> Any:
        """Return a small frame as an Ibis table that joins with tables of the lake."""
        rows = frame.to_arrow() if isinstance(frame, pl.DataFrame) else frame
        return self._engine.memory(_plain_strings(rows))

    def collect(self, expression: Any) -> pl.DataFrame:
        """Compute an Ibis expression; every time in the answer is UTC in microseconds."""
        rows = pl.DataFrame(self._engine.answer(expression))
        naive = cs.datetime(time_zone=None).dt.replace_time_zone("UTC")
        return rows.with_columns(naive).with_columns(cs.datetime().dt.cast_time_unit("us"))

    def replace_day(self, name: str, day: date, frame: pl.DataFrame, *, rests_on: int | None = None) -> None:
        """Let a derived table hold exactly these rows for a day; equal rows write nothing.

        `rests_on` marks the day with what the rows were derived from, such as a count of `told_rows`.
        """
        table = TABLES[name]
        rows = _checked(table, frame.with_columns(day=pl.lit(day, pl.Date)))
        marked = rests_on is None or self.rests_on(name, [day]).get(day) == rests_on
        if not marked or not self._holds(table, rows, self.on(name, day)):
            self._write(table, rows, only_day=day, says=None, rests_on=rests_on)

    def publish(self, name: str, frame: pl.DataFrame, *, at: datetime | None = None) -> None:
        """Let a reference hold exactly these rows, true as of `at`; equal rows write nothing."""
        table = TABLES[name]
        rows = _checked(table, frame)
        if not self._holds(table, rows, self.table(name)):
            says = {"known_at": at.astimezone(UTC).isoformat()} if at else None
            self._write(table, rows, only_day=None, says=says)

    @cached_property
    def _engine(self) -> Engine:
        return engine()

    def _known(self, table: Table) -> list[DayFile]:
        if table.name not in self._files:
            opened = delta.opened(self.home, table, self._versions.get(table.name))
            none = opened is None or table.name not in self._versions
            self._files[table.name] = [] if none or opened is None else delta.files(opened, self.home, table)
        return [file for file in self._files[table.name] if self._is_known(file)]

    def _is_known(self, file: DayFile) -> bool:
        # All rows of a file came in one delivery and became known at one instant.
        return self.known_at is None or file.known_at is None or file.known_at <= self.known_at

    def _read(self, table: Table, days: Sequence[date] | None) -> Any:
        known = self._known(table)
        if stays_in_its_day(table):
            known = known if days is None else [file for file in known if file.day in set(days)]
            return self._current(table, known)
        rows = self._current(table, known)
        return rows if days is None else rows.filter(rows.day.isin(days))

    def _current(self, table: Table, files: list[DayFile]) -> Any:
        corrections = [file for file in files if file.highest_revision]
        if not corrections:
            return self._rows(table, files)
        told_last = highest_revision(self._rows(table, corrections), table)
        first_told = [file for file in files if not file.least_revision]
        days = {file.day for file in corrections}
        in_question = [file for file in first_told if file.day in days or not stays_in_its_day(table)]
        settled = [file for file in first_told if file not in in_question]
        rows = told_last.union(_first_told(self._rows(table, in_question), told_last, table))
        return rows.union(self._rows(table, settled)) if settled else rows

    def _rows(self, table: Table, files: list[DayFile]) -> Any:
        if not files:
            return self.memory(table.arrow_schema().empty_table())
        root = delta.folder(self.home, table)
        rows = self._engine.read(table, root, [file.path for file in files])
        return rows.select(table.names)

    def _holds(self, table: Table, rows: pl.DataFrame, current: Any) -> bool:
        if table.name not in self._versions:
            return False
        there = self.collect(current).select(table.names).cast(rows.schema)
        return there.sort(table.key).equals(rows.sort(table.key))

    def _write(
        self,
        table: Table,
        rows: pl.DataFrame,
        *,
        only_day: date | None,
        says: dict[str, str] | None,
        rests_on: int | None = None,
    ) -> None:
        with delta.writing(self.home, table) as opened:
            folder = self.home.staging_dir / f"written-{uuid4().hex}"
            files = DayFiles(folder, table, prefix=uuid4().hex, known_at=None)
            if len(rows):
                files.write(rows.sort(table.key))
            version = delta.commit(
                opened,
                self.home,
                table,
                files.close(),
                overwrite=True,
                only_day=only_day,
                says=says,
                rests_on=rests_on,
            )
            shutil.rmtree(folder, ignore_errors=True)
        self._versions[table.name] = version
        self._files.pop(table.name, None)


def stays_in_its_day(table: Table) -> bool:
    """Say whether a fact's day follows from its key, so that no correction moves it to another day."""
    return table.name not in TIME_OF or TIME_OF[table.name] in table.key or "day" in table.key


def highest_revision(rows: Any, table: Table) -> Any:
    """Keep of every fact that was corrected what was told last."""
    import ibis  # noqa: PLC0415 - takes a second

    newest_first = ibis.window(group_by=list(table.key), order_by=ibis.desc("revision"))
    ranked = rows.filter(rows.revision > 0).mutate(told_after=ibis.row_number().over(newest_first))
    return ranked.filter(ranked.told_after == 0).select(table.names)


def _first_told(rows: Any, corrections: Any, table: Table) -> Any:
    """Keep of the facts as first told those nobody corrected."""
    return rows.filter(rows.revision == 0).anti_join(corrections, list(table.key)).select(table.names)


def _versions(home: Home, known_at: datetime | None) -> dict[str, int]:
    versions = {}
    for name, table in TABLES.items():
        opened = delta.opened(home, table)
        if opened is None:
            continue
        published = known_at is not None and not table.partition
        version = delta.version_known_at(opened, known_at) if published and known_at else opened.version()
        if version is not None:
            versions[name] = version
    return versions


def _checked(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the declared columns in their declared types.

    :raises ValueError: when a column is missing, or empty where it may not be.
    """
    missing = set(table.names) - set(frame.columns)
    if missing:
        raise ValueError(f"{table.name}: columns {sorted(missing)} are missing")
    rows = frame.select(table.names).cast(dict(table.polars_schema()))  # type: ignore[arg-type]
    for column in table.columns:
        if not column.nullable and rows[column.name].null_count():
            raise ValueError(f"{table.name}: column {column.name} may not be empty")
    return rows


def _plain_strings(table: pa.Table) -> pa.Table:
    return table.cast(
        pa.schema(
            [
                field.with_type(pa.string())
                if pa.types.is_large_string(field.type) or pa.types.is_string_view(field.type)
                else field
                for field in table.schema
            ]
        )
    )
