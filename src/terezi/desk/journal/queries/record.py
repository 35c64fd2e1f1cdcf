"""The rows of the record as the database holds them now, and as acts have sealed them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db.models import Model

from terezi.desk.journal import rules
from terezi.desk.journal.models import Seal
from terezi.desk.journal.terms import Row

BATCH = 500
UNREADABLE = "unreadable"
READ_FAILS = (ValueError, TypeError, ArithmeticError)
"""What Django raises for a value that no field of its kind can hold."""


def rows_now(model: type[Model], keys: Sequence[Any]) -> Iterator[Row]:
    """Read rows of one table by their primary keys; what is not there is left out.

    A row whose values can no longer be read comes with UNREADABLE for its digest.
    """
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        try:
            yield from list(_read(model, batch))
        except READ_FAILS:
            yield from (_read_one(model, key) for key in batch)


def _read(model: type[Model], keys: Sequence[Any]) -> Iterator[Row]:
    names = [field.attname for field in model._meta.concrete_fields]
    found = model._base_manager.filter(pk__in=keys).order_by().values_list("pk", *names)
    for key, *values in found:
        yield row_of(table_of(model), key, dict(zip(names, values, strict=True)))


def _read_one(model: type[Model], key: Any) -> Row:
    try:
        return next(_read(model, [key]))
    except READ_FAILS:
        return Row(table_of(model), str(rules.plain(key)), UNREADABLE, {})


def row_of(table: str, key: Any, values: Mapping[str, Any]) -> Row:
    """Seal what a row says."""
    row_key = str(rules.plain(key))
    fields = rules.field_digests(table, row_key, values)
    return Row(table, row_key, rules.row_digest(table, row_key, fields), fields)


def table_of(model: type[Model]) -> str:
    """Name a table as seals name it."""
    concrete: type[Model] = model._meta.concrete_model or model
    return concrete._meta.label_lower


def sealed_models() -> Iterable[type[Model]]:
    """Return the tables in which every row must have been sealed."""
    return [
        model for model in apps.get_models() if not model._meta.proxy and rules.is_sealed(table_of(model))
    ]


def tables() -> list[type[Model]]:
    """Return the tables an audit looks at: those that must be sealed, and others that have seals."""
    sealed = [*sealed_models()]
    for label in Seal.objects.order_by("table").values_list("table", flat=True).distinct():
        # a table the program no longer has is gone by its own history, not behind its back
        with suppress(LookupError):
            sealed.append(apps.get_model(label))
    return list(dict.fromkeys(sealed))


def unsealed(model: type[Model]) -> list[Model]:
    """Return the rows of a table that no act has sealed, their keys only."""
    sealed = set(Seal.objects.filter(table=table_of(model)).values_list("row_key", flat=True))
    rows = model._base_manager.order_by("pk").only("pk")
    return [row for row in rows if str(rules.plain(row.pk)) not in sealed]
