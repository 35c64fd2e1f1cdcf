"""JSON lines: one object on each line, its names the columns. They become text in Parquet, and the door goes on as for any file.

The first object names the columns, with those of its table that may be left empty; what is named besides is not read.
"""

import json
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from terezi.base.sayings import saying
from terezi.evidence.facts.receipts import Problem
from terezi.evidence.facts.tables import TABLES
from terezi.evidence.sources.lines import ENOUGH, SHOWN
from terezi.evidence.sources.plain import told_columns
from terezi.evidence.sources.recognition import not_one, refuse_too_many
from terezi.evidence.sources.source import Heading, Source, named
from terezi.evidence.sources.unpack import BOM, Bounds, Unreadable, blocks, decoded, too_long
from terezi.evidence.sources.venue_returns import plain

TOGETHER_BYTES = 16 << 20
TOGETHER_CELLS = 4 << 20  # a short line may leave out many columns, and each takes memory
MOST_KEYS, MOST_OPENED = 200, 64  # no table has more columns, and no value is a list or an object
LEAST_BYTES = 5 * MOST_KEYS  # of a line that could name more
SHAPE = saying('Send {"venue_id": ..., ...} on a line of its own for every row, as docs/returns.md shows')


def begins(head: bytes) -> bool:
    """Say whether a file begins as JSON does."""
    return head.removeprefix(BOM).lstrip()[:1] in (b"{", b"[")


def as_parquet(path: Path, *, sources: Iterable[Source], folder: Path, bounds: Bounds) -> Path:
    """Return the rows of a file of JSON lines as Parquet in `folder`, every value as text.

    :raises Unreadable: JSN-01 naming the lines that are no object, DOOR-03, DOOR-04 and DOOR-21 as for any text.
    """
    into, first = folder / f"{named(path)}.parquet", 1
    names: list[str] = []
    writer: pq.ParquetWriter | None = None
    try:
        for text in _whole_lines(path, bounds):
            names = names or _names(text, path, sources)
            writer = writer or pq.ParquetWriter(into, _schema(names), compression="zstd")
            for part in _parts(text, TOGETHER_CELLS // len(names)):
                rows = _rows(part, first, names)
                writer.write_table(rows.to_arrow().cast(_schema(names)), row_group_size=131_072)
                first += len(rows)
    finally:
        if writer:
            writer.close()
    return into


def _schema(names: list[str]) -> pa.Schema:
    return pa.schema([pa.field(name, pa.string()) for name in names])


def _whole_lines(path: Path, bounds: Bounds) -> Iterator[bytes]:
    """Yield whole lines, some megabytes at a time; blank lines at the end are left out."""
    rest, row = b"", 1
    for block in blocks(path, bounds):
        rest += block
        if len(rest) >= TOGETHER_BYTES and (cut := rest.rfind(b"\n") + 1):
            yield _decodable(rest[:cut], row, bounds)
            row, rest = row + rest.count(b"\n", 0, cut), rest[cut:]
        elif len(rest) > TOGETHER_BYTES + bounds.line_bytes:
            raise too_long(row, bounds)
    if rest.strip():
        yield _decodable(rest.rstrip() + b"\n", row, bounds)


def _parts(text: bytes, most_lines: int) -> Iterator[bytes]:
    """Yield whole lines, at most so many at a time."""
    lines = text.split(b"\n")[:-1]
    if len(lines) <= most_lines:
        yield text
        return
    for start in range(0, len(lines), most_lines):
        yield b"\n".join(lines[start : start + most_lines]) + b"\n"


def _decodable(text: bytes, row: int, bounds: Bounds) -> bytes:
    text = text.removeprefix(BOM) if row == 1 else text
    decoded(text, row)
    nested = text.count(b"{") + text.count(b"[") > text.count(b"\n") + MOST_OPENED
    for number, line in enumerate(text.split(b"\n")):
        if len(line) > bounds.line_bytes:
            raise too_long(row + number, bounds)
        if (nested or len(line) > LEAST_BYTES) and _is_too_wide(line):
            raise Unreadable(_too_wide(row + number))
    return text


def _is_too_wide(line: bytes) -> bool:
    """Say whether a line names more values than any table has columns, or holds lists and objects instead of values."""
    return line.count(b'":') > MOST_KEYS or line.count(b"{") + line.count(b"[") > MOST_OPENED


def _too_wide(row: int) -> Problem:
    says = saying("A line names at most {most} values, each a text or a number", most=MOST_KEYS)
    remedy = saying("Send the columns of one table, and no lists or objects within a line")
    return Problem("DOOR-21", says, (row,), 1, remedy)


def _names(text: bytes, path: Path, sources: Iterable[Source]) -> list[str]:
    told = _object(text.split(b"\n", 1)[0])
    if told is None:
        raise Unreadable(_no_object((1,), 1))
    refuse_too_many(tuple(told))
    heading = Heading(named(path), tuple(told))
    tables = [TABLES[source.table] for source in sources if source.recognises(heading)]
    if not tables:
        raise Unreadable(not_one([], {",": tuple(told)}))
    columns = [column for table in tables for column in told_columns(table)]
    known = {write(column.name) for column in columns for write in (str, plain)}
    empty = [column.name for column in columns if column.nullable]
    return list(dict.fromkeys([*(name for name in told if name in known), *empty]))


def _rows(text: bytes, first: int, names: list[str]) -> pl.DataFrame:
    wanted = pl.Schema(dict.fromkeys(names, pl.String()))
    lines = text.count(b"\n")
    try:
        rows = pl.read_ndjson(BytesIO(text), schema=wanted)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        rows = pl.DataFrame()
    if len(rows) != lines:
        raise Unreadable(_no_object(*_broken(text, first)))
    return rows.select(names)


def _broken(text: bytes, first: int) -> tuple[tuple[int, ...], int]:
    lines = enumerate(text.split(b"\n")[:-1], first)
    broken = list(islice((number for number, line in lines if _object(line) is None), ENOUGH))
    return tuple(broken[:SHOWN]), len(broken)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) and told else None


def _no_object(rows: tuple[int, ...], count: int) -> Problem:
    return Problem("JSN-01", "Every line is one JSON object", rows, count, SHAPE)
