"""Proposing a decision: it binds nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.decisions import queries, rules
from terezi.desk.decisions.models import Appeal, Decision, Numbering
from terezi.desk.decisions.terms import Reason, State, SubjectKind, Verb
from terezi.desk.journal import actions as journal
from terezi.desk.licences.terms import Status
from terezi.desk.people.models import Officer
from terezi.law.book import law_on
from terezi.law.terms import Law

SECOND_OPEN = "{number} is open on {subject}: sign or decline it first, two proposals at once would race"


@transaction.atomic
def propose(
    *,
    act: str,
    subject_kind: SubjectKind,
    subject: str,
    before: Status,
    after: Status,
    effective_on: date,
    conditions: Mapping[str, Any],
    reasons: Sequence[Reason],
    parties: Sequence[str],
    by: Officer,
    at: datetime,
    language: str = "",
    country: str = "",
    appeal: Appeal | None = None,
) -> Decision:
    """Propose an act on a licence or an application; `parties` are the names of all whom it touches.

    :raises Refused: when the law, a conflict, or another open proposal on the subject stands against it.
    """
    code = queries.country_of(subject, country)
    law = law_on(code, queries.today_in(code, at))
    told = [replace(reason, law_version=reason.law_version or law.version) for reason in reasons]
    touched = list(parties)
    if subject_kind is SubjectKind.LICENCE:
        licence = queries.standing_licence(subject, law.day)
        touched = list(dict.fromkeys([licence.holder.name, *parties]))
        _refuse_another_status(subject, Status(licence.status), before)
    if against := rules.against_proposing(
        act=act,
        before=before,
        after=after,
        effective_on=effective_on,
        day=law.day,
        conditions=dict(conditions),
        reasons=told,
        parties=touched,
        names={by.name, by.username},
        conflicted_with=queries.conflicted_with(by, touched, law.day),
    ):
        raise Refused(". ".join(against))
    number = next_number(law, at)
    _refuse_second(subject_kind, subject)
    made = Decision.objects.create(
        number=number,
        act=act,
        subject_kind=subject_kind,
        subject=subject,
        parties=touched,
        before=before,
        after=after,
        effective_on=effective_on,
        conditions=dict(conditions),
        reasons=[reason.as_json() for reason in told],
        language=language,
        law_country=law.country,
        law_version=law.version,
        law_day=law.day,
        proposed_by=by,
        proposed_at=at,
        appeal=appeal,
    )
    values = {"act": str(act), "about": subject, "before": before.value, "after": after.value}
    journal.write(act=Verb.PROPOSE, subject=number, by=by.username, at=at, values=values)
    return made


def _refuse_another_status(subject: str, standing: Status, before: Status) -> None:
    if standing is not before:
        raise Refused(f"{subject} is {standing}, not {before}: look at it again")


def _refuse_second(subject_kind: SubjectKind, subject: str) -> None:
    """Whoever holds the numbering row is alone, so that of two who propose at once one is told."""
    standing = Decision.objects.filter(subject_kind=subject_kind, subject=subject, state=State.PROPOSED)
    if (other := standing.first()) is not None:
        raise Refused(SECOND_OPEN.format(number=other.number, subject=subject))


def next_number(law: Law, at: datetime) -> str:
    """Take the next number of the country and year; whoever takes one holds the row until his act is done."""
    Numbering.objects.get_or_create(country=law.country, year=law.day.year)
    row = Numbering.objects.select_for_update().get(country=law.country, year=law.day.year)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{law.country}-DEC-{law.day.year}-{row.last:06d}"
