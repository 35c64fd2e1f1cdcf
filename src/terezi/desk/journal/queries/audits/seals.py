"""Are the seals still those that the entries of the journal tell of?"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from terezi.desk.journal import rules
from terezi.desk.journal.models import Entry, Seal
from terezi.desk.journal.queries.entries import last_audit, written_at
from terezi.desk.journal.terms import Fault, What

Told = tuple[int, str, str, str, Mapping[str, str]]
SHOWN = 3


def seal_faults(written: int) -> Iterator[Fault]:
    """Compare the seals with the root over them that each of the first `written` entries holds."""
    due = _due(written)
    entry = next(due, None)
    for sequence, group in groupby(_seals(written), key=itemgetter(0)):
        while entry is not None and entry[0] < sequence:
            yield _fault(entry[0], [])
            entry = next(due, None)
        seals, root = list(group), None
        if entry is not None and entry[0] == sequence:
            root, entry = entry[1], next(due, None)
        if _root(seals) != root:
            yield _fault(sequence, seals)
    while entry is not None:
        yield _fault(entry[0], [])
        entry = next(due, None)


def _due(written: int) -> Iterator[tuple[int, str]]:
    entries = Entry.objects.filter(sequence__lte=written, values__has_key=rules.SEALS).order_by("sequence")
    for sequence, values in entries.values_list("sequence", "values").iterator(chunk_size=2000):
        told = values[rules.SEALS]
        yield sequence, str(told.get("root")) if isinstance(told, Mapping) else ""


def _seals(written: int) -> Iterator[Told]:
    rows = Seal.objects.filter(sequence__lte=written).order_by("sequence", "table", "row_key")
    return rows.values_list("sequence", "table", "row_key", "digest", "fields").iterator(chunk_size=2000)


def _root(seals: list[Told]) -> str | None:
    """Return the root over seals; none when one of them does not seal its own fields."""
    if any(_is_unlike_its_fields(seal) for seal in seals):
        return None
    return rules.seals_root((table, row_key, digest) for _, table, row_key, digest, _ in seals)


def _is_unlike_its_fields(seal: Told) -> bool:
    _, table, row_key, digest, fields = seal
    return digest != (rules.row_digest(table, row_key, fields) if digest else "")


def _fault(sequence: int, seals: list[Told]) -> Fault:
    since = last_audit(after=sequence) or written_at(sequence)
    named = [seal for seal in seals if _is_unlike_its_fields(seal)] or seals
    if not named:
        return Fault(What.SEAL, f"The seals of entry {sequence} are gone", sequence=sequence, since=since)
    rows = ", ".join(f"{table} {row_key}" for _, table, row_key, _, _ in named[:SHOWN])
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    says = f"The seals of entry {sequence} are not those it wrote: {rows}{more}"
    one: dict[str, Any] = {"table": named[0][1], "row_key": named[0][2]} if len(named) == 1 else {}
    return Fault(What.SEAL, says, sequence=sequence, since=since, **one)
