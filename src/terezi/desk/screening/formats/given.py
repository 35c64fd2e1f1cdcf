"""A file as it was given: unpacked within bounds, and read as text or as rows, or refused with a reason."""

import csv
import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePath
from typing import Any

from terezi.base.errors import BadData

MOST_BYTES = 64 * 2**20  # of a file, packed and unpacked
MOST_ROWS = 1_000_000
MOST_IN_A_FIELD = 20_000
NULLS = {"-0-", "-0- "}


@dataclass(frozen=True)
class Given:
    """One file: its name and its bytes."""

    name: str
    data: bytes

    @property
    def stem(self) -> str:
        """The file's name without folders and endings, as an identifier."""
        plain = PurePath(self.name.replace("\\", "/")).name.lower()
        return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(\.gz|\.csv|\.txt|\.json|\.xml)+$", "", plain)).strip("_")

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def bytes(self) -> bytes:
        """The content, unpacked where it is gzip.

        :raises BadData: when it is too large or does not unpack.
        """
        if len(self.data) > MOST_BYTES:
            raise BadData(f"{self.name} has more than {MOST_BYTES >> 20} MiB: split it")
        if not self.data.startswith(b"\x1f\x8b"):
            return self.data
        try:
            with gzip.open(io.BytesIO(self.data)) as packed:
                content = packed.read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as broken:
            raise BadData(f"{self.name} does not unpack ({broken}): send it again") from broken
        if len(content) > MOST_BYTES:
            raise BadData(f"{self.name} unpacks to more than {MOST_BYTES >> 20} MiB: split it")
        return content

    @cached_property
    def text(self) -> str:
        """The content as text: UTF-8, or else the Western code page that older US lists use.

        :raises BadData: when it is no text.
        """
        if b"\0" in self.bytes:
            raise BadData(f"{self.name} is no text: send the list as CSV, XML, JSON or text")
        try:
            return self.bytes.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.bytes.decode("cp1252", errors="replace")

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The first row, in small letters; empty where there is none."""
        first = self.text[:MOST_IN_A_FIELD].split("\n", 1)[0]
        separator = (
            "\t"
            if first.count("\t") > first.count(",")
            else ";"
            if first.count(";") > first.count(",")
            else ","
        )
        found = next(csv.reader([first.strip("\r")], delimiter=separator), [])
        return tuple(cell.strip().casefold() for cell in found)

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows of a table without headings.

        :raises BadData: when a field or the table is too large, or a quotation does not end.
        """
        return self._rows(",")

    def records(self, separator: str = ",") -> Iterator[dict[str, str]]:
        """Yield the rows of a table by its headings, in small letters; cells without heading are left out."""
        rows = self._rows(separator)
        headings = [cell.strip().casefold() for cell in next(rows, [])]
        for row in rows:
            yield dict(zip(headings, (cell.strip() for cell in row), strict=False))

    def _rows(self, separator: str) -> Iterator[list[str]]:
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=separator, strict=False)
        try:
            for number, row in enumerate(reader, 1):
                if number > MOST_ROWS:
                    raise BadData(f"{self.name} has more than {MOST_ROWS:,} rows: split it")
                if any(len(cell) > MOST_IN_A_FIELD for cell in row):
                    raise BadData(
                        f"{self.name}, row {number}: a field is longer than {MOST_IN_A_FIELD:,} letters; "
                        "a quotation mark may be missing"
                    )
                if any(map(str.strip, row)):
                    yield ["" if cell in NULLS else cell.strip() for cell in row]
        except csv.Error as broken:
            raise BadData(
                f"{self.name}, row {reader.line_num}: {broken}; a quotation mark may be missing"
            ) from broken

    def json(self) -> Any:
        """Return the content as JSON holds it.

        :raises BadData: when it is not JSON.
        """
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError) as broken:
            raise BadData(f"{self.name} is not JSON ({broken}): send it again") from broken


def day_of(text: str) -> date | None:
    """Read the day a text begins with, written as 2026-02-27; none where it begins with none."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", text)
    try:
        return date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None
