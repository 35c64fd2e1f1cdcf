"""How an entry is sealed, and when a chain of entries holds."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from terezi.desk.journal.terms import FIRST_DIGEST, Break, Sealed


def canonical(values: Mapping[str, Any]) -> str:
    """Write values as the one JSON text they have: keys sorted, no spaces.

    :raises TypeError: for a float, whose text is not the same everywhere; write integers or text.
    """
    _refuse_floats(values)
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
