"""From when to when a row is true, and from when to when the register said so."""

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Valid(models.Model):
    """What is true from `valid_from` until, exclusive, `valid_until`, as known since and until two moments.

    Nothing of a row is ever changed, save that `known_until` is set once: when something else became known.
    """

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    known_since = models.DateTimeField()
    known_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


KNOWN_NOW = Q(known_until__isnull=True)


def spans(name: str, *key: str) -> tuple[CheckConstraint | UniqueConstraint, ...]:
    """Return the constraints of a table of spans: of what is known now, one saying stands per key."""
    return (
        CheckConstraint(
            condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            name=f"{name}_ends_after_start",
        ),
        CheckConstraint(
            condition=KNOWN_NOW | Q(known_until__gte=F("known_since")), name=f"{name}_known_in_order"
        ),
        UniqueConstraint(fields=(*key, "valid_from"), condition=KNOWN_NOW, name=f"{name}_once_a_day"),
        UniqueConstraint(
            fields=key, condition=KNOWN_NOW & Q(valid_until__isnull=True), name=f"{name}_one_stands"
        ),
    )


def both_times(name: str, *key: str) -> tuple[Index]:
    """Return the index by which a thing is found as it was known at any moment."""
    return (Index(fields=(*key, "valid_from"), name=f"{name}_both_times"),)
