"""What a file is: its heading, and the one source that reads files with such a heading."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from terezi.base.sayings import saying
from terezi.evidence.facts.receipts import Problem
from terezi.evidence.sources.source import Heading, Source, named
from terezi.evidence.sources.unpack import Bounds, Unreadable, first_line, refuse_too_much

ROWS_IN_GROUP = 16 << 20
BYTES_IN_GROUP = 2 << 30
MOST_COLUMNS = 1_000
BYTES_IN_CELL = 8  # of a value in memory: a column that repeats one takes none in the file


@dataclass(frozen=True)
class Recognised:
    """A source, and the columns of the file as it will read them."""

    source: Source
    columns: tuple[str, ...]


def is_parquet(path: Path) -> bool:
    """Say whether a file is Parquet, by its first bytes."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def recognise(
    path: Path, *, sources: Iterable[Source], options: Mapping[str, str], bounds: Bounds
) -> Recognised:
    """Find the source of a file; option `source` decides where several read such a heading.

    :raises Unreadable: DOOR-01..05, 16 when there is no heading to read, DOOR-09 when nobody knows it.
    """
    asked = [source for source in sources if options.get("source") in (None, source.name)]
    if is_parquet(path):
        columns = parquet_columns(path, bounds)
        headings = {source.delimiter: columns for source in asked}
    else:
        line = first_line(path, bounds)
        headings = {d: _split(line, d) for d in {source.delimiter for source in asked}}
    name = named(path)
    found = [it for it in asked if it.recognises(Heading(name, headings[it.delimiter]))]
    if len(found) != 1:
        raise Unreadable(not_one(found, headings))
    columns = headings[found[0].delimiter]
    refuse_too_many(columns)
    _refuse_twin_columns(columns)
    return Recognised(found[0], columns)


def _split(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error as broken:
        raise Unreadable(
            Problem(
                "DOOR-05",
                saying("The heading cannot be read: {broken}", broken=broken),
                remedy="End every line with a line feed, and close every quote",
            )
        ) from broken


def not_one(found: list[Source], headings: Mapping[str, tuple[str, ...]]) -> Problem:
    """Say that a heading fits no source, or several; `headings` by delimiter."""
    if found:
        names = ", ".join(source.name for source in found)
        says = saying("The heading fits several sources: {names}", names=names)
        return Problem("DOOR-09", says, remedy="Say which with source=...")
    longest = max(headings.values(), key=len, default=())
    shown = ", ".join(longest[:12])[:200]
    return Problem(
        "DOOR-09",
        saying("No source knows the heading: {shown}", shown=shown),
        remedy=_remedy(longest),
    )


def _remedy(columns: tuple[str, ...]) -> str:
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        return saying("Put a comma between columns, in the heading and in every row")
    return saying(
        "Name the columns as `terezi tables` and docs/lake.md do, or write a source for this format"
    )


def refuse_too_many(columns: tuple[str, ...]) -> None:
    """Refuse a heading no table has.

    :raises Unreadable: DOOR-21.
    """
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(
            Problem(
                "DOOR-21",
                saying(
                    "The heading names {columns} columns, more than {most}",
                    columns=f"{len(columns):,}",
                    most=f"{MOST_COLUMNS:,}",
                ),
                remedy="Send the columns of one table",
            )
        )


def _refuse_twin_columns(columns: tuple[str, ...]) -> None:
    twins = sorted(name for name, times in Counter(columns).items() if times > 1)
    if twins:
        raise Unreadable(
            Problem(
                "DOOR-17",
                saying("The heading names a column twice: {names}", names=", ".join(twins)),
                remedy="Name each column once",
            )
        )


def parquet_columns(path: Path, bounds: Bounds) -> tuple[str, ...]:
    """Return the column names of a Parquet file whose declared sizes are sane.

    :raises Unreadable: DOOR-16, or DOOR-02 where a few bytes stand for rows without number.
    """
    try:
        with pq.ParquetFile(path) as file:
            columns = tuple(file.schema_arrow.names)
            groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
            sizes = [(group.num_rows, group.total_byte_size) for group in groups]
    except (pa.ArrowException, OSError, ValueError) as broken:
        raise Unreadable(
            Problem(
                "DOOR-16",
                saying("The Parquet file is damaged: {broken}", broken=str(broken)[:270]),
                remedy="Send the file again",
            )
        ) from broken
    absurd = any(rows > ROWS_IN_GROUP or size > BYTES_IN_GROUP for rows, size in sizes)
    if absurd or sum(size for _, size in sizes) > bounds.unpacked_bytes:
        raise Unreadable(
            Problem(
                "DOOR-16",
                saying(
                    "A row group holds at most {rows} rows and {bytes} bytes, a file {unpacked} bytes unpacked",
                    rows=f"{ROWS_IN_GROUP:,}",
                    bytes=f"{BYTES_IN_GROUP:,}",
                    unpacked=f"{bounds.unpacked_bytes:,}",
                ),
                remedy="Write smaller row groups (one million rows), or several files",
            )
        )
    rows = sum(rows for rows, _ in sizes)
    refuse_too_much(rows * len(columns) * BYTES_IN_CELL, path.stat().st_size, bounds)
    if not rows:
        raise Unreadable(Problem("DOOR-05", "The file has no rows", remedy="Send the file with its rows"))
    return columns
