"""Orders for gateways that speak no MQTT: what holds for the sites they read, and the answer that it was heard."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.errors import HttpError

from terezi.desk.energy import actions, openadr, queries
from terezi.desk.energy.terms import Channel
from terezi.desk.people.access import asked_by, officers

router = Router(tags=["orders"])


@router.get("/events", auth=officers(may="readings.send"), summary="Orders as OpenADR 3 events")
def events(request: HttpRequest) -> list[dict[str, Any]]:
    """List the events that are not over of the gateway whose account this is."""
    return [json.loads(row.payload) for row in queries.events_for(asked_by(request).username, timezone.now())]


@router.post(
    "/reports",
    auth=officers(may="readings.send"),
    summary="Acknowledge an order by an OpenADR 3 report",
    openapi_extra={
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}, "required": True}
    },
)
def report(request: HttpRequest) -> dict[str, Any]:
    """Note that the gateway has the order its report names; reported again, it changes nothing."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > openadr.MOST_BYTES:
        raise HttpError(413, f"A report has at most {openadr.MOST_BYTES:,} bytes")
    event_id = openadr.acknowledged_event(request.body)
    to = actions.acknowledge_event(
        event_id=event_id, gateway_id=asked_by(request).username, over=Channel.HTTP, at=timezone.now()
    )
    return {"eventID": event_id, "acknowledgedDateTime": to.acknowledged_at}
