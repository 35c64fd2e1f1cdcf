"""The entries of the journal and the chain they make."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from terezi.desk.journal import rules
from terezi.desk.journal.models import End, Entry
from terezi.desk.journal.terms import Act, Break, Sealed


def entries(*, subject: str | None = None, act: str | None = None) -> QuerySet[Entry]:
    """Return entries, newest first."""
    found = Entry.objects.order_by("-sequence")
    if subject is not None:
        found = found.filter(subject=subject)
    return found if act is None else found.filter(act=act)


def broken() -> Break | None:
    """Go through the whole chain and say where it first fails; none means nothing was changed."""
    end = journal_end()
    try:
        found = rules.first_break(_sealed(end.sequence), last_sequence=end.sequence, last_digest=end.digest)
    except ValueError as unreadable:
        return Break(end.sequence, f"An entry can no longer be read: {unreadable}")
    return found or _beyond_the_end()


@transaction.atomic
def _beyond_the_end() -> Break | None:
    """Say where entries stand beyond the end; looked at while nobody writes."""
    end = End.objects.select_for_update().filter(id=1).first() or End()
    last = Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    if last == end.sequence:
        return None
    return Break(end.sequence + 1, f"The journal ends at {last}, but {end.sequence} were written")


def journal_end() -> End:
    """Return where the journal says it ends; its digest, noted elsewhere, shows a journal written anew."""
    return End.objects.filter(id=1).first() or End()


def last_audit(*, after: int) -> datetime | None:
    """Return when record and journal were last seen to agree, in an audit noted after entry `after`."""
    passed = entries(act=Act.AUDIT_PASSED).filter(sequence__gt=after)
    return moment(passed.first)


def written_at(sequence: int) -> datetime | None:
    """Return when the entry, or the last before it that is still there, was written."""
    return moment(entries().filter(sequence__lte=sequence).first)


def moment(found: Callable[[], Entry | None]) -> datetime | None:
    """Return when the entry was written; none where there is none, or its time can no longer be read."""
    try:
        entry = found()
    except ValueError:
        return None
    return entry.at if entry else None


def _sealed(last: int) -> Iterator[Sealed]:
    fields = ("sequence", "at", "act", "subject", "by", "ground", "values", "previous", "digest")
    upto = Entry.objects.filter(sequence__lte=last).order_by("sequence")
    for row in upto.values_list(*fields).iterator(chunk_size=2000):
        yield Sealed(*row)
