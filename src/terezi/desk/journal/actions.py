"""The only door to the journal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from terezi.desk.journal import rules
from terezi.desk.journal.models import End, Entry


@transaction.atomic
def write(
    *,
    act: str,
    subject: str,
    by: str,
    at: datetime,
    ground: str = "",
    values: Mapping[str, Any] | None = None,
) -> Entry:
    """Add one entry to the end of the chain, in the transaction of the act it tells of.

    `values` holds what JSON holds, except floats.
    """
    end, _ = End.objects.select_for_update().get_or_create(id=1)
    told: dict[str, Any] = {
        "act": act,
        "subject": subject,
        "by": by,
        "at": at,
        "ground": ground,
        "values": dict(values or {}),
    }
    end.sequence += 1
    digest = rules.digest_of(previous=end.digest, sequence=end.sequence, **told)
    entry = Entry.objects.create(sequence=end.sequence, previous=end.digest, digest=digest, **told)
    end.digest = digest
    end.save(update_fields=["sequence", "digest"])
    return entry
