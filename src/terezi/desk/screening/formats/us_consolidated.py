"""The US consolidated screening list as one CSV, other names included."""

from collections.abc import Iterator

from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import ListKind, NameRow, Parsed, Schema

NEEDED = {"_id", "source", "name", "alt_names", "programs"}
SCHEMAS = {
    "individual": Schema.PERSON,
    "entity": Schema.ORGANISATION,
    "vessel": Schema.THING,
    "aircraft": Schema.THING,
}


def recognises(given: Given) -> bool:
    return set(given.headings) >= NEEDED


def parse(given: Given) -> Parsed:
    return Parsed(
        list_id="us_consolidated",
        title="US consolidated screening list",
        kind=ListKind.SANCTIONS,
        format=FORMAT.name,
        rows=tuple(row for record in given.records() for row in _rows(record)),
    )


def _rows(record: dict[str, str]) -> Iterator[NameRow]:
    others = [name.strip() for name in record.get("alt_names", "").split(";")]
    for name in filter(None, [record.get("name", ""), *others]):
        yield NameRow(
            entry=record.get("entity_number") or record.get("_id", ""),
            name=name,
            schema=SCHEMAS.get(record.get("type", "").casefold(), Schema.UNKNOWN),
            is_alias=name != record["name"],
            countries=_countries(record),
            born=record.get("dates_of_birth", "")[:60],
            programme=record.get("programs", "")[:200] or record.get("source", "")[:200],
        )


def _countries(record: dict[str, str]) -> str:
    told = f"{record.get('nationalities', '')};{record.get('citizenships', '')}"
    return " ".join(sorted({country.strip() for country in told.split(";")} - {""}))[:200]


FORMAT = Format("us_consolidated", "US consolidated screening list (CSV)", recognises, parse)
