"""Readings of a gateway as plain JSON: {"readings": [{"meter_id", "read_at", "energy_wh", ...}, ...]}.

`interval_seconds`, `quality` and `source_rank` may stand once beside `readings`, for all of them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import polars as pl

from terezi.evidence.facts.receipts import Problem
from terezi.evidence.sources.unpack import Unreadable

MOST_READINGS = 10_000
COLUMNS: dict[str, pl.DataType] = {
    "meter_id": pl.String(),
    "read_at": pl.String(),
    "interval_seconds": pl.Int64(),
    "energy_wh": pl.Int64(),
    "quality": pl.String(),
    "source_rank": pl.Int64(),
}
ONCE_FOR_ALL = {"interval_seconds": None, "quality": "measured", "source_rank": None}
SHAPE = 'Send {"readings": [{"meter_id": ..., "read_at": ..., "interval_seconds": ..., "energy_wh": ..., "source_rank": ...}]}, as docs/mqtt.md shows'


def json_readings(payload: bytes) -> pl.DataFrame:
    """Return the readings of a message in the columns of `COLUMNS`, in its order.

    :raises Unreadable: MSG-01 for what is no JSON of that shape, MSG-02 for a value of another type, MSG-03 for too many.
    """
    told = _object(payload)
    rows = told.get("readings")
    if not isinstance(rows, list) or not rows or not all(type(row) is dict for row in rows):
        raise _unreadable("MSG-01", "The message holds a list of readings", SHAPE)
    if len(rows) > MOST_READINGS:
        raise _unreadable(
            "MSG-03", f"A message holds at most {MOST_READINGS:,} readings", "Send several messages"
        )
    return pl.DataFrame([_column(name, kind, rows, told) for name, kind in COLUMNS.items()])


def _object(payload: bytes) -> dict[str, Any]:
    try:
        told = json.loads(payload, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        raise _unreadable("MSG-01", f"The message is JSON: {str(wrong)[:120]}", SHAPE) from wrong
    return told if isinstance(told, dict) else {}


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _column(
    name: str, kind: pl.DataType, rows: Sequence[Mapping[str, Any]], told: Mapping[str, Any]
) -> pl.Series:
    absent = told.get(name, ONCE_FOR_ALL[name]) if name in ONCE_FOR_ALL else None
    values = [row.get(name, absent) for row in rows]
    wrong = {bool, float} | ({int} if kind == pl.String() else {str})
    try:
        if wrong & set(map(type, values)):
            raise TypeError
        return pl.Series(name, values, kind, strict=True)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError) as broken:
        what = "text" if kind == pl.String() else "a whole number"
        raise _unreadable("MSG-02", f"{name} is {what}", SHAPE) from broken


def _unreadable(code: str, says: str, remedy: str) -> Unreadable:
    return Unreadable(Problem(code, says, remedy=remedy))
