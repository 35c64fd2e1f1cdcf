"""Who holders of public office are: names as others write them, and days of birth."""

from collections.abc import Iterator

from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import ListKind, NameRow, Parsed, Schema

NEEDED = {"id", "name", "gender", "dob", "enwiki"}


def recognises(given: Given) -> bool:
    return set(given.headings) >= NEEDED


def parse(given: Given) -> Parsed:
    return Parsed(
        list_id=f"office_holders_{given.stem}",
        title="Office holders, other names",
        kind=ListKind.OFFICE_HOLDERS,
        format=FORMAT.name,
        rows=tuple(row for record in given.records() for row in _rows(record)),
    )


def _rows(record: dict[str, str]) -> Iterator[NameRow]:
    for name in dict.fromkeys(filter(None, (record.get("name"), record.get("enwiki")))):
        yield NameRow(
            entry=record.get("id", ""),
            name=name,
            schema=Schema.PERSON,
            is_alias=name != record.get("name"),
            born=record.get("dob", "")[:60],
            programme="office holder",
        )


FORMAT = Format(
    "office_holder_lives", "office holders' lives (id, name, gender, dob, ..., enwiki)", recognises, parse
)
