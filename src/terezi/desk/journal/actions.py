"""The only door to the journal."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from terezi.base import merkle
from terezi.base.checkpoints import TreeHead
from terezi.base.errors import Refused
from terezi.base.signed_notes import PublicKey, Signer, cosign, sign_note
from terezi.desk.journal import rules
from terezi.desk.journal.models import Checkpoint, End, Entry, Seal, Subtree
from terezi.desk.journal.queries import record, tree
from terezi.desk.journal.terms import Act, Row

BATCH = 2_000


@transaction.atomic
def write(
    *,
    act: str,
    subject: str,
    by: str,
    at: datetime,
    ground: str = "",
    values: Mapping[str, Any] | None = None,
    rows: Sequence[Model] = (),
    removed: Sequence[Model] = (),
) -> Entry:
    """Add one entry to the end of the chain, in the transaction of the act it tells of.

    `values` holds what JSON holds, except floats. `rows` are those the act has inserted or changed, already
    saved; `removed` those it took away, with their keys. They are sealed as the database now holds them.

    :raises ValueError: when a row is not in the database, or one that was removed still is.
    """
    told: dict[str, Any] = {
        "act": act,
        "subject": subject,
        "by": by,
        "at": at,
        "ground": ground,
        "values": dict(values or {}),
    }
    sealed = _sealed(rows, removed)
    if sealed:
        told["values"][rules.SEALS] = _told_of(sealed)
    entry = _append(told)
    Seal.objects.bulk_create((Seal(sequence=entry.sequence, **vars(row)) for row in sealed), batch_size=BATCH)
    return entry


@transaction.atomic
def checkpoint(*, signer: Signer, at: datetime, also: Sequence[Signer] = ()) -> Checkpoint:
    """Sign the journal as it stands; where nothing was written since the last checkpoint, that one stands.

    Every signer also cosigns, so that the note itself tells when it was signed. `also` sign with `signer`,
    under their own names: the old key beside the new one.

    :raises Refused: when the journal no longer begins with what the last checkpoint signed, or another key
        signs it now.
    """
    end, _ = End.objects.select_for_update().get_or_create(id=1)
    _refuse_retired(signer)
    last = tree.last_checkpoint()
    if last is not None:
        _refuse_unlike(last, end.sequence)
        if last.tree_size == end.sequence:
            return last
    head = TreeHead(signer.name, end.sequence, tree.root_at(end.sequence))
    note = cosign(sign_note(head.text, signer, *also), signer, *also, at=at)
    return Checkpoint.objects.create(
        origin=head.origin, tree_size=head.size, root=head.root.hex(), at=at, note_text=note
    )


@transaction.atomic
def hand_over(*, old: Signer, new: Signer, by: str, at: datetime) -> Checkpoint:
    """Let `new` sign from now on; one checkpoint that both sign lets whoever knows the old key trust it."""
    if PublicKey.of(new) not in tree.signing_keys():
        know_key(key=PublicKey.of(new), by=by, at=at)
    return checkpoint(signer=new, also=(old,), at=at)


def know_key(*, key: PublicKey, by: str, at: datetime) -> Entry:
    """Journal a key that signs from here on."""
    return write(act=Act.KEY, subject=key.name, by=by, at=at, values={"key": key.text})


def _refuse_retired(signer: Signer) -> None:
    known = tree.signing_keys()
    if known and known[-1] != PublicKey.of(signer):
        raise Refused(
            f"The key {signer.key_id.hex()} does not sign this journal now: {known[-1].key_id.hex()} does"
        )


def _refuse_unlike(last: Checkpoint, size: int) -> None:
    if size < last.tree_size or tree.root_at(last.tree_size).hex() != last.root:
        raise Refused(
            f"The journal no longer agrees with its checkpoint of {last.tree_size} entries, "
            f"signed {last.at:%Y-%m-%d %H:%M}: run `terezi audit` before anything is signed"
        )


def audit_passed(*, by: str, at: datetime, values: Mapping[str, Any]) -> Entry:
    """Note that record and journal agreed at `at`: a later change happened after that."""
    return write(act=Act.AUDIT_PASSED, subject="journal", by=by, at=at, values=values)


@transaction.atomic
def seal_unsealed(*, by: str, at: datetime) -> Entry:
    """Seal the rows that stood before acts sealed rows. Once for every record, so that nothing slips in later.

    :raises Refused: when it was done before, or there is nothing to seal.
    """
    if (done := Entry.objects.filter(act=Act.SEAL).first()) is not None:
        raise Refused(
            f"The record was sealed on {done.at:%Y-%m-%d}: a row without an act is for `terezi audit`"
        )
    rows = [row for model in record.sealed_models() for row in record.unsealed(model)]
    if not rows:
        raise Refused("Every row of the record is sealed: there is nothing to do")
    return write(act=Act.SEAL, subject="record", by=by, at=at, rows=rows)


def _append(told: Mapping[str, Any]) -> Entry:
    end, _ = End.objects.select_for_update().get_or_create(id=1)
    previous, end.sequence = end.digest, end.sequence + 1
    end.digest = rules.digest_of(previous=previous, sequence=end.sequence, **told)
    entry = Entry.objects.create(sequence=end.sequence, previous=previous, digest=end.digest, **told)
    _grow(entry)
    end.save(update_fields=["sequence", "digest"])
    return entry


def _grow(entry: Entry) -> None:
    """Keep the subtrees that the entry completes; every second entry completes none."""
    index = entry.sequence - 1
    nodes = tree.stored(merkle.left_of(index))
    _, *above = merkle.completed(index, tree.leaf_of(entry.digest), nodes)
    if above:
        Subtree.objects.bulk_create(Subtree(number=node.number, hash=found) for node, found in above)


def _told_of(sealed: Sequence[Row]) -> dict[str, Any]:
    root = rules.seals_root((row.table, row.row_key, row.digest) for row in sealed)
    return {"count": len(sealed), "root": root}


def _sealed(rows: Sequence[Model], removed: Sequence[Model]) -> list[Row]:
    return [*_as_they_stand(rows), *_as_they_went(removed)]


def _as_they_stand(rows: Sequence[Model]) -> Iterator[Row]:
    for model, keys in _keys(rows).items():
        found = list(record.rows_now(model, keys))
        if len(found) != len(keys):
            raise ValueError(
                f"{len(keys) - len(found)} rows of {record.table_of(model)} are not saved: save them first"
            )
        if any(row.digest == record.UNREADABLE for row in found):
            raise Refused(f"A row of {record.table_of(model)} cannot be read again: run `terezi audit`")
        yield from found


def _as_they_went(rows: Sequence[Model]) -> Iterator[Row]:
    for model, keys in _keys(rows).items():
        if next(record.rows_now(model, keys), None):
            raise ValueError(f"A row of {record.table_of(model)} is still there: remove it first")
        for key in keys:
            yield Row(record.table_of(model), str(rules.plain(key)), "", {})


def _keys(rows: Sequence[Model]) -> dict[type[Model], list[Any]]:
    """Return the keys of each table, each once."""
    found: dict[type[Model], dict[Any, None]] = defaultdict(dict)
    for row in rows:
        model = row._meta.concrete_model or type(row)
        if row.pk is None:
            raise ValueError(f"A row of {record.table_of(model)} has no key: save it, or keep its key, first")
        found[model][row.pk] = None
    return {model: list(keys) for model, keys in found.items()}
