"""Does every row of the record still say what the last act that touched it wrote?"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import Model

from terezi.desk.journal import rules
from terezi.desk.journal.models import End, Entry, Seal
from terezi.desk.journal.queries import record
from terezi.desk.journal.queries.entries import last_audit, written_at
from terezi.desk.journal.terms import Fault, Row, What

BATCH = 200  # so that nobody waits long for his turn to write
NO_SUCH = (*record.READ_FAILS, ObjectDoesNotExist, ValidationError)


@dataclass
class Looked:
    """How many rows an audit has seen, and what is wrong with them."""

    rows: int = 0
    faults: list[Fault] = field(default_factory=list)


def rows_against_seals() -> Looked:
    """Compare every sealed table with its seals. What looks wrong is looked at again while nobody writes."""
    looked = Looked()
    for model in record.tables():
        suspects = list(_suspects(model, looked))
        for start in range(0, len(suspects), BATCH):
            looked.faults += _looked_at_again(model, suspects[start : start + BATCH])
    return looked


def _suspects(model: type[Model], looked: Looked) -> Iterator[str]:
    seals = Seal.objects.filter(table=record.table_of(model)).order_by("sequence")
    last = dict(seals.values_list("row_key", "digest").iterator(chunk_size=2000))
    keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    for row in record.rows_now(model, keys):
        looked.rows += 1
        digest = last.pop(row.row_key, None)
        if digest != row.digest and not (digest is None and not rules.is_sealed(row.table)):
            yield row.row_key
    yield from (row_key for row_key, digest in last.items() if digest)


@transaction.atomic
def _looked_at_again(model: type[Model], suspects: list[str]) -> list[Fault]:
    End.objects.select_for_update().filter(id=1).first()
    return [fault for row_key in suspects if (fault := _fault(model, row_key)) is not None]


def _fault(model: type[Model], row_key: str) -> Fault | None:
    table = record.table_of(model)
    seal = Seal.objects.filter(table=table, row_key=row_key).order_by("-sequence").first()
    now = _now(model, row_key)
    name = _name(model, row_key, now)
    if seal is None:
        return None if now is None else _inserted(table, row_key, name)
    if now is None:
        return (
            _of_seal(What.REMOVED, seal, f"{name} is gone, but no act removed it", ())
            if seal.digest
            else None
        )
    if not seal.digest:
        return _of_seal(What.INSERTED, seal, f"{name} stands in the record, though an act removed it", ())
    if now.digest == record.UNREADABLE:
        return _of_seal(What.ALTERED, seal, f"{name} can no longer be read", ())
    if not (altered := _altered(seal, now)):
        return None  # the program has come to know more fields, or fewer, since the row was sealed
    return _of_seal(What.ALTERED, seal, f"{name}: {', '.join(altered)} changed without an act", altered)


def _altered(seal: Seal, now: Row) -> tuple[str, ...]:
    both = sorted(set(seal.fields) & set(now.fields))
    return tuple(name for name in both if seal.fields[name] != now.fields[name])


def _inserted(table: str, row_key: str, name: str) -> Fault:
    says = f"{name} stands in the record, but no act put it there"
    return Fault(What.INSERTED, says, since=last_audit(after=0), table=table, row_key=row_key)


def _of_seal(what: What, seal: Seal, says: str, fields: tuple[str, ...]) -> Fault:
    return Fault(
        what,
        f"{says}. {_last_act(seal.sequence)}",
        sequence=seal.sequence,
        since=last_audit(after=seal.sequence) or written_at(seal.sequence),
        table=seal.table,
        row_key=seal.row_key,
        fields=fields,
    )


def _last_act(sequence: int) -> str:
    told = Entry.objects.filter(sequence=sequence).values_list("act", "subject", "by").first()
    if told is None:
        return f"Entry {sequence} wrote it last, and is gone"
    act, subject, by = told
    return f"Entry {sequence} wrote it last: {act} of {subject} by {by}"


def _now(model: type[Model], row_key: str) -> Row | None:
    with suppress(*NO_SUCH):
        return next(record.rows_now(model, [model._meta.pk.to_python(row_key)]), None)
    return None


def _name(model: type[Model], row_key: str, now: Row | None) -> str:
    """Name a row in words, as far as it can still be read."""
    said = f"{model._meta.verbose_name} {row_key}"
    if now is None or now.digest == record.UNREADABLE:
        return said
    with suppress(*NO_SUCH):
        words = str(model._base_manager.get(pk=model._meta.pk.to_python(row_key)))
        return said if words == row_key else f"{said} ({words})"
    return said
