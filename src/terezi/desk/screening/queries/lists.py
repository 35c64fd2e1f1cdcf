"""Which lists there are, and which version of each is current."""

from collections.abc import Iterable

from django.db.models import QuerySet

from terezi.desk.screening.models import ListVersion
from terezi.desk.screening.terms import ListKind


def versions(list_id: str | None = None) -> QuerySet[ListVersion]:
    """Return every version, of one list or of all, by list and the latest first."""
    found = ListVersion.objects.order_by("list_id", "-taken_on", "-id")
    return found if list_id is None else found.filter(list_id=list_id)


def version(sha256: str) -> ListVersion | None:
    """Return the version whose file has this digest."""
    return ListVersion.objects.filter(sha256=sha256).first()


def current(kinds: Iterable[ListKind] = tuple(ListKind)) -> list[ListVersion]:
    """Return the current version of each list: the one taken last, and of one day the one loaded last."""
    latest: dict[str, ListVersion] = {}
    for found in versions().filter(kind__in=[kind.value for kind in kinds]):
        latest.setdefault(found.list_id, found)
    return list(latest.values())


def number() -> int:
    """Count the versions there are."""
    return ListVersion.objects.count()
