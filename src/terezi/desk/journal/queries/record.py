"""The rows of the record as the database holds them now, and as acts have sealed them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model

from terezi.desk.journal import rules
from terezi.desk.journal.terms import Row

BATCH = 500


def rows_now(model: type[Model], keys: Sequence[Any]) -> Iterator[Row]:
    """Read rows of one table by their primary keys; what is not there is left out."""
    names = [field.attname for field in model._meta.concrete_fields]
    for start in range(0, len(keys), BATCH):
        found = model._base_manager.filter(pk__in=keys[start : start + BATCH])
        for key, *values in found.order_by().values_list("pk", *names):
            yield row_of(table_of(model), key, dict(zip(names, values, strict=True)))


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
