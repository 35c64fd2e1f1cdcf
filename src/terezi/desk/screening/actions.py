"""Taking lists in: each file whole, as a new version, or not at all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Model

from terezi.base.errors import BadData
from terezi.desk.journal import actions as journal
from terezi.desk.people.here import day_here
from terezi.desk.screening import queries
from terezi.desk.screening.formats.catalogue import parsed
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.models import CustomsRow, ListedName, ListedWallet, ListVersion
from terezi.desk.screening.rules.wallets import key_of
from terezi.desk.screening.terms import Act, CustomsLine, NameRow, Parsed, Row, WalletRow

BATCH = 2_000


@dataclass(frozen=True)
class Loaded:
    """The version a file is, and whether it is a new one."""

    version: ListVersion
    is_new: bool


def load(
    *, name: str, data: bytes, by: str, at: datetime, taken_on: date | None = None, list_id: str = ""
) -> Loaded:
    """Take in one file as the next version of its list; the same bytes twice are nothing.

    The day the list was taken is the file's own, else `taken_on`; `list_id` names a list otherwise than its
    file does.

    :raises BadData: when the file is in no known format, or breaks it, or nobody says when it was taken.
    """
    given = Given(name=name, data=data)
    if known := queries.version(given.sha256):
        return Loaded(known, is_new=False)
    found = parsed(given)
    day = found.taken_on or taken_on
    if day is None:
        raise BadData(f"{name} does not say when it was taken: say it (taken on, or `--taken-on`)")
    if day > day_here(at):
        raise BadData(f"{name} says it was taken on {day}, which is to come: check the file, or the clock")
    return _keep(given, found, list_id=list_id or found.list_id, taken_on=day, by=by, at=at)


@transaction.atomic
def _keep(given: Given, found: Parsed, *, list_id: str, taken_on: date, by: str, at: datetime) -> Loaded:
    version = ListVersion.objects.create(
        list_id=list_id[:100],
        title=found.title,
        kind=found.kind,
        format=found.format,
        file_name=given.name[-255:],
        sha256=given.sha256,
        size_bytes=len(given.data),
        rows=len(found.rows),
        taken_on=taken_on,
        loaded_at=at,
        loaded_by=by,
    )
    _write(version, found.rows)
    told = {"sha256": version.sha256, "rows": version.rows, "kind": version.kind, "taken_on": str(taken_on)}
    journal.write(act=Act.LOAD_LIST, subject=version.list_id, by=by, at=at, values=told, rows=[version])
    return Loaded(version, is_new=True)


def _write(version: ListVersion, rows: Sequence[Row]) -> None:
    """Write rows, all of one kind, in batches."""
    model, made = _MODELS[type(rows[0])]
    pending: Iterator[Model] = (model(version=version, **made(row)) for row in rows)
    while batch := list(islice(pending, BATCH)):
        model._default_manager.bulk_create(batch)


def _name(row: NameRow) -> dict[str, Any]:
    return asdict(row) | {"name": row.name[:1000], "entry": row.entry[:100]}


def _wallet(row: WalletRow) -> dict[str, Any]:
    told = asdict(row) | {"address": row.address[:200], "asset": row.asset[:20]}
    return told | {"key": key_of(told["address"])}


def _customs(row: CustomsLine) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("declaration", "importer", "model", "units")}
    return told | {"serials": list(row.serials), "ranges": [astuple(each) for each in row.ranges]}


_MODELS: dict[type, tuple[type[Model], Callable[[Any], dict[str, Any]]]] = {
    NameRow: (ListedName, _name),
    WalletRow: (ListedWallet, _wallet),
    CustomsLine: (CustomsRow, _customs),
}
