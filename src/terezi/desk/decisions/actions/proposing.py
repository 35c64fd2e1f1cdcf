"""Proposing a decision: it binds nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from terezi.base.errors import Refused, refuse
from terezi.desk.decisions import queries, rules
from terezi.desk.decisions.models import Appeal, Decision, Numbering
from terezi.desk.decisions.terms import DISMISS, Reason, State, SubjectKind, Verb
from terezi.desk.journal import actions as journal
from terezi.desk.licences.models import Licence
from terezi.desk.licences.rules import leading
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.parties.models import Party
from terezi.desk.people.models import Officer
from terezi.law.book import day_in, law_at
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
    region: str = "",
    appeal: Appeal | None = None,
) -> Decision:
    """Propose an act on a licence or an application; `parties` are the names of all whom it touches.

    Of a licence the register itself tells holder, region and status.

    :raises Refused: when the law, a conflict, or another open proposal on the subject stands against it.
    """
    code = queries.country_of(subject, country)
    law = law_at(code, at)
    touched = list(parties)
    if subject_kind is SubjectKind.LICENCE:
        licence = queries.standing_licence(subject, law.day)
        touched = list(dict.fromkeys([*_names_of(licence.holder), *parties]))
        region = licence.region
        _refuse_on_register(licence, act=act, before=before, after=after, on=effective_on)
        _refuse_more(licence, act, conditions)
    told = [replace(reason, law_version=reason.law_version or law.version) for reason in reasons]
    refuse(
        rules.against_proposing(
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
        )
        + rules.against_law(
            act=act,
            ground_ids=[reason.ground for reason in told],
            effective_on=effective_on,
            conditions=conditions,
            law=law,
        )
    )
    numbering = next_number(law)
    _refuse_second(subject_kind, subject)
    made = Decision.objects.create(
        number=f"{law.country}-DEC-{law.day.year}-{numbering.last:06d}",
        act=act,
        subject_kind=subject_kind,
        subject=subject,
        region=region,
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
    rows = [made, numbering]
    journal.write(act=Verb.PROPOSE, subject=made.number, by=by.username, at=at, values=values, rows=rows)
    return made


def propose_on_licence(
    *,
    number: str,
    act: Act,
    effective_on: date,
    reason: Reason,
    conditions: Mapping[str, Any],
    by: Officer,
    at: datetime,
    after: Status | None = None,
    language: str = "",
    country: str = "",
) -> Decision:
    """Propose an act on a licence as it stands; where the list leaves no choice, `after` need not be told.

    :raises Refused: as `propose` does.
    """
    code = queries.country_of(number, country)
    standing = queries.standing_licence(number, day_in(code, at))
    before = Status(standing.status)
    return propose(
        act=act,
        subject_kind=SubjectKind.LICENCE,
        subject=number,
        before=before,
        after=after or _only_way(act, before, queries.statuses(number, effective_on), conditions),
        effective_on=effective_on,
        conditions=conditions,
        reasons=[reason],
        parties=(),
        by=by,
        at=at,
        language=language,
        country=code,
    )


def _only_way(act: Act, before: Status, history: Sequence[Status], conditions: Mapping[str, Any]) -> Status:
    if act is not Act.CORRECT:
        return leading(act, history, None).after
    told = (conditions.get("values") or {}).get("status")
    return Status(told) if told and not conditions.get("until_day") else before


def _names_of(holder: Party) -> list[str]:
    return [name for name in (holder.name, holder.registration_number) if name]


def _refuse_on_register(licence: Licence, *, act: str, before: Status, after: Status, on: date) -> None:
    """Refuse what the register would refuse when it is signed."""
    if Status(licence.status) is not before:
        raise Refused(f"{licence.number} is {licence.status}, not {before}: look at it again")
    if act not in {DISMISS, Act.CORRECT}:
        leading(Act(act), queries.statuses(licence.number, on), after)


def _refuse_more(licence: Licence, act: str, conditions: Mapping[str, Any]) -> None:
    told = conditions.get("licensed_w")
    if told is not None and act not in rules.SETS_POWER:
        raise Refused(rules.NO_POWER_HERE.format(act=act, standing=licence.licensed_w))
    if conditions.get("valid_until") and act not in rules.SETS_TERM:
        raise Refused(rules.NO_TERM_HERE.format(act=act))
    if act == Act.LIMIT and told is not None and told > licence.licensed_w:
        raise Refused(rules.MORE_POWER.format(standing=licence.licensed_w))


def _refuse_second(subject_kind: SubjectKind, subject: str) -> None:
    """Whoever holds the numbering row is alone, so that of two who propose at once one is told."""
    standing = Decision.objects.filter(subject_kind=subject_kind, subject=subject, state=State.PROPOSED)
    if (other := standing.first()) is not None:
        raise Refused(SECOND_OPEN.format(number=other.number, subject=subject))


def next_number(law: Law) -> Numbering:
    """Take the next number of the country and year; whoever takes one holds the row until his act is done."""
    Numbering.objects.get_or_create(country=law.country, year=law.day.year)
    row = Numbering.objects.select_for_update().get(country=law.country, year=law.day.year)
    row.last += 1
    row.save(update_fields=["last"])
    return row
