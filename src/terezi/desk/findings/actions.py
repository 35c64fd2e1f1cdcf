"""Taking findings in, and noting what firms and officers say about them."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from terezi.base.errors import BadData, Refused, refuse
from terezi.desk.findings import rules
from terezi.desk.findings.models import Finding, Look, Reply
from terezi.desk.findings.terms import Act, Found, Received, Triage
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer

# The snapshot is not content: a delivery about something else makes a new one
WORDLESS = "A reply has words and somebody who says them: give both"
CONTENT = tuple(field.name for field in fields(Found))


@transaction.atomic
def receive(
    *, day: date, ran: Collection[str], found: Iterable[Found], lake_snapshot: str, by: str, at: datetime
) -> Received:
    """Take in all that the indicators `ran` (codes) found for one settlement day.

    Said again, nothing changes. Said differently, the old finding is superseded by a new one. Not
    said any more, it is superseded without a successor.

    :raises BadData: when a finding is of an indicator that did not run, or there are two of one subject.
    """
    said = _by_key(found, ran)
    stood = {(one.indicator, one.subject): one for one in _standing(day, ran)}
    same = {key for key, one in said.items() if key in stood and _content(stood[key]) == one}
    gone = [one for key, one in stood.items() if key not in same]
    Finding.objects.filter(pk__in=[one.pk for one in gone]).update(superseded_at=at)
    fresh = [key for key in said if key not in same]
    Finding.objects.bulk_create(
        [
            Finding(**_columns(said[key], day), first_day=day, lake_snapshot=lake_snapshot, known_at=at)
            for key in fresh
        ],
        batch_size=500,
    )
    _follow_runs({*fresh, *((one.indicator, one.subject) for one in gone)}, day)
    changed = sum(key in stood for key in fresh)
    received = Received(
        new=len(fresh) - changed, changed=changed, withdrawn=len(gone) - changed, unchanged=len(same)
    )
    if received.anything:
        values = {"indicators": sorted(ran), **asdict(received)}
        journal.write(act=Act.RECEIVE, subject=day.isoformat(), by=by, at=at, values=values)
    return received


def _by_key(found: Iterable[Found], ran: Collection[str]) -> dict[tuple[str, str], dict[str, Any]]:
    said: dict[tuple[str, str], dict[str, Any]] = {}
    for one in found:
        if one.indicator not in ran:
            raise BadData(
                f"{one.indicator} found something about {one.subject} but is not among those that ran"
            )
        if (one.indicator, one.subject) in said:
            raise BadData(f"{one.indicator} found two things about {one.subject} on one day: join them")
        said[one.indicator, one.subject] = {
            **asdict(one),
            "values": _plain(one.values),
            "hypotheses": _plain(one.hypotheses),
            "clears": _plain(one.clears),
        }
    return said


def _columns(said: dict[str, Any], day: date) -> dict[str, Any]:
    told = {name: value for name, value in said.items() if name != "stands_days"}
    return {**told, "day": day, "stands_until": day + timedelta(days=said["stands_days"])}


def _plain(value: object) -> Any:
    """What JSON gives back of a value, so that it can be compared with what is stored."""
    return json.loads(json.dumps(value))


def _standing(day: date, ran: Collection[str]) -> Sequence[Finding]:
    return list(
        Finding.objects.select_for_update()
        .filter(day=day, indicator__in=ran, superseded_at__isnull=True)
        .order_by("pk")
    )


def _content(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in CONTENT}


def _follow_runs(touched: set[tuple[str, str]], day: date) -> None:
    """Set anew the first day of the runs that a change on `day` begins, breaks or joins."""
    runs: dict[tuple[str, str], list[Finding]] = {key: [] for key in touched}
    for one in _since_the_day_before(touched, day):
        if (key := (one.indicator, one.subject)) in runs:
            runs[key].append(one)
    moved = [one for run in runs.values() for one in _moved(run, day)]
    Finding.objects.bulk_update(moved, ["first_day"], batch_size=200)


def _since_the_day_before(touched: set[tuple[str, str]], day: date) -> Iterable[Finding]:
    indicators, subjects = {key[0] for key in touched}, {key[1] for key in touched}
    standing = Finding.objects.filter(superseded_at__isnull=True, day__gte=day - timedelta(days=1))
    concerned = standing.filter(indicator__in=indicators, subject__in=subjects)
    return concerned.only("indicator", "subject", "day", "first_day").order_by("day")


def _moved(run: list[Finding], day: date) -> Iterator[Finding]:
    begun = run[0].first_day if run and run[0].day < day else None
    first = rules.first_days((one.day for one in run), begun=begun)
    for one in run:
        if one.first_day != first[one.day]:
            one.first_day = first[one.day]
            yield one


@transaction.atomic
def look(*, finding: int, state: Triage, by: Officer, at: datetime, note: str = "") -> Look:
    """Note that an officer looked at a finding and how far it has come.

    :raises Refused: when the finding was replaced, or an explanation says nothing.
    """
    found = Finding.objects.select_for_update().get(pk=finding)
    stands = found.superseded_at is None
    refuse(rules.against_looking(state=state, note=note, stands=stands))
    noted = Look.objects.create(finding=found, state=state, note=note, by=by, at=at)
    values = {"finding": finding, "state": state.value, "note": note}
    journal.write(act=Act.LOOK, subject=found.subject, by=by.username, at=at, values=values)
    return noted


@transaction.atomic
def reply(*, finding: int, text: str, said_by: str, by: Officer, at: datetime) -> Reply:
    """Put the firm's own words beside a finding.

    :raises Refused: when there are no words, or nobody who says them.
    """
    if not text.strip() or not said_by.strip():
        raise Refused(WORDLESS)
    found = Finding.objects.get(pk=finding)
    written = Reply.objects.create(finding=found, text=text, said_by=said_by, recorded_by=by, at=at)
    values = {"finding": finding, "said_by": said_by, "text": text}
    journal.write(act=Act.REPLY, subject=found.subject, by=by.username, at=at, values=values)
    return written
