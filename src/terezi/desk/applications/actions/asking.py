"""Asking the applicant, and his answers. While he holds the ball the clock of the file stands still."""

from datetime import datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.applications import queries
from terezi.desk.applications.actions.moving import in_hand, move, own, tell
from terezi.desk.applications.models import Application, RequestToApplicant
from terezi.desk.applications.rules.moves import refuse_unless_officer
from terezi.desk.applications.terms import Act
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.people.models import Officer

ENDED = "This request is over already"


@transaction.atomic
def ask_applicant(
    *, number: str, field: str, reason: str, by: Officer, at: datetime, who_acts: str = ""
) -> RequestToApplicant:
    """Ask the applicant for one field, with the reason; by when he answers follows from the law or from policy.

    :raises Refused: when a word is missing, the file is not this officer's, or a decision is proposed.
    """
    file = in_hand(number)
    refuse_unless_officer(file.officer_id, by=by.pk)
    if not field.strip() or not reason.strip():
        raise Refused("A request names the field and the reason, so that the applicant knows what to do")
    if file.status != Status.RETURNED:
        move(file, StatusAct.RETURN, Status.RETURNED)
        file.save()
    due = queries.answer_due(file, at)
    if due.on is None:
        raise Refused(due.says)
    asked = RequestToApplicant.objects.create(
        application=file,
        field=field,
        reason=reason,
        who_acts=who_acts.strip() or file.party_name or file.applicant.name,
        due_on=due.on,
        due_basis=due.basis,
        asked_by=by,
        asked_at=at,
    )
    values = {"request": asked.pk, "field": field, "due_on": due.on.isoformat(), "basis": due.basis.value}
    tell(file, Act.ASK, by=by.username, at=at, values=values, rows=[asked])
    return asked


@transaction.atomic
def answer_request(*, request: int, answer: str, by: Officer, at: datetime) -> RequestToApplicant:
    """Take the applicant's answer; with the last one the file goes back to its officer.

    :raises Refused: without words, when it is not his, or it was answered already.
    """
    asked = _asked(request)
    file = own(asked.application.number, by=by)
    asked = file.requests.select_for_update().get(pk=request)
    _refuse_over(asked)
    if not answer.strip():
        raise Refused("An answer has words: say what you did, or why you cannot")
    asked.answer, asked.answered_at = answer, at
    asked.save(update_fields=["answer", "answered_at"])
    _back_to_officer(file, StatusAct.ANSWER)
    tell(file, Act.REPLY, by=by.username, at=at, values={"request": asked.pk}, rows=[asked])
    return asked


@transaction.atomic
def take_back_request(*, request: int, reason: str, by: Officer, at: datetime) -> RequestToApplicant:
    """End a request without an answer: it was answered otherwise, or its day has passed in silence.

    :raises Refused: without a reason, when the file is not this officer's, or the request is over.
    """
    asked = _asked(request)
    file = in_hand(asked.application.number)
    refuse_unless_officer(file.officer_id, by=by.pk)
    asked = file.requests.select_for_update().get(pk=request)
    _refuse_over(asked)
    if not reason.strip():
        raise Refused("Say why the request is taken back: the applicant reads it")
    asked.taken_back_at, asked.taken_back_reason = at, reason
    asked.save(update_fields=["taken_back_at", "taken_back_reason"])
    _back_to_officer(file, StatusAct.TAKE_BACK)
    values = {"request": asked.pk, "due_on": asked.due_on.isoformat()}
    tell(file, Act.TAKE_BACK, by=by.username, at=at, ground=reason, values=values, rows=[asked])
    return asked


def _asked(request: int) -> RequestToApplicant:
    found = RequestToApplicant.objects.select_related("application").filter(pk=request).first()
    if found is None:
        raise Refused("There is no such request: open it from its file")
    return found


def _refuse_over(asked: RequestToApplicant) -> None:
    if asked.answered_at is not None or asked.taken_back_at is not None:
        raise Refused(ENDED)
    if asked.application.status != Status.RETURNED:
        raise Refused(f"The file is {asked.application.status}: nothing is asked of the applicant now")


def _back_to_officer(file: Application, act: StatusAct) -> None:
    if not file.requests.filter(answered_at__isnull=True, taken_back_at__isnull=True).exists():
        move(file, act, Status.IN_REVIEW)
        file.save()
