"""Findings for machines: JSON, and CSV that is safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import AfterValidator

from terezi.base.cells import inert
from terezi.desk.findings import queries
from terezi.desk.findings.models import Finding
from terezi.desk.findings.numbers.told import plain_sentence
from terezi.desk.findings.terms import Triage
from terezi.desk.people.access import officers

router = Router(tags=["findings"])


MOST = 10**15  # beyond any row there is, within what a database counts to


def _in_utc(told: datetime) -> datetime:
    """Set a moment in UTC; one without offset already is.

    :raises ValueError: for a moment which is not one of the calendar's there.
    """
    try:
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("this moment is beyond the calendar") from beyond


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class FindingOut(Schema):
    """What one indicator says of one subject on one settlement day: a lead, not a verdict."""

    id: int
    indicator: str = Field(description="Code of the indicator")
    indicator_version: str
    title: str
    family: str
    severity: str = Field(description="notice, serious or grave")
    subject: str
    subject_kind: str = Field(description="site, feeder or customer")
    day: date = Field(description="Settlement day")
    stands_until: date = Field(description="Day from which it is no longer on Today")
    first_day: date = Field(description="First day of the unbroken run of this indicator and subject")
    law_country: str
    law_version: str
    article: str
    article_in_force_from: date | None
    lake_snapshot: str = Field(description="What the finding can be derived from again")
    measured: int
    allowed: int
    unit: str = Field(description="Unit of measured and allowed")
    gap_wh: int = Field(description="Gap in Wh")
    confidence_ppm: int = Field(description="Confidence in parts per million")
    money_minor: int | None = Field(description="Money at stake in minor units")
    levy_minor: int | None = Field(description="Levy at stake in minor units")
    currency: str
    sentence: str = Field(description="What was found, in plain English with its values")
    sentence_template: str = Field(description="The same sentence with {places} that `values` fill")
    values: dict[str, Any]
    hypotheses: list[Any]
    clears: list[Any] = Field(description="What would clear it")
    known_at: datetime
    superseded_at: datetime | None = Field(description="Empty while it stands")


class ReplyOut(Schema):
    """The firm's own words."""

    text: str
    said_by: str
    at: datetime


class FindingWithReplies(FindingOut):
    """A finding with what was said about it."""

    state: Triage = Field(description="new, looked_at, asked or explained")
    replies: list[ReplyOut]


class FindingsOut(Schema):
    """One page of findings."""

    count: int
    next_offset: int | None
    items: list[FindingOut]


class Asked(Schema):
    """Which findings: of a day, of a subject, or (neither) of the last day that has any."""

    day: date | None = None
    subject: str | None = None
    known_at: Moment | None = Field(None, description="As it stood at this moment; UTC unless it says")
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=MOST)
    format: Literal["json", "csv"] = "json"


@router.get("", response=FindingsOut, auth=officers(may="findings.read"), summary="Findings that stand")
def list_findings(request: HttpRequest, asked: Query[Asked]) -> Any:
    found = _asked(asked)
    if asked.format == "csv":
        return _csv_answer(found)
    count = found.count()
    until = asked.offset + asked.limit
    return {
        "count": count,
        "next_offset": until if until < count else None,
        "items": [_told(one) for one in found[asked.offset : until]],
    }


def _told(one: Finding) -> dict[str, Any]:
    """Tell a finding: its columns, and its sentence with the values put in."""
    kept = {name: getattr(one, name) for name in FindingOut.model_fields if name != "sentence_template"}
    return {**kept, "sentence": plain_sentence(one), "sentence_template": one.sentence}


def _asked(asked: Asked) -> QuerySet[Finding]:
    if asked.subject is not None:
        about = queries.history(asked.subject, known_at=asked.known_at)
        return about if asked.day is None else about.filter(day=asked.day)
    day = asked.day or queries.latest_day()
    return queries.standing(day, known_at=asked.known_at) if day else Finding.objects.none()


@router.get(
    "/{int:number}", response=FindingWithReplies, auth=officers(may="findings.read"), summary="One finding"
)
def one_finding(request: HttpRequest, number: int) -> Any:
    found = queries.finding(number)
    if found is None:
        raise HttpError(404, f"There is no finding {number}")
    return {
        **_told(found),
        "state": queries.states([found])[found.pk],
        "replies": list(queries.replies(found)),
    }


COLUMNS = [name for name in FindingOut.model_fields if name not in {"values", "hypotheses", "clears"}]


def _csv_answer(found: Iterable[Finding]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in found:
        told = _told(one)
        writer.writerow([_cell(told[name]) for name in COLUMNS])
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="findings.csv"'
    return answer


def _cell(value: object) -> object:
    """Write a value so that no spreadsheet takes text of a sender for a formula."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and inert(value) != value:
        return inert(value)
    return value.replace("\r", " ").replace("\n", " ").replace("\t", " ") if isinstance(value, str) else value
