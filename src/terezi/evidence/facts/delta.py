"""A table of the lake on disk: Delta files, one writer at a time, acknowledged only when on the disk."""

import fcntl
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction

from terezi.base.errors import Unavailable
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.day_files import DayFile
from terezi.evidence.facts.durable import sync, sync_all
from terezi.evidence.facts.home import Home

KEEP_HISTORY = {
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}
ATTEMPTS = 5


def folder(home: Home, table: Table) -> Path:
    return home.lake_dir / table.name


def opened(home: Home, table: Table, version: int | None = None) -> DeltaTable | None:
    """Open a table, or answer None while nothing has been written to it."""
    where = folder(home, table)
    if not (where / "_delta_log").is_dir():
        return None
    try:
        return DeltaTable(where, version=version)
    except TableNotFoundError:
        return None
    except DeltaError as broken:
        raise Unavailable(
            f"Table {table.name} in {where} cannot be read at version {version}: {broken}"
        ) from broken


def files(delta: DeltaTable, home: Home, table: Table) -> list[DayFile]:
    """List the files of this version with what their statistics say, oldest day first."""
    actions = pl.DataFrame(pa.table(delta.get_add_actions(flatten=True)))
    where = folder(home, table)
    found = [_described(where, action) for action in actions.iter_rows(named=True)]
    return sorted(found, key=lambda file: (file.day or date.min, file.path))


def _described(where: Path, action: dict[str, object]) -> DayFile:
    day, known_at = action.get("partition.day"), action.get("min.known_at")
    return DayFile(
        path=where / unquote(str(action["path"])),
        day=day if isinstance(day, date) else None,
        rows=int(str(action["num_records"])),
        least_revision=int(str(action.get("min.revision") or 0)),
        highest_revision=int(str(action.get("max.revision") or 0)),
        known_at=known_at if isinstance(known_at, datetime) else None,
    )


@contextmanager
def writing(home: Home, table: Table) -> Iterator[DeltaTable]:
    """Hold the table's only pen: other processes wait their turn; a dead holder lets go by itself."""
    locks = home.lake_dir / ".locks"
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / table.name).open("w") as pen:
        fcntl.flock(pen, fcntl.LOCK_EX)
        yield _mended(home, table)


def _mended(home: Home, table: Table) -> DeltaTable:
    log = folder(home, table) / "_delta_log"
    _drop_torn_entry(log)
    delta = opened(home, table)
    if delta is None:
        delta = DeltaTable.create(
            folder(home, table),
            schema=table.arrow_schema(),
            partition_by=list(table.partition),
            configuration=KEEP_HISTORY,
        )
        _sync_log(delta, folder(home, table))
        sync(home.lake_dir)
    return delta


def _drop_torn_entry(log: Path) -> None:
    """Remove a last log entry that power loss left empty: it was never synced, so never acknowledged."""
    entries = sorted(log.glob("[0-9]*.json")) if log.is_dir() else []
    if not entries:
        return
    try:
        lines = [json.loads(line) for line in entries[-1].read_text(encoding="utf-8").splitlines()]
    except ValueError:
        lines = []
    if not lines:
        entries[-1].unlink()
        sync(log)


def commit(
    delta: DeltaTable,
    home: Home,
    table: Table,
    staged: Sequence[DayFile],
    *,
    overwrite: bool = False,
    only_day: date | None = None,
    delivery: str | None = None,
    says: dict[str, str] | None = None,
    rests_on: int | None = None,
) -> int:
    """Move files into the table and commit them; return the version once all of it is on the disk.

    The commit carries its delivery, or what `only_day` rests on, as an application transaction.
    """
    where = folder(home, table)
    moved = _moved(where, staged)
    marks = [Transaction(delivery, 1)] if delivery else []
    if only_day is not None and rests_on is not None:
        marks.append(Transaction(only_day.isoformat(), rests_on))
    properties = CommitProperties(custom_metadata=says, app_transactions=marks or None)
    for attempt in range(ATTEMPTS):
        try:
            delta.create_write_transaction(
                [_added(where, file) for file in moved],
                "overwrite" if overwrite else "append",
                delta.schema(),
                list(table.partition),
                partition_filters=[("day", "=", only_day.isoformat())] if only_day else None,
                commit_properties=properties,
            )
            break
        except CommitFailedError as lost:
            if attempt == ATTEMPTS - 1:
                raise Unavailable(f"{table.name} is being written by another program: {lost}") from lost
            time.sleep(0.05 * 2**attempt)
            delta.update_incremental()
    delta.update_incremental()
    _sync_log(delta, where)
    return delta.version()


def _moved(where: Path, staged: Sequence[DayFile]) -> list[DayFile]:
    sync_all(file.path for file in staged)
    moved = []
    for file in staged:
        target = where / (f"day={file.day}" if file.day else "") / file.path.name
        target.parent.mkdir(exist_ok=True)
        file.path.replace(target)
        moved.append(replace(file, path=target))
    sync_all({file.path.parent for file in moved} | {where})
    return moved


def _added(where: Path, file: DayFile) -> AddAction:
    return AddAction(
        path=str(file.path.relative_to(where)),
        size=file.size,
        partition_values={"day": file.day.isoformat()} if file.day else {},
        modification_time=int(file.path.stat().st_mtime * 1000),
        data_change=True,
        stats=file.statistics(),
    )


def _sync_log(delta: DeltaTable, where: Path) -> None:
    log = where / "_delta_log"
    version = f"{delta.version():020d}"
    with suppress(FileNotFoundError):
        sync_all([*log.glob(f"{version}.*"), *log.glob("_last_checkpoint")])
    sync(log)
    sync(where)


def version_known_at(delta: DeltaTable, known_at: datetime) -> int | None:
    """Return the last version published by that instant; one published without a time always was."""
    for entry in delta.history():
        published = entry.get("known_at")
        if published is None or datetime.fromisoformat(published) <= known_at.astimezone(UTC):
            return int(entry["version"])
    return None
