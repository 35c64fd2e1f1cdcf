"""Files are unpacked in blocks of a mebibyte, never more than the bounds allow."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa

from terezi.base.errors import BadData
from terezi.base.sayings import saying
from terezi.evidence.facts.receipts import Problem

BLOCK = 1 << 20
PACKED = (".gz", ".zst")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Bounds:
    """How much a delivery may be: bytes unpacked, unpacked per packed byte, bytes in a line."""

    unpacked_bytes: int = 20 << 30
    ratio: int = 200
    ratio_from_bytes: int = 64 << 20
    line_bytes: int = 1 << 20
    kept_bytes: int = 1 << 30


class Unreadable(BadData):
    """The file breaks a rule so basic that reading stops there."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*map(str, problems))
        self.problems = problems


def blocks(path: Path, bounds: Bounds) -> Iterator[bytes]:
    """Yield the unpacked bytes, never more than the bounds allow.

    :raises Unreadable: DOOR-01 for a damaged gzip or zstd, DOOR-02 for a bomb.
    """
    unpacked = 0
    with path.open("rb") as packed:
        text = _opened(path, packed)
        while block := _next(text):
            unpacked += len(block)
            refuse_too_much(unpacked, packed.tell(), bounds)
            yield block


def _opened(path: Path, packed: IO[bytes]) -> IO[bytes]:
    if path.name.endswith(".gz"):
        return gzip.GzipFile(fileobj=packed)  # type: ignore[return-value]
    if path.name.endswith(".zst"):
        return pa.CompressedInputStream(pa.PythonFile(packed, "r"), "zstd")  # type: ignore[no-any-return]
    return packed


def _next(text: IO[bytes]) -> bytes:
    try:
        return text.read(BLOCK)
    except (EOFError, OSError, zlib.error) as broken:
        raise Unreadable(
            Problem(
                "DOOR-01",
                saying("The compressed file is damaged or cut short: {broken}", broken=broken),
                remedy="Send the file again",
            )
        ) from broken


def refuse_too_much(unpacked: int, packed: int, bounds: Bounds) -> None:
    """Refuse so many bytes out of so few.

    :raises Unreadable: DOOR-02.
    """
    bomb = unpacked > bounds.ratio_from_bytes and unpacked > bounds.ratio * packed
    if bomb or unpacked > bounds.unpacked_bytes:
        raise Unreadable(
            Problem(
                "DOOR-02",
                saying(
                    "The file unpacks to more than {most} bytes, or {ratio} times its size",
                    most=f"{bounds.unpacked_bytes:,}",
                    ratio=bounds.ratio,
                ),
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
    return decoded(line, 0).rstrip("\r")


def too_long(row: int, bounds: Bounds) -> Unreadable:
    """Return the refusal of a line beyond the bound; row 0 is the heading."""
    return Unreadable(
        Problem(
            "DOOR-03",
            saying("No line is longer than {most} bytes", most=f"{bounds.line_bytes:,}"),
            (row,),
            1,
            "Send one fact per line",
        )
    )


def decoded(text: bytes, row: int) -> str:
    """Return text of whole lines, the first of which is `row`.

    :raises Unreadable: DOOR-04, naming the row that is no UTF-8.
    """
    try:
        read = text.decode("utf-8")
    except UnicodeDecodeError as wrong:
        row += text.count(b"\n", 0, wrong.start)
        raise Unreadable(_not_text(row)) from wrong
    if "\0" in read:
        raise Unreadable(_not_text(row + read[: read.index("\0")].count("\n")))
    return read


def _not_text(row: int) -> Problem:
    return Problem(
        "DOOR-04", "The file is text in UTF-8", (row,), 1, "Save the file as CSV in UTF-8, or as Parquet"
    )
