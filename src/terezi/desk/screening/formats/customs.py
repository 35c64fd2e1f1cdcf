"""Import declarations of the customs: units of one model each, and serial numbers or ranges of them."""

import re

from terezi.base.errors import BadData
from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.rules.serials import normal, range_of
from terezi.desk.screening.terms import CustomsLine, ListKind, Parsed, SerialRange

NEEDED = {"declaration", "importer", "model", "units"}
MOST_UNITS = 10_000_000


def recognises(given: Given) -> bool:
    return set(given.headings) >= NEEDED


def parse(given: Given) -> Parsed:
    separator = ";" if len(given.headings) > 1 and ";" in given.text.split("\n", 1)[0] else ","
    return Parsed(
        list_id=f"customs_{given.stem.removeprefix('customs_')}",
        title="Customs import declarations",
        kind=ListKind.CUSTOMS,
        format=FORMAT.name,
        rows=tuple(_line(given, place, record) for place, record in enumerate(given.records(separator), 2)),
    )


def _line(given: Given, place: int, record: dict[str, str]) -> CustomsLine:
    missing = [name for name in sorted(NEEDED) if not record.get(name)]
    if missing:
        raise BadData(f"{given.name}, row {place}: {', '.join(missing)} is empty: fill it in")
    units = record["units"].replace(" ", "")
    if not (units.isascii() and units.isdigit() and 0 < int(units[:9]) <= MOST_UNITS and len(units) < 9):
        raise BadData(f"{given.name}, row {place}: units is {units[:20]!r}: write a whole number of machines")
    serials, ranges = _serials(given, place, record)
    return CustomsLine(
        declaration=record["declaration"][:100],
        importer=record["importer"][:300],
        model=record["model"][:200],
        units=int(units),
        serials=serials,
        ranges=ranges,
    )


def _serials(
    given: Given, place: int, record: dict[str, str]
) -> tuple[tuple[str, ...], tuple[SerialRange, ...]]:
    parts = [part.strip() for part in re.split(r"[;|\s]+", record.get("serials", "")) if part.strip()]
    if record.get("serial_from"):
        parts.append(f"{record['serial_from']}..{record.get('serial_to') or record['serial_from']}")
    try:
        ranges = tuple(range_of(*part.split("..", 1)) for part in parts if ".." in part)
    except BadData as wrong:
        raise BadData(f"{given.name}, row {place}: {wrong}") from wrong
    return tuple(normal(part) for part in parts if ".." not in part), ranges


FORMAT = Format(
    "customs",
    "customs declarations (CSV: declaration, importer, model, units, and serials or serial_from, serial_to)",
    recognises,
    parse,
)
