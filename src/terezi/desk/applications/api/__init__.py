"""Applications for machines: what an officer may see of them, and the acts of the desk on them."""

import secrets
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from ninja.errors import HttpError

from terezi.base.errors import Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.api.shapes import (
    ApplicationOut,
    ApplicationsOut,
    Asked,
    AskIn,
    AssignIn,
    CheckIn,
    CheckOut,
    DecisionIn,
    DocumentOut,
    FileOut,
    OpinionIn,
    ProposedOut,
    ReasonIn,
)
from terezi.desk.applications.models import Application
from terezi.desk.applications.queries.clock import clock
from terezi.desk.applications.queries.seen import hidden_officer
from terezi.desk.applications.sheets.file import FileSheet
from terezi.desk.applications.terms import Position
from terezi.desk.decisions import actions as decisions
from terezi.desk.decisions.terms import Reason
from terezi.desk.licences.transitions import Act
from terezi.desk.people import queries as people
from terezi.desk.people.access import asked_by, officers
from terezi.desk.people.models import Officer
from terezi.desk.screening.terms import Outcome

router = Router(tags=["applications"])


@router.get(
    "", response=ApplicationsOut, auth=officers(may="applications.read"), summary="Applications one may see"
)
def list_applications(request: HttpRequest, asked: Query[Asked]) -> Any:
    reader, at = asked_by(request), timezone.now()
    found: Any = queries.visible_to(reader).select_related("officer", "applicant")
    if asked.queue is not None:
        found = queries.queues(reader, at)[asked.queue]
    files = [one for one in found if asked.status in {None, one.status}]
    until = asked.offset + asked.limit
    return {
        "count": len(files),
        "next_offset": until if until < len(files) else None,
        "items": [_out(one, reader, at) for one in files[asked.offset : until]],
    }


@router.get("/{number}", response=FileOut, auth=officers(may="applications.read"), summary="One application")
def one_application(request: HttpRequest, number: str) -> Any:
    return _whole(_sheet(request, number))


@router.post(
    "/{number}/draw", response=FileOut, auth=officers(may="applications.assign"), summary="Draw its officer"
)
def draw_application(request: HttpRequest, number: str) -> Any:
    _sheet(request, number)
    actions.draw(number=number, seed=secrets.token_hex(16), by=asked_by(request), at=timezone.now())
    return _whole(_sheet(request, number))


@router.post(
    "/{number}/assign",
    response=FileOut,
    auth=officers(may="applications.assign"),
    summary="Hand it over past the draw",
)
def assign_application(request: HttpRequest, number: str, told: AssignIn) -> Any:
    _sheet(request, number)
    officer = people.officer(told.officer)
    if officer is None:
        raise Refused(f"There is no officer {told.officer}: choose one who works on files")
    actions.assign_by_hand(
        number=number, officer=officer, reason=told.reason, by=asked_by(request), at=timezone.now()
    )
    return _whole(_sheet(request, number))


@router.post(
    "/{number}/checks", response=FileOut, auth=officers(may="applications.work"), summary="Compare all again"
)
def run_application_checks(request: HttpRequest, number: str) -> Any:
    _sheet(request, number)
    actions.run_checks(number=number, by=asked_by(request), at=timezone.now())
    return _whole(_sheet(request, number))


@router.post(
    "/{number}/checks/{check}",
    response=FileOut,
    auth=officers(may="applications.work"),
    summary="Set a check by hand",
)
def set_application_check(request: HttpRequest, number: str, check: str, told: CheckIn) -> Any:
    _sheet(request, number)
    actions.set_check(
        number=number,
        check=check,
        state=told.state,
        outcome=Outcome(told.outcome),
        waiting_on=told.waiting_on,
        reason=told.reason,
        by=asked_by(request),
        at=timezone.now(),
    )
    return _whole(_sheet(request, number))


@router.post(
    "/{number}/requests",
    response={201: FileOut},
    auth=officers(may="applications.work"),
    summary="Ask the applicant",
)
def ask_about_application(request: HttpRequest, number: str, told: AskIn) -> Any:
    _sheet(request, number)
    actions.ask_applicant(number=number, by=asked_by(request), at=timezone.now(), **told.dict())
    return 201, _whole(_sheet(request, number))


@router.post(
    "/{number}/opinions",
    response=FileOut,
    auth=officers(may="applications.work"),
    summary="Ask agencies for opinions",
)
def ask_application_opinions(request: HttpRequest, number: str) -> Any:
    _sheet(request, number)
    actions.ask_opinions(number=number, by=asked_by(request), at=timezone.now())
    return _whole(_sheet(request, number))


@router.post(
    "/{number}/opinion",
    response=FileOut,
    auth=officers(may="opinions.give"),
    summary="Give one's agency's opinion",
)
def give_application_opinion(request: HttpRequest, number: str, told: OpinionIn) -> Any:
    _sheet(request, number)
    actions.give_opinion(
        number=number,
        position=Position(told.position),
        says=told.says,
        by=asked_by(request),
        at=timezone.now(),
    )
    return _whole(_sheet(request, number))


@router.post(
    "/{number}/decision",
    response={201: ProposedOut},
    auth=officers(may="decisions.propose"),
    summary="Propose a decision on it",
)
def propose_on_application(request: HttpRequest, number: str, told: DecisionIn) -> Any:
    _sheet(request, number)
    reason = Reason(
        article=told.article,
        facts=told.facts,
        ground=told.ground,
        article_in_force_from=told.article_in_force_from,
        evidence=tuple(told.evidence),
        text=told.text,
        language=told.written_in,
    )
    made = actions.propose_decision(
        number=number,
        act=Act(told.act),
        reasons=[reason],
        effective_on=told.effective_on,
        licensed_w=told.licensed_w,
        text=told.conditions,
        valid_until=told.valid_until,
        by=asked_by(request),
        at=timezone.now(),
    )
    return 201, {"decision": made.number}


@router.post(
    "/{number}/sign", response=FileOut, auth=officers(may="decisions.sign"), summary="Sign what is proposed"
)
def sign_application(request: HttpRequest, number: str) -> Any:
    _sheet(request, number)
    by, at = asked_by(request), timezone.now()
    decisions.signed_or_lapsed(
        lambda: actions.sign_decision(number=number, by=by, at=at),
        lambda: actions.lapse_decision(number=number, by=by, at=at),
    )
    return _whole(_sheet(request, number))


@router.post(
    "/{number}/decline", response=FileOut, auth=officers(may="decisions.sign"), summary="Do not sign it"
)
def decline_application(request: HttpRequest, number: str, told: ReasonIn) -> Any:
    _sheet(request, number)
    actions.decline_decision(number=number, reason=told.reason, by=asked_by(request), at=timezone.now())
    return _whole(_sheet(request, number))


def _sheet(request: HttpRequest, number: str) -> FileSheet:
    """Return a file as its reader may see it; what he may not see answers as if it were not there."""
    try:
        file = queries.file(number, person=asked_by(request))
    except Refused as unknown:
        raise HttpError(404, str(unknown)) from unknown
    return FileSheet(file, reader=asked_by(request), at=timezone.now())


def _out(file: Application, reader: Officer, at: datetime) -> dict[str, Any]:
    plain = {name for name in ApplicationOut.model_fields if name not in {"officer", "clock"}}
    hidden = hidden_officer(file, reader)
    return {
        **{name: getattr(file, name) for name in plain},
        "officer": file.officer.username if file.officer and not hidden else None,
        "clock": clock(file, at),
    }


def _whole(sheet: FileSheet) -> dict[str, Any]:
    documents = [one for paper in sheet.papers for one in paper.documents]
    return {
        **_out(sheet.file, sheet.reader, sheet.at),
        "answers": sheet.answers,
        "documents": [
            {
                **{name: getattr(one, name) for name in DocumentOut.model_fields if name != "address"},
                "address": f"/licensing/documents/{one.pk}",
            }
            for one in documents
        ],
        "machines": sheet.fleet.count if sheet.fleet else None,
        "checks": [
            {
                "check": one.check_id,
                **{name: getattr(one, name) for name in CheckOut.model_fields if name != "check"},
            }
            for one in sheet.checks
        ],
        "requests": [one.row for one in sheet.requests],
        "opinions": [one.row for one in sheet.opinions],
        "against_granting": sheet.against if sheet.is_mine and sheet.is_reviewed else [],
    }
