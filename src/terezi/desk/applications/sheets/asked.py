"""What was asked of the applicant and of agencies, and how far each has come."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from terezi.desk.applications.models import OpinionAsked, RequestToApplicant
from terezi.desk.applications.sheets import words
from terezi.desk.applications.terms import Position
from terezi.desk.people.words import word


@dataclass(frozen=True)
class Request:
    """One thing asked of the applicant, and how far it has come."""

    row: RequestToApplicant
    field: str
    asked_by: str
    meaning: str
    glyph: str
    word: str
    is_open: bool


@dataclass(frozen=True)
class Opinion:
    """What one agency was asked and says."""

    row: OpinionAsked
    agency: str
    meaning: str
    glyph: str
    word: str
    may_be_written_silent: bool


def request_line(one: RequestToApplicant, *, asked: Any, hidden: str, today: date) -> Request:
    """Show a request; `hidden` is the officer this reader does not read of."""
    over = one.answered_at or one.taken_back_at
    late = over is None and one.due_on < today
    meaning, glyph, says = (
        ("agrees", "✓", _("answered"))
        if one.answered_at
        else ("nodata", "○", _("taken back"))
        if one.taken_back_at
        else ("disagrees", "◆", _("not answered in time"))
        if late
        else ("watch", "▲", _("waits for the applicant"))
    )
    by = "" if one.asked_by.username == hidden else one.asked_by.name
    return Request(one, field_says(one.field, asked), by, meaning, glyph, says, over is None)


def opinion_line(one: OpinionAsked, *, today: date, may_work: bool) -> Opinion:
    """Show an opinion; who works on the file may write down that the agency stayed silent."""
    late = not one.position and one.due_on is not None and one.due_on < today
    meaning, glyph = {
        Position.FOR.value: ("agrees", "✓"),
        Position.AGAINST.value: ("disagrees", "◆"),
        Position.NOT_GIVEN.value: ("absent", "—"),
    }.get(one.position, ("disagrees", "◆") if late else ("watch", "▲"))
    said = _("silent past its day") if late else word(words.POSITIONS, one.position)
    silent = one.escalated_at is not None and not one.position
    return Opinion(one, words.agency(one.agency), meaning, glyph, said, silent and may_work)


def field_says(field: str, asked: Any) -> str:
    """Say what a request is about: an answer, a part, a document of the law, or what the officer wrote."""
    kind, _colon, document = field.partition(":")
    if document:
        return next((_(one.title) for one in asked.documents if one.id == document), document)
    return word(words.FIELDS, kind) if kind in words.FIELDS else word(words.PARTS, kind)
