"""Writing the register down: every change of it goes through `keep`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model

from terezi.base.errors import BadData
from terezi.desk.parties import rules
from terezi.desk.parties.models import Feeder, Party, Site
from terezi.desk.parties.terms import Kept, Span

BATCH = 2_000


@dataclass(frozen=True)
class Book:
    """One table of spans: what names a thing in it, and what is said of the thing."""

    table: str
    model: type[Model]
    key: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, *self.values, "valid_from", "valid_until")


def spans_by_key(book: Book, rows: Iterable[Sequence[Any]]) -> dict[tuple[Any, ...], list[Span]]:
    """Sort rows, whose columns are `book.columns`, into the spans of each thing."""
    split, until = len(book.key), len(book.columns) - 1
    told: dict[tuple[Any, ...], list[Span]] = defaultdict(list)
    for row in rows:
        told[tuple(row[:split])].append(Span(row[until - 1], row[until], tuple(row[split : until - 1])))
    return told


@transaction.atomic
def keep(book: Book, rows: Iterable[Sequence[Any]], *, on: date) -> Kept:
    """Take rows, whose columns are `book.columns`, into the register on the day `on`.

    What the rows do not mention stays as it is.

    :raises BadData: when they contradict each other, or days that are closed.
    """
    known, numbers = _known(book)
    insert: list[Model] = []
    update: list[Model] = []
    ended = unchanged = 0
    for key, told in spans_by_key(book, rows).items():
        before = known.get(key, [])
        after = _settled(book, key, before, told, on)
        was = {span.valid_from: span for span in before}
        for span in after:
            if (old := was.get(span.valid_from)) is None:
                insert.append(_row(book, key, span))
            elif old == span:
                unchanged += 1
            else:
                ended += old.values == span.values or old.valid_until != span.valid_until
                update.append(_row(book, key, span, number=numbers[key, span.valid_from]))
    _write(book, insert, update)
    return Kept(began=len(insert), ended=ended, corrected=len(update) - ended, unchanged=unchanged)


def _known(book: Book) -> tuple[dict[tuple[Any, ...], list[Span]], dict[tuple[tuple[Any, ...], date], int]]:
    rows = list(
        book.model._default_manager.order_by("valid_from")
        .values_list(*book.columns, "pk")
        .iterator(chunk_size=BATCH)
    )
    split = len(book.key)
    numbers = {(tuple(row[:split]), row[-3]): row[-1] for row in rows}
    return spans_by_key(book, (row[:-1] for row in rows)), numbers


def _settled(book: Book, key: tuple[Any, ...], before: list[Span], told: list[Span], on: date) -> list[Span]:
    if before == told:
        return before
    try:
        return rules.settled(before, rules.coalesced(told), on=on)
    except BadData as bad:
        raise BadData(f"{book.table}, {' '.join(map(str, key))}: {bad}") from bad


def _row(book: Book, key: tuple[Any, ...], span: Span, *, number: int | None = None) -> Model:
    columns = dict(zip((*book.key, *book.values), (*key, *span.values), strict=True))
    return book.model(pk=number, **columns, valid_from=span.valid_from, valid_until=span.valid_until)


def _write(book: Book, insert: list[Model], update: list[Model]) -> None:
    # what ends must end before what follows it may stand
    fields = [name.removesuffix("_id") if _is_link(book, name) else name for name in book.values]
    book.model._default_manager.bulk_update(update, [*fields, "valid_until"], batch_size=200)
    book.model._default_manager.bulk_create(insert, batch_size=BATCH)


def _is_link(book: Book, column: str) -> bool:
    return any(field.attname == column and field.is_relation for field in book.model._meta.concrete_fields)


def know_sites(codes: Iterable[str]) -> None:
    """Enter sites that are not on the register yet."""
    Site.objects.bulk_create([Site(code=code) for code in sorted(set(codes))], ignore_conflicts=True)


def know_feeders(codes: Iterable[str]) -> None:
    """Enter feeders that are not on the register yet."""
    Feeder.objects.bulk_create([Feeder(code=code) for code in sorted(set(codes))], ignore_conflicts=True)


def know_parties(names: Iterable[str]) -> Mapping[str, int]:
    """Enter parties that are not on the register yet, and return the number of each."""
    wanted = set(names)
    Party.objects.bulk_create([Party(name=name) for name in sorted(wanted)], ignore_conflicts=True)
    return {name: pk for name, pk in Party.objects.values_list("name", "pk") if name in wanted}
