"""How an entry and a row are sealed, and when a chain of entries holds."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from terezi.base import merkle
from terezi.desk.journal.terms import FIRST_DIGEST, Break, Sealed


def canonical(values: Any) -> str:
    """Write values as the one JSON text they have: keys sorted, no spaces.

    :raises TypeError: for a float, whose text is not the same everywhere; write integers or text.
    """
    _refuse_floats(values)
    return _text(values)


def _text(values: Any) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"The journal keeps no floats: write {value!r} as an integer or as text")
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)


def digest_of(
    *,
    previous: str,
    sequence: int,
    at: datetime,
    act: str,
    subject: str,
    by: str,
    ground: str,
    values: Mapping[str, Any],
) -> str:
    """Return the SHA-256 that seals an entry to the one before it."""
    text = canonical(
        {
            "previous": previous,
            "sequence": sequence,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "act": act,
            "subject": subject,
            "by": by,
            "ground": ground,
            "values": values,
        }
    )
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(entries: Iterable[Sealed], *, last_sequence: int, last_digest: str) -> Break | None:
    """Say where the chain first fails; none means that it holds to the end that was announced."""
    sequence, previous = 0, FIRST_DIGEST
    for entry in entries:
        if entry.sequence != sequence + 1:
            return Break(sequence + 1, f"Entry {sequence + 1} is missing")
        if entry.previous != previous:
            return Break(entry.sequence, f"Entry {entry.sequence} does not follow the entry before it")
        if not _holds(entry):
            return Break(entry.sequence, f"Entry {entry.sequence} was changed after it was written")
        sequence, previous = entry.sequence, entry.digest
    if (sequence, previous) != (last_sequence, last_digest):
        return Break(sequence + 1, f"The journal ends at {sequence}, but {last_sequence} were written")
    return None


def _holds(entry: Sealed) -> bool:
    try:
        return _sealed_again(entry) == entry.digest
    except (TypeError, ValueError, AttributeError):  # no entry was ever written with such values
        return False


def _sealed_again(entry: Sealed) -> str:
    return digest_of(
        previous=entry.previous,
        sequence=entry.sequence,
        at=entry.at,
        act=entry.act,
        subject=entry.subject,
        by=entry.by,
        ground=entry.ground,
        values=entry.values,
    )


SEALS = "seals"
"""Under this name the values of an entry hold the root over the rows it sealed."""

# Which tables a row may not stand in unless an act of the journal put it there
SEALED_APPS = frozenset(
    {"applications", "billing", "decisions", "licences", "parties", "register", "venues", "visits"}
)
# a certificate names the entry of its issue, and is written after it: that entry holds the digest of what it says
# and a screening brings leads by the thousand, which the digest in the entry of a draw holds together
NOT_SEALED_MODELS = frozenset({"register.certificate", "visits.lead"})
SEALED_MODELS = frozenset(
    {"people.apitoken", "people.officer", "screening.listversion", "venues.filer", "venues.filing"}
)
UNSEALED_FIELDS: Mapping[str, frozenset[str]] = {
    # these change at every sign-in, or are of no concern to the record
    "people.officer": frozenset({"password", "last_login"}),
}
FIELD_DIGEST_CHARACTERS = 32


def is_sealed(table: str) -> bool:
    """Answer whether every row of the table, `app.model` in small letters, must have been sealed."""
    if table in NOT_SEALED_MODELS:
        return False
    return table.partition(".")[0] in SEALED_APPS or table in SEALED_MODELS


def field_digests(table: str, row_key: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Return a digest per field; the row's place is part of it, so that equal values do not look alike."""
    unsealed = UNSEALED_FIELDS.get(table, frozenset())
    return {
        name: _sha256([table, row_key, name, plain(value)])[:FIELD_DIGEST_CHARACTERS]
        for name, value in values.items()
        if name not in unsealed
    }


def row_digest(table: str, row_key: str, fields: Mapping[str, str]) -> str:
    """Return the digest that seals a row, given the digests of its fields."""
    return _sha256([table, row_key, fields])


def seals_root(seals: Iterable[tuple[str, str, str]]) -> str:
    """Return the Merkle root over (table, row key, digest) of every row one act touched."""
    leaves = [merkle.leaf_hash(canonical(list(each)).encode()) for each in sorted(seals)]
    return merkle.root(len(leaves), merkle.nodes_of(leaves)).hex()


def plain(value: Any) -> Any:
    """Write a value of a row as JSON that is the same wherever and whenever it is read."""
    told: Any = str(value)
    match value:
        case None | bool() | int():
            told = value
        case datetime():
            told = value.astimezone(UTC).isoformat(timespec="microseconds")
        case float():
            told = {"float": repr(value)}
        case bytes() | memoryview():
            told = {"bytes": bytes(value).hex()}
        case Mapping():
            told = {str(key): plain(part) for key, part in value.items()}
        case list() | tuple():
            told = [plain(part) for part in value]
    return told


def _sha256(values: Any) -> str:
    return hashlib.sha256(_text(values).encode()).hexdigest()
