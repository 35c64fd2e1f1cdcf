"""Sparkplug B payloads (Eclipse Tahu's protobuf) of a gateway: one device is one meter.

A device tells `energy_wh` by its name, not by alias only: an alias means nothing to who did not hear the birth. The metric's
own timestamp, in milliseconds, is the start of its interval; `interval_seconds`, `source_rank` and `quality` stand once in the
payload. Field numbers are those of sparkplug_b.proto; fields not known are stepped over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from terezi.evidence.facts.receipts import Problem
from terezi.evidence.sources.json_readings import COLUMNS, MOST_READINGS
from terezi.evidence.sources.unpack import Unreadable

SPARKPLUG = "spBv1.0/"
Field = int | bytes
_METRICS = 2
_NAME, _TIMESTAMP, _IS_NULL, _INT, _LONG, _STRING = 1, 3, 7, 10, 11, 15
_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHAPE = "Send DDATA with a metric energy_wh (its timestamp the start of the interval), interval_seconds and source_rank by name, as docs/mqtt.md shows"


@dataclass(frozen=True)
class Metric:
    """One metric as told: whole numbers and text only, which is all a reading needs."""

    name: str
    at_ms: int | None
    value: int | str | None


def sparkplug_readings(topic: str, payload: bytes) -> pl.DataFrame:
    """Return the readings of a DDATA message in the columns of `COLUMNS`.

    :raises Unreadable: MSG-11 for another message type, MSG-12 for bytes that are no payload, MSG-13 without energy.
    """
    meter_id = _device(topic)
    metrics = [_metric(told) for told in _repeated(payload, _METRICS)]
    if len(metrics) > MOST_READINGS:
        raise _unreadable("MSG-03", f"A message holds at most {MOST_READINGS:,} metrics")
    once = {metric.name: metric.value for metric in metrics}
    energies = [metric for metric in metrics if metric.name == "energy_wh"]
    if not energies:
        raise _unreadable("MSG-13", "A device tells energy_wh by its name")
    quality, seconds, rank = (
        once.get("quality", "measured"),
        once.get("interval_seconds"),
        once.get("source_rank"),
    )
    rows = [
        (meter_id, _instant(it.at_ms), _whole(seconds), _whole(it.value), str(quality), _whole(rank))
        for it in energies
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _device(topic: str) -> str:
    parts = topic.split("/")
    if len(parts) != 5 or parts[2] != "DDATA":
        raise _unreadable(
            "MSG-11", f"Readings come as spBv1.0/<group>/DDATA/<gateway>/<meter>, not as {topic[:120]}"
        )
    return parts[4]


def _instant(at_ms: int | None) -> str | None:
    if at_ms is None or at_ms >= 1 << 42:  # the year 2109
        return None
    return (_EPOCH + timedelta(milliseconds=at_ms)).isoformat()


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and value < 1 << 63 else None


def _metric(told: bytes) -> Metric:
    fields = dict(_fields(told))
    name, at_ms, text = fields.get(_NAME, b""), fields.get(_TIMESTAMP), fields.get(_STRING)
    value = fields.get(_LONG, fields.get(_INT))
    if (
        not isinstance(name, bytes)
        or isinstance(at_ms, bytes)
        or isinstance(text, int)
        or isinstance(value, bytes)
    ):
        raise _unreadable("MSG-12", "A field has the wire type of sparkplug_b.proto")
    if fields.get(_IS_NULL):
        return Metric(_text(name), at_ms, None)
    return Metric(_text(name), at_ms, value if text is None else _text(text))


def _text(told: bytes) -> str:
    try:
        return told.decode()
    except UnicodeDecodeError as wrong:
        raise _unreadable("MSG-12", "Names and text are UTF-8") from wrong


def _repeated(message: bytes, wanted: int) -> Iterator[bytes]:
    for number, value in _fields(message):
        if number == wanted:
            if not isinstance(value, bytes):
                raise _unreadable("MSG-12", "A field has the wire type of sparkplug_b.proto")
            yield value


def _fields(message: bytes) -> Iterator[tuple[int, Field]]:
    """Yield number and value of each field of a protobuf message, in its order."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _value(message, at, key & 7)
        yield key >> 3, value


def _value(message: bytes, at: int, kind: int) -> tuple[Field, int]:
    if kind == _VARINT:
        return _varint(message, at)
    if kind == _LENGTH:
        length, at = _varint(message, at)
    elif kind in (_EIGHT_BYTES, _FOUR_BYTES):
        length = 8 if kind == _EIGHT_BYTES else 4
    else:
        raise _unreadable("MSG-12", f"Protobuf has no wire type {kind} here")
    if at + length > len(message):
        raise _unreadable("MSG-12", "The payload is cut short")
    return message[at : at + length], at + length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & (1 << 64) - 1, at
    raise _unreadable("MSG-12", "A number ends within ten bytes")


def _unreadable(code: str, says: str) -> Unreadable:
    return Unreadable(Problem(code, says, remedy=SHAPE))
