"""OFAC's files of other names: ALT.CSV and CONS_ALT.CSV, which carry the number of the primary entry."""

from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import ListKind, NameRow, Parsed

COLUMNS = 5
KINDS = {"aka", "fka", "nka"}


def recognises(given: Given) -> bool:
    first = next(given.rows(), [])
    return len(first) == COLUMNS and first[0].isdigit() and first[2].casefold() in KINDS


def parse(given: Given) -> Parsed:
    is_beside = "cons" in given.stem
    return Parsed(
        list_id="us_non_sdn_aliases" if is_beside else "us_sdn_aliases",
        title="Other names of the US lists beside the SDN list"
        if is_beside
        else "Other names of the US SDN list",
        kind=ListKind.SANCTIONS,
        format=FORMAT.name,
        rows=tuple(
            NameRow(entry=row[0], name=row[3], is_alias=True)
            for row in given.rows()
            if len(row) >= 4 and row[3]
        ),
    )


FORMAT = Format("us_aliases", "OFAC other names (ALT.CSV, CONS_ALT.CSV)", recognises, parse, order=2)
