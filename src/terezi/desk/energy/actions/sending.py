"""What became of the outbox."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from terezi.desk.energy.models import Outbox
from terezi.desk.energy.terms import Act, Sent
from terezi.desk.journal import actions as journal

BATCH = 500


@transaction.atomic
def sent(*, told: Sequence[Sent], by: str, at: datetime) -> int:
    """Note what went out and what did not, with why; what is already noted as sent stays. Answers how many went."""
    became = {each.pk: each for each in told}
    rows = list(
        Outbox.objects.select_for_update()
        .filter(pk__in=list(became), sent_at__isnull=True)
        .select_related("order")
    )
    for row in rows:
        error = became[row.pk].error
        row.tries, row.last_error, row.sent_at = row.tries + 1, error, None if error else at
    Outbox.objects.bulk_update(rows, ["tries", "last_error", "sent_at"], batch_size=BATCH)
    gone = [row for row in rows if row.sent_at]
    if rows:
        values = {"sent": len(gone), "failed": len(rows) - len(gone)}
        subject = rows[0].order.number if len({row.order_id for row in rows}) == 1 else "orders"
        journal.write(act=Act.SEND, subject=subject, by=by, at=at, values=values, rows=rows)
    return len(gone)
