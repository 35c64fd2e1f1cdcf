"""Holders of public office: who held which position from when until when."""

from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import ListKind, NameRow, Parsed, Schema

NEEDED = {"position", "person", "personid", "start", "end"}


def recognises(given: Given) -> bool:
    return set(given.headings) >= NEEDED


def parse(given: Given) -> Parsed:
    return Parsed(
        list_id=f"office_holders_{given.stem}",
        title="Office holders",
        kind=ListKind.OFFICE_HOLDERS,
        format=FORMAT.name,
        rows=tuple(
            NameRow(
                entry=record.get("personid", ""),
                name=record["person"],
                schema=Schema.PERSON,
                programme=f"{record['position']} {record.get('start', '')} to {record.get('end') or 'now'}"[
                    :200
                ],
            )
            for record in given.records()
            if record.get("person")
        ),
    )


FORMAT = Format(
    "office_holders", "office holders (position, person, personID, start, end)", recognises, parse
)
