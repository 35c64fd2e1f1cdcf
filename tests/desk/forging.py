"""What somebody with the keys of the database server could do to it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from terezi.base import merkle
from terezi.desk.journal import rules
from terezi.desk.journal.models import End, Entry, Subtree
from terezi.desk.journal.queries.tree import leaf_of
from tests.flushing import guards_of


@contextmanager
def unguarded() -> Iterator[None]:
    """Take the triggers away, and put them back."""
    vendor = connection.vendor
    _run(each for guards in reversed(guards_of()) for each in guards.UNDO[vendor])
    yield
    _run(
        each
        for guards in guards_of()
        for each in (guards.SQLITE if vendor == "sqlite" else guards.POSTGRESQL)
    )


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def edited(table: str, key: object, *, pk: str = "id", **values: object) -> None:
    """Change a row past the application."""
    told = ", ".join(f'"{name}" = %s' for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET {told} WHERE "{pk}" = %s', [*values.values(), key])  # noqa: S608
        assert cursor.rowcount == 1


def written_anew() -> None:
    """Seal the whole chain again and build its tree again, so that it holds together without a word of truth."""
    end = End.objects.get()
    previous = "0" * 64
    Subtree.objects.all().delete()
    tree = merkle.Growing()
    for sequence, entry in enumerate(Entry.objects.order_by("sequence"), 1):
        told = {name: getattr(entry, name) for name in ("at", "act", "subject", "by", "ground", "values")}
        digest = rules.digest_of(previous=previous, sequence=sequence, **told)
        Entry.objects.filter(sequence=entry.sequence).update(previous=previous, digest=digest)
        for node, found in tree.append(leaf_of(digest))[1:]:
            Subtree.objects.create(number=node.number, hash=found)
        previous = digest
    end.sequence, end.digest = tree.size, previous
    end.save()
