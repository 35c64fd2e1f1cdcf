"""Proposing, signing and declining what becomes of a file. It takes two officers; the register follows at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.applications import queries
from terezi.desk.applications.actions.granting import enter
from terezi.desk.applications.actions.moving import in_hand, move, tell
from terezi.desk.applications.actions.showing import certify, show_refusal
from terezi.desk.applications.models import Application, RequestToApplicant
from terezi.desk.applications.rules import deciding
from terezi.desk.applications.rules.moves import refuse_unless_officer
from terezi.desk.applications.terms import GRANTING, Act
from terezi.desk.decisions import actions as decisions
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Reason, SubjectKind
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.parties.models import Party
from terezi.desk.people.models import Officer

OVERTAKEN = "A decision was proposed without waiting for the answer"


@transaction.atomic
def propose_decision(
    *,
    number: str,
    act: StatusAct,
    reasons: Sequence[Reason],
    effective_on: date,
    by: Officer,
    at: datetime,
    licensed_w: Mapping[str, int] | None = None,
    text: str = "",
    valid_until: date | None = None,
    party: int | None = None,
) -> Decision:
    """Propose to grant (register, license, limit) or to refuse; it binds nobody until another officer signs.

    `licensed_w` lowers the W of sites by their label, `text` sets conditions in words; `valid_until` counts
    where the law does not say how long a licence holds; `party` is the number of the party on the register
    that the applicant is, where his name is written otherwise there.

    :raises Refused: listing everything that stands against it.
    """
    file = in_hand(number)
    refuse_unless_officer(file.officer_id, by=by.pk)
    after = _status_after(file, act)
    if file.status not in {Status.IN_REVIEW, Status.RETURNED}:
        raise Refused(f"The file is {file.status}: a decision is proposed while it is in review")
    if act in GRANTING and (against := queries.against_granting(file)):
        raise Refused(" ".join(against))
    decision = decisions.propose(
        act=act,
        subject_kind=SubjectKind.APPLICATION,
        subject=number,
        before=Status.DECISION_PROPOSED,
        after=after,
        effective_on=effective_on,
        conditions={
            **_conditions(file, act, licensed_w=licensed_w, text=text, valid_until=valid_until),
            **_on_the_register(party),
        },
        reasons=reasons,
        parties=queries.conflicted_names(file),
        by=by,
        at=at,
        language=file.language,
        country=file.country,
    )
    overtaken = _end_requests(file, at)
    move(file, StatusAct.PROPOSE, Status.DECISION_PROPOSED)
    file.decision = decision.number
    file.save()
    values = {"decision": decision.number, "act": act.value, "after": after.value}
    tell(file, Act.PROPOSE, by=by.username, at=at, values=values, rows=overtaken)
    return decision


def _end_requests(file: Application, at: datetime) -> list[RequestToApplicant]:
    """What is still asked of the applicant ends with the proposal, so that no answer is lost in between."""
    open_ones = list(file.requests.filter(answered_at__isnull=True, taken_back_at__isnull=True))
    for one in open_ones:
        one.taken_back_at, one.taken_back_reason = at, OVERTAKEN
        one.save(update_fields=["taken_back_at", "taken_back_reason"])
    return open_ones


def _status_after(file: Application, act: StatusAct) -> Status:
    granted = queries.actor_class_of(file).granted_status.value if act in GRANTING else ""
    return deciding.status_after(act, granted_status=granted)


def _conditions(
    file: Application,
    act: StatusAct,
    *,
    licensed_w: Mapping[str, int] | None,
    text: str,
    valid_until: date | None,
) -> dict[str, Any]:
    """What the decision says beside its act, with the opinions, so that the reviewer sees them."""
    told: dict[str, Any] = {"opinions": dict(file.opinions.values_list("agency", "position"))}
    if text.strip():
        told["text"] = text
    if act not in GRANTING:
        return told
    asked = dict(file.sites.filter(removed_at__isnull=True).values_list("label", "requested_w"))
    if sites := deciding.granted_power(asked, licensed_w):
        told |= {"sites": sites}
        if act is not StatusAct.LIMIT or licensed_w:
            told |= {"licensed_w": sum(sites.values())}
    return told | ({"valid_until": valid_until.isoformat()} if valid_until else {})


def _on_the_register(party: int | None) -> dict[str, int]:
    if party is None:
        return {}
    if not Party.objects.filter(pk=party).exists():
        raise Refused(f"No party on the register has the number {party}: look it up")
    return {"party": party}


@transaction.atomic
def sign_decision(*, number: str, by: Officer, at: datetime) -> Application:
    """Sign what is proposed on a file: decision, licence, register and file change together or not at all.

    :raises Refused: when this officer may not sign, the cap is reached, or the register says no.
    :raises Stale: when the law has changed since: let the proposal lapse.
    """
    file = _proposed(number)
    decision = decisions.sign(number=file.decision, by=by, at=at, standing=Status(file.status))
    act = StatusAct(decision.act)
    rows = enter(file, decision, by=by, at=at) if act in GRANTING else []
    move(file, act, Status(decision.after))
    file.decided_at = at
    file.save()
    values = {"decision": decision.number, "act": act.value, "licence": file.licence_number}
    tell(file, Act.SIGN, by=by.username, at=at, values=values, rows=rows)
    show = certify if act in GRANTING else show_refusal
    show(file, decision, by=by.username, at=at)
    return file


@transaction.atomic
def decline_decision(*, number: str, reason: str, by: Officer, at: datetime) -> Application:
    """Refuse to sign; the file goes back to its officer with the reason.

    :raises Refused: when this officer may not decide on it, or gives no reason.
    """
    file = _proposed(number)
    decision = decisions.decline(number=file.decision, by=by, reason=reason, at=at)
    return _back(file, decision, by=by.username, at=at, ground=reason)


@transaction.atomic
def lapse_decision(*, number: str, by: Officer, at: datetime) -> Application:
    """Let a proposal lapse that a change of law has overtaken; the file goes back to its officer.

    :raises Refused: when nothing has changed under it.
    """
    file = _proposed(number)
    decision = decisions.lapse(number=file.decision, by=by.username, at=at, standing=Status(file.status))
    return _back(file, decision, by=by.username, at=at, ground=decision.lapsed_reason)


def _proposed(number: str) -> Application:
    file = in_hand(number)
    if file.status != Status.DECISION_PROPOSED:
        raise Refused(f"The file is {file.status}: no decision is proposed on it")
    return file


def _back(file: Application, decision: Decision, *, by: str, at: datetime, ground: str) -> Application:
    move(file, StatusAct.DECLINE, Status.IN_REVIEW)
    file.decision = ""
    file.save()
    values = {"decision": decision.number, "state": str(decision.state)}
    tell(file, Act.DECLINE, by=by, at=at, ground=ground, values=values)
    return file
