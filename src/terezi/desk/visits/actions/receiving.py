"""Taking in what a screening says."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction

from terezi.base.errors import BadData
from terezi.desk.journal import actions as journal
from terezi.desk.visits import queries
from terezi.desk.visits.models import Lead
from terezi.desk.visits.terms import Act, Received, Screened, SubjectKind

CONTENT = tuple(field.name for field in fields(Screened))


@transaction.atomic
def receive_leads(
    *,
    screened_on: date,
    kinds: Iterable[SubjectKind],
    found: Iterable[Screened],
    lake_snapshot: str,
    by: str,
    at: datetime,
) -> Received:
    """Take in what the screening of one day says of subjects of these kinds.

    Said again, nothing changes. Said differently, the old lead is superseded. Not said any more, it is
    superseded without a successor.

    :raises BadData: when a subject comes twice or is of a kind that was not screened.
    """
    said = _by_key(found, set(kinds))
    stood = {(one.subject_kind, one.subject): one for one in _standing(screened_on, set(kinds))}
    same = {key for key, one in said.items() if key in stood and _content(stood[key]) == one}
    gone = [one.pk for key, one in stood.items() if key not in same]
    Lead.objects.filter(pk__in=gone).update(superseded_at=at)
    fresh = [key for key in said if key not in same]
    rows = [
        Lead(**said[key], screened_on=screened_on, lake_snapshot=lake_snapshot, known_at=at) for key in fresh
    ]
    Lead.objects.bulk_create(rows, batch_size=500)
    changed = sum(key in stood for key in fresh)
    received = Received(len(fresh) - changed, changed, len(gone) - changed, len(same))
    if received.anything:
        values = {"kinds": sorted(kinds), "snapshot": lake_snapshot, **asdict(received)}
        journal.write(act=Act.RECEIVE, subject=screened_on.isoformat(), by=by, at=at, values=values)
    return received


def _by_key(found: Iterable[Screened], kinds: set[SubjectKind]) -> dict[queries.Key, dict[str, Any]]:
    said: dict[queries.Key, dict[str, Any]] = {}
    for one in found:
        key = (one.subject_kind, one.subject)
        if one.subject_kind not in kinds:
            raise BadData(
                f"A lead about {one.subject_kind} {one.subject} came, but that kind was not screened"
            )
        if key in said:
            raise BadData(f"Two leads came about {one.subject_kind} {one.subject} of one day: join them")
        said[key] = {**asdict(one), "reasons": _plain(one.reasons), "clears": _plain(one.clears)}
    return said


def _plain(value: object) -> Any:
    """What JSON gives back of a value, so that it can be compared with what is stored."""
    return json.loads(json.dumps(value))


def _standing(day: date, kinds: set[SubjectKind]) -> Sequence[Lead]:
    found = Lead.objects.select_for_update().filter(
        screened_on=day, subject_kind__in=kinds, superseded_at__isnull=True
    )
    return list(found.order_by("pk"))


def _content(lead: Lead) -> dict[str, Any]:
    return {name: getattr(lead, name) for name in CONTENT}
