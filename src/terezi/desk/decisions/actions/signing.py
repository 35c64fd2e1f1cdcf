"""The second officer's word on a proposal: signed or declined; and the lapse of what is overtaken."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from terezi.base.errors import Refused, refuse
from terezi.desk.decisions import queries, rules
from terezi.desk.decisions.actions.carrying_out import carry_out
from terezi.desk.decisions.models import Appeal, Decision
from terezi.desk.decisions.terms import DISMISS, Outcome, Stale, State, SubjectKind, Verb
from terezi.desk.journal import actions as journal
from terezi.desk.licences.actions.chains import alone
from terezi.desk.licences.terms import Status
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may
from terezi.desk.people.terms import Permission
from terezi.law.book import law_at
from terezi.law.terms import Law

T = TypeVar("T")


@transaction.atomic
def sign(*, number: str, by: Officer, at: datetime, standing: Status | None = None) -> Decision:
    """Sign a proposal: from now on it binds. On a licence it is carried out in the same transaction.

    Of an application the caller tells the status (`standing`) and does the rest in the same transaction.

    :raises Refused: when this officer may not decide on it.
    :raises Stale: when the law or the subject's status changed since: call `lapse` for it.
    """
    decision = _held(number)
    law = _law_of(decision, at)
    _refuse_deciding(decision, by, law)
    _refuse_conflicted_proposer(decision, law)
    if changed := _why_stale(decision, standing, law):
        raise Stale(changed)
    _decide(decision, State.SIGNED, by, at, law)
    decision.save()
    rows = [decision, *_closed_appeal(decision, at)]
    journal.write(act=Verb.SIGN, subject=number, by=by.username, at=at, values=_values(decision), rows=rows)
    if decision.subject_kind == SubjectKind.LICENCE:
        carry_out(decision, law=law, by=by, at=at)
    return decision


@transaction.atomic
def decline(*, number: str, by: Officer, reason: str, at: datetime) -> Decision:
    """Refuse to sign a proposal, with the reason; it may be proposed anew.

    :raises Refused: when this officer may not decide on it, or gives no reason.
    """
    if not reason.strip():
        raise Refused(rules.NO_WORDS)
    decision = _held(number)
    law = _law_of(decision, at)
    _refuse_deciding(decision, by, law)
    _decide(decision, State.DECLINED, by, at, law)
    decision.declined_reason = reason
    decision.save()
    values = _values(decision)
    journal.write(act=Verb.DECLINE, subject=number, by=by.username, at=at, values=values, rows=[decision])
    return decision


@transaction.atomic
def lapse(*, number: str, by: str, at: datetime, standing: Status | None = None) -> Decision:
    """Let a proposal lapse that the law or its subject has overtaken.

    :raises Refused: when it is not open, or nothing has changed under it.
    """
    decision = _held(number)
    if decision.state != State.PROPOSED:
        raise Refused(rules.ALREADY[State(decision.state)])
    changed = _why_stale(decision, standing, _law_of(decision, at))
    if not changed:
        raise Refused(f"Nothing has changed since {number} was proposed: it stands until somebody decides")
    decision.state, decision.lapsed_at, decision.lapsed_reason = State.LAPSED, at, changed
    decision.save()
    values = _values(decision)
    journal.write(
        act=Verb.LAPSE, subject=number, by=by, at=at, ground=changed, values=values, rows=[decision]
    )
    return decision


def signed_or_lapsed(sign: Callable[[], T], lapse: Callable[[], object]) -> T:
    """Sign a proposal; one that was overtaken lapses instead.

    :raises Stale: when it was overtaken: it has lapsed then.
    """
    try:
        return sign()
    except Stale:
        lapse()
        raise


def _held(number: str) -> Decision:
    """Return the decision with its row locked: whoever comes second sees what the first did.

    What a licence is must not change between the look at it and the act, so the register is held, too.
    """
    found = Decision.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise Refused(f"There is no decision {number}: look its number up")
    if found.subject_kind == SubjectKind.LICENCE:
        alone()
    return found


def _law_of(decision: Decision, at: datetime) -> Law:
    return law_at(decision.law_country, at)


def _refuse_deciding(decision: Decision, by: Officer, law: Law) -> None:
    against = rules.against_deciding(
        state=State(decision.state),
        is_proposer=decision.proposed_by_id == by.pk,
        may_sign=by.is_active and role_may(by.role, Permission.DECISIONS_SIGN),
        conflicted_with=queries.conflicted_with(by, decision.parties, law.day),
        took_part=queries.took_part(decision, by),
    )
    refuse(against)


def _refuse_conflicted_proposer(decision: Decision, law: Law) -> None:
    if party := queries.conflicted_with(decision.proposed_by, decision.parties, law.day):
        raise Refused(rules.PROPOSER_CONFLICTED.format(party=party))


def _why_stale(decision: Decision, standing: Status | None, law: Law) -> str:
    return rules.why_stale(
        before=Status(decision.before),
        standing=queries.standing_of(decision, standing, law.day),
        then=queries.law_then(decision),
        now=law,
        version=decision.law_version,
    )


def _decide(decision: Decision, state: State, by: Officer, at: datetime, law: Law) -> None:
    decision.state, decision.decided_by, decision.decided_at = state, by, at
    decision.decided_on = law.day


def _values(decision: Decision) -> dict[str, str]:
    return {
        "act": decision.act,
        "about": decision.subject,
        "before": decision.before,
        "after": decision.after,
        "effective_on": decision.holds_from.isoformat(),
    }


def _closed_appeal(decision: Decision, at: datetime) -> list[Appeal]:
    if (appeal := decision.appeal) is None:
        return []
    appeal.outcome = Outcome.DISMISSED if decision.act == DISMISS else Outcome.UPHELD
    appeal.closed_at = at
    appeal.save(update_fields=["outcome", "closed_at"])
    return [appeal]
