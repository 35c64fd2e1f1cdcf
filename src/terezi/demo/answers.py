"""The answers file: what is hidden in a country, and who only looks as if he hid something."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from terezi.base.errors import BadData, Unavailable


@dataclass(frozen=True)
class Truth:
    """Something hidden; any of `indicators` on enough of `subjects` reveals it. `until` is exclusive.

    It also shows at `traces`, where to find it is no mistake and not enough: the feeder of a meter that misses.
    """

    id: str
    plant: int | None  # number in the list of planted truths; None for one of this generator's own
    kind: str
    subjects: tuple[str, ...]
    indicators: tuple[str, ...]
    since: date
    until: date
    money_minor: int
    currency: str
    says: str
    traces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Innocent:
    """A twin: looks like a planted truth and is none; the codes in `rightly` are true of it all the same."""

    subject: str
    says: str
    rightly: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """All answers of one country."""

    country: str
    seed: int | None
    sites: int | None
    last_day: date
    truths: tuple[Truth, ...]
    innocent: tuple[Innocent, ...]


def write(answers: Answers, path: Path) -> None:
    """Write the answers as JSON with sorted truths; the same answers give the same bytes."""
    document = asdict(answers)
    for truth in document["truths"]:
        truth["from"] = truth.pop("since")
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")


def read(path: Path) -> Answers:
    """Read an answers file made by anyone.

    :raises Unavailable: when there is no such file.
    :raises BadData: naming the field that is missing or cannot be read.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise Unavailable(f"No answers file at {path}; give one with --answers") from missing
    except ValueError as broken:
        raise BadData(f"{path}: is not JSON ({broken}); the format is in docs/garagum.md") from broken
    return parse(document, source=str(path))


def parse(document: object, *, source: str) -> Answers:
    """Check a decoded answers document and return it typed.

    :raises BadData: naming the field that is missing or cannot be read.
    """
    head = _Fields(document, source)
    return Answers(
        country=head.text("country"),
        seed=head.whole("seed", default=None),
        sites=head.whole("sites", default=None),
        last_day=head.day("last_day"),
        truths=tuple(
            _truth(_Fields(row, f"{source}: truths[{n}]")) for n, row in enumerate(head.rows("truths"))
        ),
        innocent=tuple(
            Innocent(row.text("subject"), row.text("says", default=""), row.texts("rightly", default=()))
            for n, each in enumerate(head.rows("innocent"))
            for row in [_Fields(each, f"{source}: innocent[{n}]")]
        ),
    )


def _truth(row: "_Fields") -> Truth:
    return Truth(
        id=row.text("id"),
        plant=row.whole("plant", default=None),
        kind=row.text("kind"),
        subjects=row.texts("subjects"),
        indicators=row.texts("indicators"),
        since=row.day("from"),
        until=row.day("until"),
        money_minor=row.whole("money_minor", default=0) or 0,
        currency=row.text("currency", default="GGM"),
        says=row.text("says", default=""),
        traces=row.texts("traces", default=()),
    )


_REQUIRED: Any = object()


class _Fields:
    """One JSON object and where it stands, so that a refusal can name the field."""

    def __init__(self, row: object, where: str) -> None:
        if not isinstance(row, Mapping):
            raise BadData(f"{where}: is not an object with fields; the format is in docs/garagum.md")
        self.row, self.where = row, where

    def _field(self, name: str, default: Any) -> Any:
        if name in self.row:
            return self.row[name]
        if default is _REQUIRED:
            raise BadData(f"{self.where}: the field `{name}` is missing; the format is in docs/garagum.md")
        return default

    def _wrong(self, name: str, wanted: str) -> BadData:
        return BadData(f"{self.where}: the field `{name}` is not {wanted}; the format is in docs/garagum.md")

    def text(self, name: str, default: Any = _REQUIRED) -> str:
        value = self._field(name, default)
        if not isinstance(value, str):
            raise self._wrong(name, "a text")
        return value

    def whole(self, name: str, default: Any = _REQUIRED) -> int | None:
        value = self._field(name, default)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self._wrong(name, "a whole number")
        return value

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            raise self._wrong(name, "a date like 2026-03-10") from None

    def rows(self, name: str) -> list[object]:
        value = self._field(name, _REQUIRED)
        if not isinstance(value, list):
            raise self._wrong(name, "a list")
        return value

    def texts(self, name: str, default: Any = _REQUIRED) -> tuple[str, ...]:
        if default is not _REQUIRED and not self._field(name, default):
            return tuple(default)
        values = self.rows(name)
        if not values or not all(isinstance(value, str) for value in values):
            raise self._wrong(name, "a list of texts with at least one")
        return tuple(str(value) for value in values)
