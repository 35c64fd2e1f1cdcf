"""New rows, written together or refused together."""

from collections.abc import Iterable

from django.db import IntegrityError, models, transaction

from terezi.base.errors import Refused


def insert(rows: Iterable[models.Model], *, taken: str) -> None:
    """Save rows that are new; refused with the sentence `taken` where one is there already, even by an act of this moment."""
    try:
        with transaction.atomic():
            for row in rows:
                row.save(force_insert=True)
    except IntegrityError as at_once:
        raise Refused(taken) from at_once
