"""The answer a sender gets for a delivery, kept for good."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from terezi.base.sayings import Saying
from terezi.evidence.facts.durable import write_atomically
from terezi.evidence.facts.home import Home

Outcome = Literal["accepted", "unchanged", "quarantined", "not_recognised"]


@dataclass(frozen=True)
class Problem:
    """Why a delivery was refused: the check, how many rows break it, the first of them, what to do.

    `made_of` has the template of `says` and of `remedy`, where they have values in them, and the `values`.
    """

    check: str
    says: str
    rows: tuple[int, ...] = ()
    count: int = 0
    remedy: str = ""
    made_of: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        _remember(self, says=self.says, remedy=self.remedy)

    def __str__(self) -> str:
        where = f" ({self.count} rows, first {', '.join(map(str, self.rows[:5]))})" if self.count else ""
        return f"{self.check} {self.says}{where}. {self.remedy}"


@dataclass(frozen=True)
class Note:
    """What was noticed in a delivery that was taken: gaps, repairs, moved times; `made_of` as of a problem."""

    code: str
    says: str
    rows: tuple[int, ...] = ()
    count: int = 0
    made_of: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        _remember(self, says=self.says)


@dataclass(frozen=True)
class Correction:
    """One value that says otherwise than before: the row told, the key of its fact, the column, both values as the lake has them."""

    row: int
    key: Mapping[str, str]
    column: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        key = ", ".join(f"{name} {value}" for name, value in self.key.items())
        return f"row {self.row} ({key}): {self.column} {self.before} -> {self.after}"


def _remember(told: Problem | Note, **sentences: str) -> None:
    """Keep what sentences were made of; what was read again from a file brings it along."""
    made = {part: said for part, said in sentences.items() if isinstance(said, Saying) and said.values}
    if made:
        values = {name: value for said in made.values() for name, value in said.values.items()}
        parts = {part: said.template for part, said in made.items()}
        object.__setattr__(told, "made_of", {**parts, "values": values})


@dataclass(frozen=True)
class Receipt:
    """What became of one file; `delivery` is empty where the file was not even taken in hand."""

    file: str
    delivery: str
    source: str
    table: str
    outcome: Outcome
    received_at: datetime
    rows_new: int = 0
    rows_unchanged: int = 0
    rows_corrected: int = 0
    first_day: date | None = None
    last_day: date | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    corrections: tuple[Correction, ...] = ()
    """What the first corrected rows say otherwise; `rows_corrected` counts all of them."""

    def seen_again(self, *, file: str, at: datetime) -> "Receipt":
        """Return the answer for the same bytes coming once more."""
        rows = self.rows_new + self.rows_unchanged + self.rows_corrected
        return replace(
            self,
            file=file,
            received_at=at,
            outcome="unchanged",
            rows_new=0,
            rows_corrected=0,
            rows_unchanged=rows,
            corrections=(),
        )

    def as_json(self) -> str:
        """Write the receipt as JSON; `read` takes it back."""
        return json.dumps(asdict(self), default=lambda value: value.isoformat(), ensure_ascii=False, indent=1)


def keep(receipt: Receipt, home: Home) -> None:
    """Keep the receipt of a delivery that was taken."""
    write_atomically(_path(home, receipt.delivery), receipt.as_json())


def kept(home: Home, delivery: str) -> Receipt | None:
    """Return the receipt of a delivery taken before."""
    path = _path(home, delivery)
    return read(path) if path.exists() else None


def all_kept(home: Home) -> list[Receipt]:
    """Return every receipt, accepted and quarantined, newest first."""
    paths = [*home.receipts_dir.glob("*.json"), *home.quarantine_dir.glob("*/report.json")]
    return sorted(map(read, paths), key=lambda receipt: receipt.received_at, reverse=True)


def read(path: Path) -> Receipt:
    """Read a receipt from its file."""
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    days = {name: stored[name] and date.fromisoformat(stored[name]) for name in ("first_day", "last_day")}
    problems = tuple(Problem(**{**it, "rows": tuple(it["rows"])}) for it in stored["problems"])
    notes = tuple(Note(**{**it, "rows": tuple(it["rows"])}) for it in stored["notes"])
    corrections = tuple(Correction(**it) for it in stored.get("corrections", ()))
    at = datetime.fromisoformat(stored["received_at"])
    told = {"problems": problems, "notes": notes, "corrections": corrections}
    return Receipt(**{**stored, **days, **told, "received_at": at})


def _path(home: Home, delivery: str) -> Path:
    return home.receipts_dir / f"{delivery}.json"
