"""An order as an OpenADR 3 event, and an acknowledgement read from an OpenADR 3 report; nothing but JSON in and out.

Names of objects and fields are those of OpenADR 3.0.1 (event, interval, valuesMap, report). A limit is an
IMPORT_CAPACITY_LIMIT in kW; an emergency also says so as ALERT_GRID_EMERGENCY.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from terezi.base.errors import BadData

LIMIT, ALERT = "IMPORT_CAPACITY_LIMIT", "ALERT_GRID_EMERGENCY"
W_PER_KW = 1_000
MOST_BYTES = 65_536


def event_id(number: str, site_id: str) -> str:
    """Name the event of an order to a site; the same order always has the same event."""
    return f"{number}.{site_id}"


def program_id(country: str) -> str:
    """Name the programme that all orders of a country belong to."""
    return f"{country}-curtailment"


def event(
    *,
    country: str,
    number: str,
    site_id: str,
    limit_w: int,
    starts_at: datetime,
    ends_at: datetime,
    created_at: datetime,
    modified_at: datetime,
    says: str,
    is_emergency: bool,
) -> dict[str, Any]:
    """Return the event that tells a site its limit in W between two instants."""
    kw = limit_w // W_PER_KW if limit_w % W_PER_KW == 0 else limit_w / W_PER_KW
    payloads: list[dict[str, Any]] = [{"type": LIMIT, "values": [kw]}]
    descriptors = [{"objectType": "EVENT_PAYLOAD_DESCRIPTOR", "payloadType": LIMIT, "units": "KW"}]
    if is_emergency:
        payloads.append({"type": ALERT, "values": [says]})
        descriptors.append({"objectType": "EVENT_PAYLOAD_DESCRIPTOR", "payloadType": ALERT})
    return {
        "id": event_id(number, site_id),
        "createdDateTime": _instant(created_at),
        "modificationDateTime": _instant(modified_at),
        "objectType": "EVENT",
        "programID": program_id(country),
        "eventName": number,
        "priority": 0 if is_emergency else 1,
        "targets": [{"type": "RESOURCE_NAME", "values": [site_id]}],
        "reportDescriptors": [
            {"payloadType": "OPERATING_STATE", "readingType": "DIRECT_READ", "targets": []}
        ],
        "payloadDescriptors": descriptors,
        "intervalPeriod": {
            "start": _instant(starts_at),
            "duration": _duration(starts_at, ends_at),
            "randomizeStart": "PT0S",
        },
        "intervals": [{"id": 0, "payloads": payloads}],
    }


def text(told: Mapping[str, Any]) -> str:
    """Write an object in one way only, so that the same order is the same bytes."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def acknowledged_event(payload: bytes) -> str:
    """Return the event a report answers.

    :raises BadData: when it is no report of an event.
    """
    if len(payload) > MOST_BYTES:
        raise BadData(f"An acknowledgement has at most {MOST_BYTES:,} bytes, this has {len(payload):,}")
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError) as wrong:
        raise BadData(f"An acknowledgement is JSON: {wrong}") from wrong
    named = told.get("eventID") if isinstance(told, dict) else None
    # a NUL or half a character is no text, and no database keeps it
    if not isinstance(named, str) or not named.isprintable() or told.get("objectType", "REPORT") != "REPORT":
        raise BadData("An acknowledgement is an OpenADR 3 report with the eventID of the order it answers")
    return named


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _duration(starts_at: datetime, ends_at: datetime) -> str:
    seconds = max(int((ends_at - starts_at).total_seconds()), 0)
    hours, rest = divmod(seconds, 3_600)
    minutes, left = divmod(rest, 60)
    told = "".join(
        f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M"), (left, "S")) if amount
    )
    return f"PT{told or '0S'}"
