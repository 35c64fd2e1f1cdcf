"""The door without a lake: what it would answer, so that a sender checks his files before he files them.

Asked here is all that the files themselves can answer. Whether the venue holds a licence, and what of the rows is new, only
the authority knows.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from terezi.base.errors import Unavailable
from terezi.evidence.facts.day_files import DayFile
from terezi.evidence.facts.home import Home
from terezi.evidence.facts.receipts import Note, Problem, Receipt
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.sources.catalogue import DELIVERED, FORMATS
from terezi.evidence.sources.counts import missing_numbers
from terezi.evidence.sources.door import Bounds, Door, delivery_of, staged
from terezi.evidence.sources.formats import as_table
from terezi.evidence.sources.plain import SETTLEMENT_ZONE
from terezi.evidence.sources.price_levels import trades_unlike_orders
from terezi.evidence.sources.recognition import recognise
from terezi.evidence.sources.source import Source
from terezi.evidence.sources.staging import Progress
from terezi.evidence.sources.unpack import Unreadable


@dataclass(frozen=True)
class Rehearsed:
    """What the door would answer to each file, and what the files lack together."""

    receipts: tuple[Receipt, ...]
    together: tuple[Note, ...]

    @property
    def is_good(self) -> bool:
        return all(receipt.outcome == "accepted" for receipt in self.receipts)


def rehearse(
    paths: Iterable[Path],
    *,
    zone: str,
    at: datetime,
    options: Mapping[str, str] | None = None,
    sources: Sequence[Source] = DELIVERED,
    progress: Progress = lambda _file, _rows: None,
) -> Rehearsed:
    """Check files as the door does, in a temporary folder; `zone` is the settlement zone of the country.

    The outcome is `accepted` for what would be taken, `quarantined` for what would be refused; rows are counted as new.

    :raises Unavailable: when a path does not exist.
    """
    with tempfile.TemporaryDirectory(prefix="terezi-check-") as folder:
        place = Path(folder)
        given = {**(options or {}), SETTLEMENT_ZONE: zone}
        door = Door(
            Home(place), zone, at.astimezone(UTC), given, Bounds(), sources, progress, licences=lambda _: None
        )
        answers = [_answered(path, door, place / str(number)) for number, path in enumerate(paths)]
        together = tuple(_together(answers))
        return Rehearsed(tuple(_compared(answers)), together)


Answer = tuple[Receipt, list[DayFile]]


def _answered(path: Path, door: Door, folder: Path) -> Answer:
    if not path.is_file():
        raise Unavailable(f"{path} is no file: name files")
    folder.mkdir()
    receipt = Receipt(path.name, delivery_of(path, door.options), "", "", "quarantined", door.at)
    try:
        table = as_table(path, formats=FORMATS, sources=door.sources, folder=folder, bounds=door.bounds)
        known = recognise(table, sources=door.sources, options=door.options, bounds=door.bounds)
        receipt = replace(receipt, source=known.source.name, table=known.source.table)
        told = staged(table, known, receipt.delivery, door, folder)
    except Unreadable as refused:
        return replace(receipt, problems=refused.problems), []
    receipt = replace(receipt, problems=tuple(told.problems), notes=tuple(told.notes))
    return (receipt, []) if told.problems else (_would_be_taken(receipt, told.files), told.files)


def _would_be_taken(receipt: Receipt, files: list[DayFile]) -> Receipt:
    days = sorted(file.day for file in files if file.day)
    rows = sum(file.rows for file in files)
    return replace(receipt, outcome="accepted", rows_new=rows, first_day=days[0], last_day=days[-1])


def _staged(answers: list[Answer], table: str) -> list[Path]:
    return [file.path for receipt, files in answers if receipt.table == table for file in files]


def _compared(answers: list[Answer]) -> list[Receipt]:
    """Return the receipts; trades whose prices are of another size than those of the orders sent with them are not taken."""
    orders = _staged(answers, "venue_orders")
    return [
        receipt
        if receipt.table != "venue_trades" or not files or not orders
        else _with_problems(receipt, trades_unlike_orders([file.path for file in files], orders))
        for receipt, files in answers
    ]


def _with_problems(receipt: Receipt, problems: list[Problem]) -> Receipt:
    return replace(receipt, outcome="quarantined", problems=tuple(problems)) if problems else receipt


def _together(answers: list[Answer]) -> list[Note]:
    """Say what order events and trades of all files lack together."""
    told = {table: _staged(answers, table) for table in ("venue_orders", "venue_trades")}
    return missing_numbers({TABLES[name]: paths for name, paths in told.items() if paths})
