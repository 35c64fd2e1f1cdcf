"""Take deliveries at the door: facts into the lake, register files into the record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl

from terezi.base.errors import BadData
from terezi.desk.licences.actions import import_register
from terezi.desk.parties.terms import Kept
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.lake import Lake
from terezi.evidence.facts.receipts import Problem, Receipt
from terezi.evidence.facts.tables import CATALOGUES, TABLES
from terezi.evidence.sources import door
from terezi.jobs.publish_reference import publish_reference
from terezi.law.book import law_at

Told = Callable[[str, int, int], None]


def load(
    *, home: Home, paths: Iterable[Path], options: Mapping[str, str], at: datetime, by: str, progress: Told
) -> list[Receipt]:
    """Receive every file below `paths`; answers one receipt per file.

    Register files enter the record together, since machines name sites; each delivery enters the lake
    by itself.
    """
    asked = list(paths)
    files = [file for path in asked for file in _below(path)]
    registers = {file: table for file in files if (table := _register_of(file, options))}
    receipts = _register(registers, home=home, options=options, at=at, by=by) if registers else []
    taken = door.receive(
        [path for path in asked if path not in registers],
        home=home,
        law=law_at(home.country, at),
        at=at,
        options=options,
        progress=_by_file(progress, of=len(files) - len(registers)),
    )
    known = {file.name for file in registers}
    return receipts + [r for r in taken if not (r.outcome == "not_recognised" and r.file in known)]


def _by_file(progress: Told, *, of: int) -> Callable[[str, int], None]:
    """Count files as the door names them."""
    seen: set[str] = set()

    def told(file: str, rows: int) -> None:
        seen.add(file)
        progress("Loading files", len(seen), of)

    return told


def _below(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))


def _register_of(file: Path, options: Mapping[str, str]) -> str | None:
    try:
        return door.register_of(file, options=options)
    except BadData:
        return None


def _register(
    registers: Mapping[Path, str], *, home: Home, options: Mapping[str, str], at: datetime, by: str
) -> list[Receipt]:
    refused: list[Receipt] = []
    frames: dict[str, list[pl.DataFrame]] = {}
    plain: list[Receipt] = []
    for file, table in registers.items():
        receipt = Receipt(file.name, "", "register", table, "accepted", at)
        try:
            frames.setdefault(table, []).append(door.read_register(file, options=options))
            plain.append(receipt)
        except BadData as bad:
            refused.append(_unread(receipt, bad))
    try:
        told = {table: pl.concat(parts) for table, parts in frames.items() if parts}
        kept = _kept(told, home=home, by=by, at=at)
    except BadData as bad:
        return [*refused, *(_unread(receipt, bad) for receipt in plain)]
    return refused + [
        replace(
            receipt,
            outcome="accepted" if kept[receipt.table].changed else "unchanged",
            rows_new=kept[receipt.table].began,
            rows_corrected=kept[receipt.table].ended + kept[receipt.table].corrected,
            rows_unchanged=kept[receipt.table].unchanged,
        )
        for receipt in plain
    ]


def _unread(receipt: Receipt, bad: BadData) -> Receipt:
    problem = Problem("REG-01", str(bad), remedy="Mend the file and load it again; nothing of it was taken")
    return replace(receipt, outcome="quarantined", problems=(problem,))


def _kept(frames: Mapping[str, pl.DataFrame], *, home: Home, by: str, at: datetime) -> dict[str, Kept]:
    """Let the record keep its register, and the lake its catalogues, which nobody decides about."""
    lake = Lake.open(home)
    catalogues = {table.name for table in CATALOGUES} & set(frames)
    kept = dict(import_register(rows={t: f for t, f in frames.items() if t not in catalogues}, by=by, at=at))
    for table in catalogues:
        known = lake.collect(lake.table(table))
        both = pl.concat([known, frames[table]]).unique(TABLES[table].key, keep="last")
        lake.publish(table, both, at=at)
        kept[table] = Kept(began=both.height - known.height, unchanged=known.height)
    publish_reference(lake=lake, at=at)
    return kept
