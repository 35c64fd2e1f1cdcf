"""The door: files come in, each is taken whole into the lake or kept whole in quarantine."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from terezi.base.errors import BadData, Unavailable
from terezi.base.sayings import saying
from terezi.evidence.facts import receipts
from terezi.evidence.facts.columns import Table
from terezi.evidence.facts.deliveries import Staged, accept
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.receipts import Note, Problem, Receipt
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.sources.catalogue import DELIVERED, FORMATS, REGISTERS
from terezi.evidence.sources.checks import Tally, general
from terezi.evidence.sources.formats import as_table
from terezi.evidence.sources.plain import SETTLEMENT_ZONE
from terezi.evidence.sources.price_levels import prices_apart
from terezi.evidence.sources.quarantine import quarantine, release
from terezi.evidence.sources.raw_rows import raw_rows
from terezi.evidence.sources.recognition import Recognised, recognise
from terezi.evidence.sources.source import Source, named
from terezi.evidence.sources.staging import Prepared, Progress, Told, complete, prepare
from terezi.evidence.sources.strangers import remember, strangers
from terezi.evidence.sources.trade_numbers import numbers_told_twice
from terezi.evidence.sources.unpack import Bounds, Unreadable
from terezi.evidence.sources.venue_licences import FILED_BY, UNLICENSED, Span, licences, who_may_file
from terezi.evidence.sources.venue_returns import RETURNS

if TYPE_CHECKING:
    from terezi.law.terms import Law

__all__ = ["Bounds", "Note", "Problem", "Receipt", "read_register", "receive", "register_of"]

BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, pa.ArrowException)
DELIVERED_AS = (".csv", ".parquet", ".xml")


@dataclass(frozen=True)
class Door:
    """What stays the same for all files of one call."""

    home: Home
    zone: str
    at: datetime
    options: Mapping[str, str]
    bounds: Bounds
    sources: Sequence[Source]
    progress: Progress
    licences: Callable[[Home], list[Span] | None] = licences


def receive(
    paths: Iterable[Path],
    *,
    home: Home,
    law: "Law",
    at: datetime,
    options: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    bounds: Bounds | None = None,
    sources: Sequence[Source] = DELIVERED,
    licensed: Callable[[Home], list[Span] | None] = licences,
) -> list[Receipt]:
    """Take files, and the files of folders, into the lake; `at` is when they were handed over.

    Bad content is answered by a receipt, never raised. In a folder, files no source knows are
    listed as not recognised; named one by one, they are quarantined. `progress` hears the file and
    the rows read so far. Options: `time_zone` of clocks without offset, `source`, and what a source needs.
    `licensed` answers under which licences returns are filed; the lake knows those of this morning.

    :raises Unavailable: when a path does not exist.
    """
    zone = law.settlement.time_zone.value
    given = {**(options or {}), SETTLEMENT_ZONE: zone}
    door = Door(
        home, zone, at.astimezone(UTC), given, bounds or Bounds(), sources, progress or _silent, licensed
    )
    return [_receive(path, door, in_folder=in_folder) for path, in_folder in _files(paths)]


def _silent(file: str, rows: int) -> None:
    """Report nothing."""


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(it for it in path.rglob("*") if it.is_file() and not it.name.startswith("."))
            yield from ((it, True) for it in inside)
        elif path.exists():
            yield path, False
        else:
            raise Unavailable(f"{path} does not exist: name files or folders that do")


def _receive(path: Path, door: Door, *, in_folder: bool) -> Receipt:
    door.home.staging_dir.mkdir(parents=True, exist_ok=True)
    looked = _state(path)
    with tempfile.TemporaryDirectory(dir=door.home.staging_dir, prefix="as-table-") as folder:
        try:
            table = as_table(
                path, formats=FORMATS, sources=door.sources, folder=Path(folder), bounds=door.bounds
            )
            recognised = recognise(table, sources=door.sources, options=door.options, bounds=door.bounds)
        except Unreadable as unknown:
            return _unknown(path, door, unknown, in_folder=in_folder)
        return _recognised(path, table, recognised, door, looked)


def _recognised(
    path: Path, table: Path, recognised: Recognised, door: Door, looked: tuple[int, ...]
) -> Receipt:
    """Take a file whose source is known; `table` is the file, or what it says as a table."""
    delivery = delivery_of(path, door.options)
    before = receipts.kept(door.home, delivery)
    if before:
        return before.seen_again(file=_name(path), at=door.at)
    receipt = Receipt(
        _name(path), delivery, recognised.source.name, recognised.source.table, "quarantined", door.at
    )
    folder = Path(tempfile.mkdtemp(dir=door.home.staging_dir, prefix=f"{delivery}-"))
    try:
        return _taken(path, table, recognised, receipt, door, folder, looked)
    except Unreadable as refused:
        return _refused(path, replace(receipt, problems=refused.problems), door)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _name(path: Path) -> str:
    """Return the name of a file as text, whatever bytes it is made of."""
    return os.fsencode(path.name).decode("utf-8", "backslashreplace")


def _state(path: Path) -> tuple[int, ...]:
    told = path.stat()
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def _refuse_changed(path: Path, looked: tuple[int, ...]) -> None:
    if _state(path) != looked:
        raise Unreadable(
            Problem(
                "DOOR-22",
                "The file changed while it was read, so its number would not be that of its rows",
                remedy="Give the file again once it has arrived whole",
            )
        )


def _unknown(path: Path, door: Door, unknown: Unreadable, *, in_folder: bool) -> Receipt:
    nobody_knows = any(problem.check == "DOOR-09" for problem in unknown.problems)
    foreign = in_folder and (nobody_knows or not named(path).endswith(DELIVERED_AS))
    delivery = "" if foreign else delivery_of(path, door.options)
    receipt = Receipt(_name(path), delivery, "", "", "not_recognised", door.at, problems=unknown.problems)
    return receipt if foreign else _refused(path, replace(receipt, outcome="quarantined"), door)


def _refused(path: Path, receipt: Receipt, door: Door) -> Receipt:
    quarantine(path, receipt, home=door.home, kept_bytes=door.bounds.kept_bytes)
    return receipt


def _taken(
    path: Path,
    told: Path,
    recognised: Recognised,
    receipt: Receipt,
    door: Door,
    folder: Path,
    looked: tuple[int, ...],
) -> Receipt:
    prepared = staged(told, recognised, receipt.delivery, door, folder)
    _refuse_changed(path, looked)
    receipt = replace(receipt, problems=tuple(prepared.problems), notes=tuple(prepared.notes))
    if prepared.problems:
        return _refused(path, receipt, door)
    table = TABLES[recognised.source.table]
    counts = accept(Staged(receipt.delivery, table, folder, tuple(prepared.files)), home=door.home)
    days = sorted(file.day for file in prepared.files if file.day)
    receipt = replace(
        receipt,
        outcome="accepted" if counts.new or counts.corrected else "unchanged",
        rows_new=counts.new,
        rows_unchanged=counts.unchanged,
        rows_corrected=counts.corrected,
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
    )
    receipts.keep(receipt, door.home)
    release(receipt.delivery, home=door.home)
    return receipt


def staged(path: Path, recognised: Recognised, delivery: str, door: Door, folder: Path) -> Prepared:
    """Read, check and stage a file below `folder`; nothing of the lake is touched.

    :raises Unreadable: when the file cannot be read as its source.
    """
    source = recognised.source
    table, spans = TABLES[source.table], door.licences(door.home) if source.table in RETURNS else None
    also = tuple(who_may_file(table.name, spans, door.options))
    told = Told(delivery, path.name, door.at, door.zone, folder, also)
    try:
        raw = raw_rows(path, recognised, options=door.options, bounds=door.bounds, folder=folder)
        parsed = source.parse(raw, door.options)
        prepared = prepare(parsed, source=source, table=table, told=told, progress=door.progress)
        if spans is not None and any(problem.check == UNLICENSED for problem in prepared.problems):
            found = strangers(complete(parsed, table, told), spans, filed_by=door.options.get(FILED_BY))
            remember(found, told=told, table=table, home=door.home)
        return _looked_at_whole(prepared, table, None if spans is None else door.home)
    except BROKEN as broken:
        raise Unreadable(_cannot_be_read(source, broken)) from broken


def _looked_at_whole(prepared: Prepared, table: Table, home: Home | None) -> Prepared:
    """Ask of a staged return what no row tells alone; without a home nobody knows the prices before."""
    if prepared.problems:
        return prepared
    problems = numbers_told_twice(table, prepared.files)
    problems += prices_apart(table, prepared.files, home) if home is not None else []
    return Prepared([], problems, prepared.notes) if problems else prepared


def _cannot_be_read(source: Source, broken: BaseException) -> Problem:
    says = saying(
        "The file cannot be read as {source}: {broken}",
        source=source.name,
        broken=str(broken).splitlines()[0][:200],
    )
    return Problem(
        "DOOR-19", says, remedy="Compare the file with the description of the source in docs/lake.md"
    )


def delivery_of(path: Path, options: Mapping[str, str]) -> str:
    """Name a delivery by its bytes and by what the sender said of them."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    said = sorted(item for item in options.items() if item[0] != SETTLEMENT_ZONE)
    if said:
        digest.update(json.dumps(said).encode())
    return digest.hexdigest()[:16]


def register_of(path: Path, *, options: Mapping[str, str] | None = None, bounds: Bounds | None = None) -> str:
    """Name the reference table a register file belongs to.

    :raises BadData: when it is no register file.
    """
    return _register(Path(path), options or {}, bounds or Bounds()).source.table


def _register(path: Path, options: Mapping[str, str], bounds: Bounds) -> Recognised:
    try:
        return recognise(path, sources=REGISTERS, options=options, bounds=bounds)
    except Unreadable as unknown:
        raise BadData(_refusal(path, "a register", unknown.problems)) from unknown


def read_register(
    path: Path, *, options: Mapping[str, str] | None = None, bounds: Bounds | None = None
) -> pl.DataFrame:
    """Return the checked rows of a register file, in the columns of its reference table.

    `options` says what the file does not: the site a list of machines belongs to, from which day.

    :raises BadData: naming the file, the checks, the rows and the remedies.
    """
    path, limits, given = Path(path), bounds or Bounds(unpacked_bytes=1 << 30), options or {}
    recognised = _register(path, given, limits)
    source, table = recognised.source, TABLES[recognised.source.table]
    with tempfile.TemporaryDirectory() as folder:
        try:
            raw = raw_rows(path, recognised, options=given, bounds=limits, folder=Path(folder))
            rows = source.parse(raw, given).collect()
        except Unreadable as broken:
            raise BadData(_refusal(path, source.name, broken.problems)) from broken
        except BROKEN as broken:
            raise BadData(_refusal(path, source.name, [_cannot_be_read(source, broken)])) from broken
    tally = Tally([*general(table, rows.columns, datetime.max.replace(tzinfo=UTC)), *source.checks])
    tally.look(rows)
    problems = tally.problems() + _told_twice(rows, table.key)
    if problems:
        raise BadData(_refusal(path, source.name, problems))
    return rows.select(table.names).cast(dict(table.polars_schema()))  # type: ignore[arg-type]


def _told_twice(rows: pl.DataFrame, key: tuple[str, ...]) -> list[Problem]:
    again = rows.filter(pl.struct(key).is_duplicated())["row_number"].to_list()
    says = f"One {' and '.join(key)} stands once in a register"
    return [Problem("DOOR-11", says, tuple(again[:20]), len(again), "Leave one of the rows")] if again else []


def _refusal(path: Path, source: str, problems: Iterable[Problem]) -> str:
    return f"{path.name} as {source}: " + " | ".join(map(str, problems))
