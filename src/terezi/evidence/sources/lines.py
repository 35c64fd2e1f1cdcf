"""Every line of a text file is looked at, byte by byte, before anything reads it.

One pass: line length, encoding, number of values, open quotes, formulas.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from terezi.base.sayings import saying
from terezi.evidence.facts.receipts import Problem
from terezi.evidence.sources.unpack import Bounds, blocks, decoded, too_long

SHOWN = 20
ENOUGH = 100_000  # rows that break a rule: nobody reads on, and memory stays bounded
NO_FORMULA = saying("No value begins like a spreadsheet formula (= + - @ tab)")
_NEWLINE, _SPACE, _QUOTE = 10, 32, 34
_NUMBER = re.compile(rb"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?\s*")
_DASHES = re.compile(rb"-+\s*")
_STARTS_A_FORMULA = np.zeros(256, dtype=bool)
# the last ones begin blanks and full-width signs in UTF-8
_STARTS_A_FORMULA[[*b"=+-@\t\r\v\f\x1c\x1d\x1e\x1f\xc2\xe1\xe2\xe3\xef"]] = True
_SIGNS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


@dataclass
class Found:
    """What the pass saw: data rows, and the rows that break a rule."""

    rows: int = 0
    ragged: list[int] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)
    formulas: list[int] = field(default_factory=list)
    blank_from: int | None = None
    last_told: int = 0

    @property
    def is_enough(self) -> bool:
        return max(len(self.ragged), len(self.unclosed), len(self.formulas)) > ENOUGH

    def problems(self, columns: int) -> list[Problem]:
        """Name what was seen; blank lines are let pass at the end of the file only."""
        if self.blank_from is not None and self.blank_from < self.last_told:
            self.ragged.append(self.blank_from)
        cases = (
            ("DOOR-06", saying("Every row has the {columns} values the heading names", columns=columns), self.ragged, saying("Send the rows whole, a value with the delimiter in it quoted; decimals take a point, not a comma")),
            ("DOOR-07", saying("A quoted value ends on its own line"), self.unclosed, saying("Close the quote; leave line breaks out of values")),
            ("DOOR-08", NO_FORMULA, self.formulas, saying("Send the text without the leading sign; only numbers may begin with + or -")),
        )  # fmt: skip
        return [
            Problem(code, says, tuple(rows[:SHOWN]), len(rows), remedy)
            for code, says, rows, remedy in cases
            if rows
        ]


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
            _look(lines, found, delimiter, columns, bounds)
            if found.is_enough:
                break
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


@dataclass(frozen=True)
class Lines:
    """Whole lines of a block: their bytes, where each starts and ends, and the row the first one is."""

    text: bytes
    first: int
    data: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    @classmethod
    def of(cls, text: bytes, first: int) -> "Lines":
        data = np.frombuffer(text, dtype=np.uint8)
        ends = np.flatnonzero(data == _NEWLINE)
        return cls(text, first, data, np.concatenate(([0], ends[:-1] + 1)), ends)

    def line(self, number: int) -> bytes:
        return self.text[self.starts[number] : self.ends[number]]


def _look(text: bytes, found: Found, delimiter: str, columns: int, bounds: Bounds) -> None:
    lines = Lines.of(text, found.rows + 1)
    decoded(text, lines.first)
    longest = int(np.argmax(lines.ends - lines.starts))
    if lines.ends[longest] - lines.starts[longest] > bounds.line_bytes:
        raise too_long(lines.first + longest, bounds)
    delimiters = np.flatnonzero(lines.data == ord(delimiter))
    _note_widths(found, lines, _widths(lines, delimiters, delimiter, found), columns)
    _note_formulas(found, lines, np.union1d(lines.starts, delimiters + 1), delimiter.encode())
    found.rows += len(lines.ends)


def _widths(
    lines: Lines, delimiters: npt.NDArray[np.int64], delimiter: str, found: Found
) -> npt.NDArray[np.int64]:
    """Count the values of each line; lines with quotes are read one by one."""
    widths = np.diff(np.searchsorted(delimiters, lines.ends), prepend=0) + 1
    if b'"' in lines.text:
        for number in np.unique(np.searchsorted(lines.ends, np.flatnonzero(lines.data == _QUOTE))):
            line = lines.line(int(number))
            if line.count(b'"') % 2:
                found.unclosed.append(lines.first + int(number))
            try:
                widths[number] = len(next(csv.reader([line.decode("utf-8")], delimiter=delimiter), []))
            except csv.Error:
                found.unclosed.append(lines.first + int(number))
    return widths


def _note_widths(found: Found, lines: Lines, widths: npt.NDArray[np.int64], columns: int) -> None:
    """Note rows of another width, the first blank line, and the last line that is not."""
    blank = set()
    for number in np.flatnonzero((widths != columns) | (lines.ends - lines.starts <= 1)):
        if not lines.line(int(number)).strip():
            blank.add(int(number))
        elif widths[number] != columns:
            found.ragged.append(lines.first + int(number))
    told = next((number for number in reversed(range(len(lines.ends))) if number not in blank), None)
    if told is not None:
        found.last_told = lines.first + told
    if blank and found.blank_from is None:
        found.blank_from = lines.first + min(blank)


def _note_formulas(found: Found, lines: Lines, begins: npt.NDArray[np.int64], delimiter: bytes) -> None:
    begins = begins + (lines.data[begins] == _QUOTE)
    begins = _after_blanks(begins[begins < len(lines.data)], lines.data)
    for begin in begins[_STARTS_A_FORMULA[lines.data[begins]]]:
        number = int(np.searchsorted(lines.ends, begin))
        ends = lines.text.find(delimiter, begin, lines.ends[number])
        cell = lines.text[begin : ends if ends >= 0 else lines.ends[number]].rstrip(b'"\r')
        if _is_formula(cell):
            found.formulas.append(lines.first + number)


def _after_blanks(begins: npt.NDArray[np.int64], data: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Go on to what stands after the spaces a value begins with: they are trimmed when it is read."""
    if not (data[begins] == _SPACE).any():
        return begins
    told = np.flatnonzero(data != _SPACE)
    return told[np.searchsorted(told, begins)]


def _is_formula(cell: bytes) -> bool:
    if _NUMBER.fullmatch(cell) or _DASHES.fullmatch(cell):
        return False
    told = cell.decode("utf-8").strip()
    if cell[:1] in (b"\t", b"\r"):
        return bool(told)
    return told.startswith(_SIGNS) and not _NUMBER.fullmatch(told.encode())
