"""The entries of the journal and the chain they make."""

from collections.abc import Iterator

from django.db.models import QuerySet

from terezi.desk.journal import rules
from terezi.desk.journal.models import End, Entry
from terezi.desk.journal.terms import Break, Sealed


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
        return rules.first_break(_sealed(), last_sequence=end.sequence, last_digest=end.digest)
    except ValueError as unreadable:
        return Break(end.sequence, f"An entry can no longer be read: {unreadable}")


def journal_end() -> End:
    """Return where the journal says it ends; its digest, noted elsewhere, shows a journal written anew."""
    return End.objects.filter(id=1).first() or End()


def _sealed() -> Iterator[Sealed]:
    fields = ("sequence", "at", "act", "subject", "by", "ground", "values", "previous", "digest")
    for row in Entry.objects.order_by("sequence").values_list(*fields).iterator(chunk_size=2000):
        yield Sealed(*row)
