"""Opening a spreadsheet that somebody kept by hand: CSV in any usual encoding, or XLSX with merged cells."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import unescape

from terezi.base.errors import BadData
from terezi.desk.licences.legacy.terms import Grid

ENCODINGS = ("utf-8-sig", "cp1251")
MOST_BYTES = 200 * 2**20  # unpacked: a book of hundreds of thousands of rows is smaller


def grids(path: Path) -> list[Grid]:
    """Return the sheets of a file, every cell as text.

    :raises BadData: when the file is no spreadsheet this reads.
    """
    with path.open("rb") as file:
        beginning = file.read(4)
    if beginning == b"PK\x03\x04":
        return list(_book(path))
    if beginning == b"\xd0\xcf\x11\xe0":
        raise BadData(f"{path.name} is an old Excel book: save it as XLSX or CSV")
    return [Grid(path.stem, _csv(path))]


def _csv(path: Path) -> tuple[tuple[str, ...], ...]:
    text = _text(path)
    head = "\n".join(text.splitlines()[:30])
    delimiter = max(";\t|,", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return tuple(tuple(cell.strip() for cell in row) for row in rows)


def _text(path: Path) -> str:
    sent = path.read_bytes()
    if sent.startswith((b"\xff\xfe", b"\xfe\xff")):
        return sent.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            return sent.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadData(f"{path.name} is written in no encoding known here: save it as UTF-8")


def _book(path: Path) -> Iterator[Grid]:
    import fastexcel  # noqa: PLC0415 - only for books, and slow to load

    merged = _merged(path)
    try:
        reader = fastexcel.read_excel(path)
        for name in reader.sheet_names:
            sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            rows = [[(cell or "").strip() for cell in row] for row in sheet.to_polars().iter_rows()]
            yield Grid(name, _unmerged(rows, merged.get(name, [])))
    except fastexcel.FastExcelError as fault:
        raise BadData(
            f"{path.name} cannot be opened as a book: {fault}: save it anew as XLSX or CSV"
        ) from fault


def _unmerged(rows: list[list[str]], ranges: list[tuple[int, int, int, int]]) -> tuple[tuple[str, ...], ...]:
    """Write what a merged cell says into every cell it covers."""
    for top, left, bottom, right in ranges:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        says = rows[top][left]
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = row[column] or says
    return tuple(tuple(row) for row in rows)


def _merged(path: Path) -> dict[str, list[tuple[int, int, int, int]]]:
    """Return the merged ranges of each sheet, which the reader of cells does not tell."""
    try:
        with zipfile.ZipFile(path) as book:
            if sum(part.file_size for part in book.infolist()) > MOST_BYTES:
                raise BadData(f"{path.name} unpacks to more than {MOST_BYTES} bytes: split it")
            targets = dict(_pairs(book, "xl/_rels/workbook.xml.rels", "Relationship", "Id", "Target"))
            sheets = _pairs(book, "xl/workbook.xml", "sheet", "name", "r:id")
            return {unescape(name): _ranges(book, targets.get(link, "")) for name, link in sheets}
    except zipfile.BadZipFile as fault:
        raise BadData(f"{path.name} is a broken book: save it anew as XLSX or CSV") from fault


def _pairs(book: zipfile.ZipFile, part: str, tag: str, one: str, other: str) -> list[tuple[str, str]]:
    if part not in book.namelist():
        return []
    found = re.findall(rf"<(?:\w+:)?{tag}\b[^>]*>", book.read(part).decode("utf-8", "replace"))
    told = [dict(re.findall(r'([\w:]+)="([^"]*)"', each)) for each in found]
    return [(each[one], each[other]) for each in told if one in each and other in each]


def _ranges(book: zipfile.ZipFile, target: str) -> list[tuple[int, int, int, int]]:
    part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    if part not in book.namelist():
        return []
    text = book.read(part).decode("utf-8", "replace")
    found = re.findall(r'<(?:\w+:)?mergeCell\b[^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', text)
    return [
        (int(top) - 1, _column(left), int(bottom) - 1, _column(right)) for left, top, right, bottom in found
    ]


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
