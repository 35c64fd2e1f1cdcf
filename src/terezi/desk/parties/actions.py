"""Writing the register down: every change of it goes through `keep`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models.base import ModelState

from terezi.base.errors import BadData, Refused
from terezi.desk.parties import rules
from terezi.desk.parties.models import KNOWN_NOW, Feeder, Party, Site, Valid, Venue
from terezi.desk.parties.queries import unknown_sites, unknown_venues
from terezi.desk.parties.terms import Kept, Span

BATCH = 2_000
Said = TypeVar("Said", bound=Valid)


@dataclass(frozen=True)
class Book:
    """One table of spans: what names a thing in it, what is said of the thing, what no telling may replace."""

    table: str
    model: type[Valid]
    key: tuple[str, ...]
    values: tuple[str, ...]
    closed: tuple[str, str] | None = None

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
def keep(book: Book, rows: Iterable[Sequence[Any]], *, on: date, at: datetime) -> Kept:
    """Take rows, whose columns are `book.columns`, into the register on the day `on`, known since `at`.

    What the rows do not mention stays as it is; what was known before stays readable as it was known.

    :raises BadData: when they contradict each other, days that are closed, or what was decided.
    """
    known, numbers = _known(book)
    begins: list[Valid] = []
    replaced: list[tuple[int, tuple[Any, ...], Span]] = []
    ended = unchanged = 0
    for key, told in spans_by_key(book, rows).items():
        before = known.get(key, [])
        was = {span.valid_from: span for span in before}
        for span in _settled(book, key, before, told, on):
            if (old := was.get(span.valid_from)) is None:
                begins.append(_row(book, key, span))
            elif old == span:
                unchanged += 1
            else:
                ended += old.values == span.values or old.valid_until != span.valid_until
                replaced.append((numbers[key, span.valid_from], key, span))
    written = _written(book, begins, replaced, at=at)
    corrected = len(replaced) - ended
    return Kept(began=len(begins), ended=ended, corrected=corrected, unchanged=unchanged, rows=written)


def _known(book: Book) -> tuple[dict[tuple[Any, ...], list[Span]], dict[tuple[tuple[Any, ...], date], int]]:
    rows = list(
        book.model._default_manager.filter(KNOWN_NOW)
        .order_by("valid_from")
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


def _row(book: Book, key: tuple[Any, ...], span: Span) -> Valid:
    columns = dict(zip((*book.key, *book.values), (*key, *span.values), strict=True))
    return book.model(**columns, valid_from=span.valid_from, valid_until=span.valid_until)


def _written(
    book: Book, begins: list[Valid], replaced: list[tuple[int, tuple[Any, ...], Span]], *, at: datetime
) -> tuple[Valid, ...]:
    olds = [
        row
        for batch in batched([number for number, _, _ in replaced])
        for row in book.model._default_manager.filter(pk__in=batch)
    ]
    by_number = {row.pk: row for row in olds}
    follows = [_replacing(book, by_number[number], key, span) for number, key, span in replaced]
    return say_otherwise(book.model, olds=olds, news=[*follows, *begins], at=at)


def _replacing(book: Book, old: Valid, key: tuple[Any, ...], span: Span) -> Valid:
    if book.closed is not None and getattr(old, book.closed[0]) == book.closed[1]:
        raise BadData(
            f"{book.table}, {' '.join(map(str, key))}: what the register says from {old.valid_from} was decided: "
            "change or correct it by a decision"
        )
    if all(getattr(old, name) == value for name, value in zip(book.values, span.values, strict=True)):
        return anew(old, valid_until=span.valid_until)
    return _row(book, key, span)


def anew(row: Said, **said: Any) -> Said:
    """Return the row once more, not yet kept, with what is said otherwise."""
    fresh = copy(row)
    fresh.pk, fresh._state = None, ModelState()
    for name, value in said.items():
        setattr(fresh, name, value)
    return fresh


def say_otherwise(
    model: type[Said], *, olds: Sequence[Said], news: Sequence[Said], at: datetime
) -> tuple[Said, ...]:
    """Close what was known in `olds` and keep `news` as known since `at`: the only way a span is written.

    :raises Refused: when something was told later than `at`, or somebody else closed a row meanwhile.
    """
    for old in olds:
        if old.known_since > at:
            raise Refused(f"{old} is known since {old.known_since}, later than {at}: mind the clock")
        old.known_until = at
    for batch in batched([old.pk for old in olds]):
        closed = model._default_manager.filter(KNOWN_NOW, pk__in=batch).update(known_until=at)
        if closed != len(batch):
            raise Refused("Somebody else changed the register meanwhile: look again and repeat")
    for new in news:
        new.known_since, new.known_until = at, None
    return (*olds, *model._default_manager.bulk_create(news, batch_size=BATCH))


def batched(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    """Yield the numbers in parts that fit into one question."""
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))


def know_sites(codes: Iterable[str]) -> list[Site]:
    """Enter sites that are not on the register yet, and return those."""
    return Site.objects.bulk_create([Site(code=code) for code in unknown_sites(codes)])


def know_venues(codes: Iterable[str]) -> list[Venue]:
    """Enter venues that are not on the register yet, and return those."""
    return Venue.objects.bulk_create([Venue(code=code) for code in unknown_venues(codes)])


def know_feeders(codes: Iterable[str]) -> list[Feeder]:
    """Enter feeders that are not on the register yet, and return those."""
    unknown = set(codes) - set(Feeder.objects.values_list("code", flat=True))
    return Feeder.objects.bulk_create([Feeder(code=code) for code in sorted(unknown)])


def know_parties(names: Iterable[str]) -> tuple[dict[str, int], list[Party]]:
    """Enter parties known by name alone, unless one of the name is known: the key of each, and who is new."""
    wanted = set(names)
    known = _parties_named(wanted)
    new = Party.objects.bulk_create([Party(name=name) for name in sorted(wanted - set(known))], BATCH)
    return known | {party.name: party.pk for party in new}, new


def _parties_named(wanted: set[str]) -> dict[str, int]:
    """The party of each name: the one told without a number, else the only one."""
    unnumbered: dict[str, int] = {}
    numbered: dict[str, list[int]] = defaultdict(list)
    for name, number, pk in Party.objects.values_list("name", "registration_number", "pk"):
        if name in wanted and number:
            numbered[name].append(pk)
        elif name in wanted:
            unnumbered[name] = pk
    return {name: pks[0] for name, pks in numbered.items() if len(pks) == 1} | unnumbered


@transaction.atomic
def know_party(*, name: str, kind: str = "", registration_number: str = "", country: str = "") -> Party:
    """Return the party of this name and registration number, entered if it was not known.

    :raises Refused: when the register tells another kind or country of it.
    """
    told = {"kind": kind, "country": country}
    party, _ = Party.objects.get_or_create(name=name, registration_number=registration_number, defaults=told)
    for field, value in told.items():
        if value and (says := getattr(party, field)) and says != value:
            raise Refused(f"{name}: the register says {field} {says}, not {value}: correct one of them")
    learned = [field for field, value in told.items() if value and not getattr(party, field)]
    for field in learned:
        setattr(party, field, told[field])
    if learned:
        party.save(update_fields=learned)
    return party
