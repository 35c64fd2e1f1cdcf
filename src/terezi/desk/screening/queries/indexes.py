"""The names and customs lines of a version, made ready for comparing and kept in the process.

A version never changes, so what is kept is never stale; its digest is its key.
"""

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import TypeVar

from terezi.desk.screening.models import ListVersion
from terezi.desk.screening.rules.index import NameIndex
from terezi.desk.screening.rules.serials import Imports
from terezi.desk.screening.terms import CustomsLine, NameRow, Schema, SerialRange

T = TypeVar("T")
KEPT = 64  # versions
_ONE_AT_A_TIME = Lock()


def name_index(version: ListVersion) -> NameIndex:
    """Return the names of a version, ready to be asked; the first time takes seconds for 40,000 names."""
    return _alone(_name_index, version.sha256)


def customs_lines(version: ListVersion) -> tuple[CustomsLine, ...]:
    """Return the declarations of a version."""
    return _alone(_customs_lines, version.sha256)


def imports(versions: list[ListVersion]) -> Imports:
    """Return the declarations of several versions by serial number."""
    return Imports(line for version in versions for line in customs_lines(version))


def _alone(build: Callable[[str], T], sha256: str) -> T:
    """Build what two requests ask for at once only once."""
    with _ONE_AT_A_TIME:
        return build(sha256)


@lru_cache(maxsize=KEPT)
def _name_index(sha256: str) -> NameIndex:
    found = ListVersion.objects.get(sha256=sha256).names.order_by("id")
    fields = ("entry", "name", "schema", "is_alias", "is_weak", "countries", "born", "programme")
    return NameIndex(
        [
            NameRow(entry, name, Schema(schema), *rest)
            for entry, name, schema, *rest in found.values_list(*fields).iterator(chunk_size=5000)
        ]
    )


@lru_cache(maxsize=KEPT)
def _customs_lines(sha256: str) -> tuple[CustomsLine, ...]:
    version = ListVersion.objects.get(sha256=sha256)
    return tuple(
        CustomsLine(
            declaration=row.declaration,
            importer=row.importer,
            model=row.model,
            units=row.units,
            serials=tuple(row.serials),
            ranges=tuple(SerialRange(*each) for each in row.ranges),
            list_version=str(version),
        )
        for row in version.customs_rows.order_by("id").iterator(chunk_size=5000)
    )
