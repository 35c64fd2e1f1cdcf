"""Asking an exchange about an alert or a finding, and its answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from terezi.base.errors import Refused
from terezi.desk.findings import actions as findings
from terezi.desk.findings.models import Finding
from terezi.desk.findings.terms import Triage
from terezi.desk.journal import actions as journal
from terezi.desk.parties.models import Venue
from terezi.desk.people.models import Officer
from terezi.desk.venues import queries
from terezi.desk.venues.actions.looking import note, refuse_unless_supervisor
from terezi.desk.venues.models import VenueQuestion
from terezi.desk.venues.terms import (
    ANSWERED_ALREADY,
    ASKED_ALREADY,
    NO_ANSWER,
    NO_QUESTION,
    NO_SUCH_QUESTION,
    OVER_ALREADY,
    Act,
    AlertState,
    AlertTold,
    AnswerBy,
)


@transaction.atomic
def ask_about_alert(
    *,
    alert: AlertTold,
    about: Mapping[str, Any],
    question: str,
    answer_by: AnswerBy,
    by: Officer,
    at: datetime,
) -> VenueQuestion:
    """Ask the exchange about an alert; its people read it in their portal. `about` is what they need to look it up.

    :raises Refused: without words, by who does not supervise markets, or when the register has no such exchange; also while a
        question about the alert waits, and in words that were answered.
    """
    refuse_unless_supervisor(by)
    venue = _venue_to_ask(alert.venue_id)
    _refuse_twice(queries.questions_about_alert(alert.venue_id, alert.alert_id), question)
    look = note(alert=alert, state=AlertState.ASKED, reason=question, by=by, at=at)
    return _ask(venue, about, question, answer_by, by, at, look=look)


@transaction.atomic
def ask_about_finding(
    *, finding: int, about: Mapping[str, Any], question: str, answer_by: AnswerBy, by: Officer, at: datetime
) -> VenueQuestion:
    """Ask the exchange about a finding; the finding says so, and the answer will stand beside it.

    :raises Refused: without words, by who does not supervise markets, or when the finding was replaced; also while a
        question about it waits, and in words that were answered.
    """
    refuse_unless_supervisor(by)
    if not question.strip():
        raise Refused(NO_QUESTION)
    found = Finding.objects.get(pk=finding)
    venue = _venue_to_ask(found.subject)
    _refuse_twice(queries.questions_about_finding(found), question)
    findings.look(finding=finding, state=Triage.ASKED, note=question.strip(), by=by, at=at)
    return _ask(venue, about, question, answer_by, by, at, finding=found)


def _venue_to_ask(venue_id: str) -> Venue:
    """Return the exchange with its row held, so that two clicks follow each other."""
    venue = Venue.objects.select_for_update().filter(code=venue_id).first()
    if venue is None:
        raise Refused(f"No exchange of the register has the code {venue_id}: nobody there would read it")
    return venue


def _refuse_twice(asked: QuerySet[VenueQuestion], question: str) -> None:
    """Refuse a second question while one about the same waits, and the same words again once they were answered."""
    standing = asked.filter(ended_at__isnull=True)
    if standing.filter(answered_at__isnull=True).exists():
        raise Refused(ASKED_ALREADY)
    if standing.filter(text=question.strip()).exists():
        raise Refused(ANSWERED_ALREADY)


def _ask(
    venue: Venue,
    about: Mapping[str, Any],
    question: str,
    answer_by: AnswerBy,
    by: Officer,
    at: datetime,
    **of: Any,
) -> VenueQuestion:
    asked = VenueQuestion.objects.create(
        number=queries.next_question(venue),
        venue=venue,
        about=dict(about),
        text=question.strip(),
        asked_by=by,
        asked_at=at,
        due_on=answer_by.due_on,
        due_says=answer_by.says,
        **of,
    )
    due = answer_by.due_on.isoformat() if answer_by.due_on else None
    values = {"question": asked.number, "text": asked.text, "due_on": due}
    rows = [asked] if asked.look is None else [asked, asked.look]
    journal.write(act=Act.ASK, subject=venue.code, by=by.username, at=at, values=values, rows=rows)
    return asked


@transaction.atomic
def answer_question(*, number: str, answer: str, by: Officer, at: datetime) -> VenueQuestion:
    """Take the exchange's answer; one about a finding stands beside the finding in its words.

    :raises Refused: without words, by who does not file for the exchange, or when it is answered or over.
    """
    if queries.question_to(by, number) is None:
        raise Refused(NO_SUCH_QUESTION)
    asked = VenueQuestion.objects.select_for_update().get(number=number)
    if asked.answered_at is not None or asked.ended_at is not None:
        raise Refused(OVER_ALREADY)
    if not answer.strip():
        raise Refused(NO_ANSWER)
    asked.answer, asked.answered_by, asked.answered_at = answer.strip(), by, at
    asked.save(update_fields=["answer", "answered_by", "answered_at"])
    if asked.finding_id is not None:
        said_by = f"{asked.venue_id}, {by.name}"
        findings.reply(finding=asked.finding_id, text=asked.answer, said_by=said_by, by=by, at=at)
    values = {"question": number, "answer": asked.answer}
    journal.write(act=Act.ANSWER, subject=asked.venue_id, by=by.username, at=at, values=values, rows=[asked])
    return asked
