"""Files that are no tables become one at the door, beside the lake; all checks come afterwards, as for any file.

A module of this package that holds a `Format` is found by itself.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from terezi.evidence.facts.receipts import Problem
from terezi.evidence.sources import json_lines
from terezi.evidence.sources.source import Heading, Source
from terezi.evidence.sources.unpack import BOM, Bounds, Unreadable, blocks, decoded, too_long

HEAD_BYTES = 4096
Row = tuple[object, ...]


@dataclass(frozen=True)
class Format:
    """A way to write readings that is no table: how it begins, and its rows under `columns`.

    `rows` streams, so that a file of any size needs little memory, and raises `Unreadable` naming the line.
    """

    name: str
    columns: tuple[str, ...]
    begins: Callable[[bytes], bool]
    rows: Callable[[Path, Bounds], Iterable[Row]]

    def heads(self, heading: Heading) -> bool:
        """Recognise the table that this format is written out as."""
        return heading.columns == self.columns


def as_table(
    path: Path, *, formats: Iterable[Format], sources: Iterable[Source], folder: Path, bounds: Bounds
) -> Path:
    """Return the file itself, or what it says as a table in `folder` when it is JSON lines or in one of the formats.

    :raises Unreadable: when the file is damaged, breaks a rule of its format, or is XML of no format here.
    """
    head = next(blocks(path, bounds), b"").removeprefix(BOM)[:HEAD_BYTES]
    format_ = next((it for it in formats if it.begins(head)), None)
    if format_ is not None:
        return _written_out(path, format_, folder, bounds)
    if json_lines.begins(head):
        return json_lines.as_parquet(path, sources=sources, folder=folder, bounds=bounds)
    if head.lstrip()[:1] == b"<":
        raise refusal(
            "DOOR-24",
            "No source reads XML of this kind; nothing in it was followed",
            0,
            "Send CSV, Parquet or JSON lines",
        )
    return path


def _written_out(path: Path, format_: Format, folder: Path, bounds: Bounds) -> Path:
    into = folder / "as-table.csv"
    with into.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(format_.columns)
        writer.writerows(format_.rows(path, bounds))
    return into


def text_lines(path: Path, bounds: Bounds) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text file with their number from 1.

    :raises Unreadable: when a line is too long, or no UTF-8.
    """
    number, rest = 0, b""
    for block in blocks(path, bounds):
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            number += 1
            yield number, _line(line, number, bounds)
        if len(rest) > bounds.line_bytes:
            raise too_long(number + 1, bounds)
    if rest:
        yield number + 1, _line(rest, number + 1, bounds)


def _line(line: bytes, number: int, bounds: Bounds) -> str:
    if len(line) > bounds.line_bytes:
        raise too_long(number, bounds)
    return decoded(line.removeprefix(BOM) if number == 1 else line, number).rstrip("\r")


def refusal(code: str, says: str, line: int, remedy: str) -> Unreadable:
    """Return what to raise for a line that breaks a rule of its format."""
    return Unreadable(Problem(code, says, (line,) if line else (), 1 if line else 0, remedy))
