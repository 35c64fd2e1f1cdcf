"""Readings by HTTP, for gateways that speak no MQTT: one batch, one receipt."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.errors import HttpError
from ninja.responses import Status

from terezi.desk.people.access import asked_by, officers
from terezi.desk.venues.api import NoteOut, ProblemOut
from terezi.evidence.facts.home import Home
from terezi.law.book import law_on

router = Router(tags=["readings"])
MOST_BYTES = 1 << 20
TOO_LARGE = f"A batch has at most {MOST_BYTES:,} bytes: send several"


class ReceiptOut(Schema):
    """What became of a batch; the same bytes again change nothing."""

    delivery: str
    outcome: str = Field(description="accepted, unchanged (nothing new in it) or quarantined")
    received_at: datetime
    rows_new: int
    rows_unchanged: int
    rows_corrected: int
    first_day: date | None
    last_day: date | None
    problems: list[ProblemOut]
    notes: list[NoteOut]


@router.post(
    "",
    response={200: ReceiptOut, 413: Any, 422: ReceiptOut},
    auth=officers(may="readings.send"),
    summary="Send a batch of meter readings",
    openapi_extra={
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True}
    },
)
def send_readings(request: HttpRequest) -> Any:
    """Take a batch whole or not at all; the name of the account is the gateway."""
    payload = _payload(request)
    # Polars and Delta take a second to import, so only who sends pays for them
    from terezi.evidence.sources.message import Message  # noqa: PLC0415
    from terezi.evidence.sources.messages import gateways_of, take  # noqa: PLC0415

    home, at = Home(settings.TEREZI_HOME), timezone.now()
    message = Message(asked_by(request).username, "http", payload, at)
    zone = law_on(home.country, at.date()).settlement.time_zone.value
    taken = take([message], home=home, zone=zone, at=at, gateways=gateways_of(home))
    problems = taken.refused.get(0)
    (receipt,) = taken.receipts
    return Status(422, {**vars(receipt), "problems": problems}) if problems else Status(200, receipt)


def _payload(request: HttpRequest) -> bytes:
    """Return the body.

    :raises HttpError: 411 where its length is not told, 413 where it is too large.
    """
    told = request.META.get("CONTENT_LENGTH") or ""
    if not told.isdigit():
        raise HttpError(411, "Tell Content-Length")
    if int(told) > MOST_BYTES:
        raise HttpError(413, TOO_LARGE)
    return request.body
