"""The US denied persons list: a table with tabs between its cells."""

from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import ListKind, NameRow, Parsed

NEEDED = {"name", "effective_date", "expiration_date", "standard_order"}


def recognises(given: Given) -> bool:
    return set(given.headings) >= NEEDED


def parse(given: Given) -> Parsed:
    return Parsed(
        list_id="us_denied_persons",
        title="US denied persons list",
        kind=ListKind.SANCTIONS,
        format=FORMAT.name,
        rows=tuple(
            NameRow(
                entry=record.get("fr_citation", "")[:100],
                name=record["name"],
                countries=record.get("country", ""),
                programme=f"denied until {record.get('expiration_date', '')}",
            )
            for record in given.records("\t")
            if record.get("name")
        ),
    )


FORMAT = Format("us_denied_persons", "US denied persons list (tabbed text)", recognises, parse)
