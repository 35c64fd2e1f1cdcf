"""An appeal against a signed decision, and what two officers who had no part in it make of it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.decisions import queries, rules
from terezi.desk.decisions.actions.proposing import propose
from terezi.desk.decisions.models import Appeal, Decision
from terezi.desk.decisions.terms import DISMISS, Outcome, Reason, State, SubjectKind, Verb
from terezi.desk.journal import actions as journal
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act, transition
from terezi.desk.people.models import Officer
from terezi.law.book import day_in

NOT_SIGNED = "{number} binds nobody, so nobody needs to appeal against it"
PENDING = "An appeal against {number} is pending already: it takes one"
NONE_PENDING = "No appeal against {number} is pending"
WORDLESS = "An appeal says what is wrong with the decision, and who says so: give both"
NOTHING_TO_RESTORE = "Nothing can be restored: it is {before} now. Dismiss the appeal, or propose another act"


@transaction.atomic
def appeal(*, number: str, by: Officer, says: str, at: datetime, said_by: str = "", body: str = "") -> Appeal:
    """Put an appeal on the record: by the applicant, or by an officer in whose words it came (`said_by`).

    A late one is recorded as late, not turned away: whether it is heard is for those who decide on it.

    :raises Refused: when the decision was not signed, or an appeal is pending already.
    """
    decision = Decision.objects.select_for_update().filter(number=number).first()
    if decision is None or decision.state != State.SIGNED:
        raise Refused(NOT_SIGNED.format(number=number))
    if not says.strip() or not (said_by or by.name).strip():
        raise Refused(WORDLESS)
    if decision.appeals.filter(closed_at__isnull=True).exists():
        raise Refused(PENDING.format(number=number))
    made = Appeal.objects.create(
        against=decision,
        says=says,
        said_by=said_by or by.name,
        body=body,
        recorded_by=by,
        at=at,
        filed_on=day_in(decision.law_country, at),
        last_day=queries.appeal_rights(decision).last_day,
    )
    values = {"appeal": made.pk, "about": decision.subject}
    journal.write(act=Verb.APPEAL, subject=number, by=by.username, at=at, values=values, rows=[made])
    return made


@transaction.atomic
def decide_appeal(
    *,
    number: str,
    outcome: Outcome,
    reasons: Sequence[Reason],
    standing: Status,
    by: Officer,
    at: datetime,
    after: Status | None = None,
    effective_on: date | None = None,
    conditions: Mapping[str, Any] | None = None,
) -> Decision:
    """Propose what becomes of the appeal against decision `number`; a second officer signs it like any other.

    Upheld, the subject goes to `after`; dismissed, everything stays as it is.

    :raises Refused: when no appeal is pending, or this officer took part in the first decision.
    """
    pending = Appeal.objects.filter(against__number=number, closed_at__isnull=True).first()
    if pending is None:
        raise Refused(NONE_PENDING.format(number=number))
    first = pending.against
    if by.pk in {first.proposed_by_id, first.decided_by_id}:
        raise Refused(rules.SIGNED_FIRST)
    to = standing if outcome is Outcome.DISMISSED else after
    return propose(
        act=_act(outcome, standing, to),
        subject_kind=SubjectKind(first.subject_kind),
        subject=first.subject,
        before=standing,
        after=to or standing,
        effective_on=effective_on or day_in(first.law_country, at),
        conditions=conditions or {},
        reasons=reasons,
        parties=first.parties,
        by=by,
        at=at,
        language=first.language,
        country=first.law_country,
        region=first.region,
        appeal=pending,
    )


def _act(outcome: Outcome, standing: Status, after: Status | None) -> str:
    if outcome is Outcome.DISMISSED:
        return DISMISS
    for act in (Act.UPHOLD, Act.LIFT):
        if after is not None and transition(act, standing, after):
            return act
    raise Refused(NOTHING_TO_RESTORE.format(before=standing))
