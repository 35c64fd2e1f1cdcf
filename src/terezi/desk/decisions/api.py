"""Decisions for machines. Who proposed an open one is told to nobody but himself."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja import Status as Created
from ninja.errors import HttpError

from terezi.desk.decisions import actions, queries
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Reason, State, SubjectKind
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.people.access import asked_by, officers
from terezi.desk.people.here import day_here
from terezi.desk.people.models import Officer
from terezi.law.book import day_in

router = Router(tags=["decisions"])


class ReasonOut(Schema):
    """Why: the article, the facts and what shows them."""

    article: str
    article_in_force_from: date | None
    law_version: str = Field(description="Which text of the law pack")
    ground: str = Field(description="Id of the ground as the law lists it, where it lists any")
    facts: str
    evidence: list[str] = Field(description="finding:NUMBER, journal:NUMBER or document:SHA-256")
    text: str = Field(description="The officer's own words")
    language: str = Field(description="In which facts and words are written")


class DecisionOut(Schema):
    """A proposal or what became of it; only a signed one binds."""

    number: str
    act: str
    subject_kind: SubjectKind
    subject: str
    parties: list[str] = Field(description="Whom it touches, the holder or applicant first")
    before: Status
    after: Status
    effective_on: date = Field(description="As proposed; it holds from the day it was signed at the earliest")
    holds_from: date
    conditions: dict[str, Any]
    reasons: list[ReasonOut]
    law_country: str
    law_version: str
    state: State
    proposed_at: datetime
    proposed_by: str | None = Field(description="Empty until somebody has decided")
    decided_at: datetime | None
    decided_by: str | None
    declined_reason: str
    lapsed_at: datetime | None
    lapsed_reason: str


class DecisionsOut(Schema):
    """One page of decisions."""

    count: int
    next_offset: int | None
    items: list[DecisionOut]


class Asked(Schema):
    """Which decisions: all that may be read, what waits for one's signature, one's own, or of one subject."""

    show: Literal["all", "to_sign", "mine", "decided"] = "all"
    subject: str | None = None
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=10**15)


class ProposalIn(Schema):
    """An act on a standing licence, with its reason."""

    licence: str = Field(max_length=100)
    act: Act
    after: Status | None = Field(None, description="Where the act leaves a choice")
    effective_on: date
    article: str = Field(max_length=300)
    article_in_force_from: date | None = None
    ground: str = Field("", max_length=100)
    facts: str = Field(max_length=20_000)
    evidence: list[str] = Field(default=[], max_length=100)
    text: str = Field("", max_length=20_000)
    written_in: Literal["en", "ru", "tk", "ur", "kk", "uz"] = "en"
    language: Literal["en", "ru", "tk", "ur", "kk", "uz"] = Field("en", description="Of the letter")
    licensed_w: int | None = Field(None, ge=0, le=10**15, description="To limit: highest power, W")
    conditions: str = Field("", max_length=20_000, description="To limit: in words")
    suspended_until: date | None = None
    valid_until: date | None = Field(None, description="To renew")


class DeclineIn(Schema):
    """Why a proposal is not signed."""

    reason: str = Field(max_length=20_000)


@router.get("", response=DecisionsOut, auth=officers(may="decisions.read"), summary="Decisions")
def list_decisions(request: HttpRequest, asked: Query[Asked]) -> Any:
    reader = asked_by(request)
    found = [one for one in _asked(asked, reader) if asked.subject in {None, one.subject}]
    until = asked.offset + asked.limit
    return {
        "count": len(found),
        "next_offset": until if until < len(found) else None,
        "items": [_out(one, reader) for one in found[asked.offset : until]],
    }


def _asked(asked: Asked, reader: Officer) -> Any:
    if asked.show == "to_sign":
        return queries.to_sign(reader, day_here(timezone.now()))
    if asked.show == "mine":
        return queries.mine(reader)
    return queries.decided(reader) if asked.show == "decided" else queries.visible_to(reader)


@router.get("/{number}", response=DecisionOut, auth=officers(may="decisions.read"), summary="One decision")
def one_decision(request: HttpRequest, number: str) -> Any:
    return _out(_found(request, number), asked_by(request))


@router.post(
    "",
    response={201: DecisionOut},
    auth=officers(may="decisions.propose"),
    summary="Propose an act on a licence",
)
def propose_decision(request: HttpRequest, told: ProposalIn) -> Any:
    by = asked_by(request)
    licence = queries.standing_licence(told.licence, day_in(queries.country_of(told.licence), timezone.now()))
    if by.region not in {"", licence.region}:
        raise HttpError(404, f"There is no licence {told.licence}")
    made = actions.propose_on_licence(
        number=told.licence,
        act=told.act,
        after=told.after,
        effective_on=told.effective_on,
        reason=_reason(told),
        conditions=_conditions(told),
        language=told.language,
        by=by,
        at=timezone.now(),
    )
    return Created(201, _out(made, by))


@router.post(
    "/{number}/sign", response=DecisionOut, auth=officers(may="decisions.sign"), summary="Sign, on a licence"
)
def sign_decision(request: HttpRequest, number: str) -> Any:
    decision, by = _of_licence(request, number), asked_by(request)
    signed = actions.signed_or_lapsed(
        lambda: actions.sign(number=decision.number, by=by, at=timezone.now()),
        lambda: actions.lapse(number=decision.number, by=by.username, at=timezone.now()),
    )
    return _out(signed, by)


@router.post(
    "/{number}/decline",
    response=DecisionOut,
    auth=officers(may="decisions.sign"),
    summary="Decline, on a licence",
)
def decline_decision(request: HttpRequest, number: str, told: DeclineIn) -> Any:
    decision, by = _of_licence(request, number), asked_by(request)
    made = actions.decline(number=decision.number, by=by, reason=told.reason, at=timezone.now())
    return _out(made, by)


def _found(request: HttpRequest, number: str) -> Decision:
    found = queries.visible_to(asked_by(request)).filter(number=number).first()
    if found is None:
        raise HttpError(404, f"There is no decision {number}")
    return found


def _of_licence(request: HttpRequest, number: str) -> Decision:
    found = _found(request, number)
    if found.subject_kind != SubjectKind.LICENCE:
        raise HttpError(404, f"{number} is about an application: decide on it there")
    return found


def _reason(told: ProposalIn) -> Reason:
    return Reason(
        article=told.article,
        facts=told.facts,
        ground=told.ground,
        article_in_force_from=told.article_in_force_from,
        evidence=tuple(told.evidence),
        text=told.text,
        language=told.written_in,
    )


def _conditions(told: ProposalIn) -> dict[str, Any]:
    kept = {
        "licensed_w": told.licensed_w,
        "text": told.conditions,
        "suspended_until": told.suspended_until and told.suspended_until.isoformat(),
        "valid_until": told.valid_until and told.valid_until.isoformat(),
    }
    return {name: value for name, value in kept.items() if value not in (None, "")}


def _out(decision: Decision, reader: Officer) -> dict[str, Any]:
    """Tell a decision with no more names than its reader may know."""
    plain = {name for name in DecisionOut.model_fields if name not in {"proposed_by", "decided_by"}}
    shown = queries.names_shown(decision, reader)
    return {
        **{name: getattr(decision, name) for name in plain},
        "proposed_by": decision.proposed_by.name if shown else None,
        "decided_by": decision.decided_by.name if shown and decision.decided_by else None,
    }
