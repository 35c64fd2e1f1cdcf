"""Text that arrives is unpacked and looked at byte by byte before anything reads it.

One pass, in blocks of a mebibyte: size, line length, encoding, number of columns, formulas.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from terezi.evidence.facts.receipts import Problem

BLOCK = 1 << 20
BOM = b"\xef\xbb\xbf"
SHOWN = 20
NO_FORMULA = "No value begins like a spreadsheet formula (= + - @ tab)"
_NEWLINE, _QUOTE = 10, 34
_NUMBER = re.compile(rb"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?\s*")
_DASHES = re.compile(rb"-+\s*")
_STARTS_A_FORMULA = np.zeros(256, dtype=bool)
_STARTS_A_FORMULA[[*b"=+-@\t\r"]] = True


@dataclass(frozen=True)
class Bounds:
    """How much a delivery may be: bytes unpacked, unpacked per packed byte, bytes in a line."""

    unpacked_bytes: int = 20 << 30
    ratio: int = 200
    ratio_from_bytes: int = 64 << 20
    line_bytes: int = 1 << 20
    kept_bytes: int = 1 << 30


class Unreadable(Exception):
    """The file breaks a rule so basic that reading stops there."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*map(str, problems))
        self.problems = problems


@dataclass
class Found:
    """What the pass saw: data rows, and the rows that break a rule."""

    rows: int = 0
    ragged: list[int] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)
    formulas: list[int] = field(default_factory=list)
    blank_from: int | None = None

    def problems(self, columns: int) -> list[Problem]:
        """Name what was seen."""
        cases = (
            ("DOOR-06", f"Every row has the {columns} values the heading names", self.ragged, "Send the rows whole, a value with the delimiter in it quoted"),
            ("DOOR-07", "A quoted value ends on its own line", self.unclosed, "Close the quote; leave line breaks out of values"),
            ("DOOR-08", NO_FORMULA, self.formulas, "Send the text without the leading sign; only numbers may begin with + or -"),
        )  # fmt: skip
        return [
            Problem(code, says, tuple(rows[:SHOWN]), len(rows), remedy)
            for code, says, rows, remedy in cases
            if rows
        ]


def opened(path: Path) -> IO[bytes]:
    """Open a file to read its unpacked bytes."""
    return gzip.open(path) if path.name.endswith(".gz") else path.open("rb")


def blocks(path: Path, bounds: Bounds) -> Iterator[bytes]:
    """Yield the unpacked bytes, never more than the bounds allow.

    :raises Unreadable: DOOR-01 for a damaged gzip, DOOR-02 for a bomb.
    """
    unpacked = 0
    with path.open("rb") as packed:
        text: IO[bytes] = gzip.GzipFile(fileobj=packed) if path.name.endswith(".gz") else packed  # type: ignore[assignment]
        while block := _next(text):
            unpacked += len(block)
            _refuse_too_much(unpacked, packed.tell(), bounds)
            yield block


def _next(text: IO[bytes]) -> bytes:
    try:
        return text.read(BLOCK)
    except (EOFError, gzip.BadGzipFile, zlib.error) as broken:
        raise Unreadable(
            Problem(
                "DOOR-01",
                f"The compressed file is damaged or cut short: {broken}",
                remedy="Send the file again",
            )
        ) from broken


def _refuse_too_much(unpacked: int, packed: int, bounds: Bounds) -> None:
    bomb = unpacked > bounds.ratio_from_bytes and unpacked > bounds.ratio * packed
    if bomb or unpacked > bounds.unpacked_bytes:
        raise Unreadable(
            Problem(
                "DOOR-02",
                f"The file unpacks to more than {bounds.unpacked_bytes:,} bytes, or {bounds.ratio} times its size",
                remedy="Send fewer rows in one file",
            )
        )


def first_line(path: Path, bounds: Bounds) -> str:
    """Return the heading line.

    :raises Unreadable: when there is none, or it is no text.
    """
    line = b""
    for block in blocks(path, bounds):
        line += block
        if b"\n" in block or len(line) > bounds.line_bytes:
            break
    line = line.split(b"\n", 1)[0].removeprefix(BOM)
    if not line.strip():
        raise Unreadable(
            Problem("DOOR-05", "The file is empty", remedy="Send the file with its heading and rows")
        )
    if len(line) > bounds.line_bytes:
        raise too_long(0, bounds)
    return _decoded(line, 0).rstrip("\r")


def too_long(row: int, bounds: Bounds) -> Unreadable:
    """Return the refusal of a line beyond the bound; row 0 is the heading."""
    return Unreadable(
        Problem(
            "DOOR-03",
            f"No line is longer than {bounds.line_bytes:,} bytes",
            (row,),
            1,
            "Send one fact per line",
        )
    )


def _decoded(text: bytes, row: int) -> str:
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as wrong:
        row += text.count(b"\n", 0, wrong.start)
        raise Unreadable(_not_text(row)) from wrong
    if "\0" in decoded:
        raise Unreadable(_not_text(row + decoded[: decoded.index("\0")].count("\n")))
    return decoded


def _not_text(row: int) -> Problem:
    return Problem(
        "DOOR-04", "The file is text in UTF-8", (row,), 1, "Save the file as CSV in UTF-8, or as Parquet"
    )


def inspect(path: Path, *, delimiter: str, columns: int, bounds: Bounds, into: Path | None) -> Found:
    """Look at every line, writing the unpacked text to `into` when given.

    :raises Unreadable: at the first thing that makes the rest unreadable.
    """
    found = Found()
    found.rows = -1  # the heading is not counted
    sink = into.open("wb") if into else None
    try:
        for lines in _whole_lines(blocks(path, bounds), found, bounds):
            if sink:
                sink.write(lines)
            _look(lines, found, ord(delimiter), columns, bounds)
    finally:
        if sink:
            sink.close()
    return found


def _whole_lines(pieces: Iterator[bytes], found: Found, bounds: Bounds) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        head, newline, tail = piece.rpartition(b"\n")
        if newline:
            yield rest + head + newline
            rest = tail
        else:
            rest += tail
        if len(rest) > bounds.line_bytes:
            raise too_long(found.rows + 1, bounds)
    if rest:
        yield rest + b"\n"


def _look(lines: bytes, found: Found, delimiter: int, columns: int, bounds: Bounds) -> None:
    first = found.rows + 1
    _decoded(lines, first)
    data = np.frombuffer(lines, dtype=np.uint8)
    ends = np.flatnonzero(data == _NEWLINE)
    starts = np.concatenate(([0], ends[:-1] + 1))
    longest = int(np.argmax(ends - starts))
    if ends[longest] - starts[longest] > bounds.line_bytes:
        raise too_long(first + longest, bounds)
    delimiters = np.flatnonzero(data == delimiter)
    widths = np.diff(np.searchsorted(delimiters, ends), prepend=0) + 1
    quoted = _quoted_lines(lines, data, starts, ends)
    for line in quoted:
        widths[line] = _width(lines[starts[line] : ends[line]], chr(delimiter), found, first + int(line))
    _note_widths(found, lines, starts, ends, widths, first, columns)
    begins = starts if not len(delimiters) else np.union1d(starts, delimiters + 1)
    _note_formulas(found, lines, data, begins, ends, first, bytes([delimiter]))
    found.rows += len(ends)


def _quoted_lines(
    lines: bytes, data: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    if b'"' not in lines:
        return np.empty(0, dtype=np.int64)
    return np.unique(np.searchsorted(ends, np.flatnonzero(data == _QUOTE)))


def _width(line: bytes, delimiter: str, found: Found, row: int) -> int:
    if line.count(b'"') % 2:
        found.unclosed.append(row)
    return len(next(csv.reader([line.decode("utf-8")], delimiter=delimiter), []))


def _note_widths(
    found: Found,
    lines: bytes,
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    widths: npt.NDArray[np.int64],
    first: int,
    columns: int,
) -> None:
    """Note rows of another width; blank lines are let pass at the end of the file only."""
    for line in np.flatnonzero((widths != columns) | (ends - starts <= 1)):
        row = first + int(line)
        if not lines[starts[line] : ends[line]].strip():
            found.blank_from = row if found.blank_from is None else found.blank_from
        elif widths[line] != columns:
            found.ragged.append(row)
    last = first + len(ends) - 1
    if found.blank_from is not None and found.blank_from <= last and lines[starts[-1] : ends[-1]].strip():
        found.ragged.append(found.blank_from)
        found.blank_from = None


def _note_formulas(
    found: Found,
    lines: bytes,
    data: npt.NDArray[np.uint8],
    begins: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    first: int,
    delimiter: bytes,
) -> None:
    begins = begins + (data[begins] == _QUOTE)
    begins = begins[begins < len(data)]
    for begin in begins[_STARTS_A_FORMULA[data[begins]]]:
        line = int(np.searchsorted(ends, begin))
        cell = lines[begin : ends[line]].split(delimiter, 1)[0].rstrip(b'"\r')
        if cell and not _NUMBER.fullmatch(cell) and not _DASHES.fullmatch(cell):
            found.formulas.append(first + line)
