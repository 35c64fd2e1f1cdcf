"""OFAC's primary files: SDN.CSV, and CONS_PRIM.CSV of the lists beside it."""

from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import ListKind, NameRow, Parsed, Schema

COLUMNS = 12
SCHEMAS = {
    "individual": Schema.PERSON,
    "vessel": Schema.THING,
    "aircraft": Schema.THING,
    "": Schema.ORGANISATION,
}


def recognises(given: Given) -> bool:
    first = next(given.rows(), [])
    return len(first) == COLUMNS and first[0].isdigit()


def parse(given: Given) -> Parsed:
    is_beside = "cons" in given.stem
    return Parsed(
        list_id="us_non_sdn" if is_beside else "us_sdn",
        title="US lists beside the SDN list" if is_beside else "US SDN list",
        kind=ListKind.SANCTIONS,
        format=FORMAT.name,
        rows=tuple(_row(row) for row in given.rows() if len(row) >= 4 and row[1]),
    )


def _row(row: list[str]) -> NameRow:
    remarks = row[-1]
    born = next((part.strip()[4:] for part in remarks.split(";") if part.strip().startswith("DOB ")), "")
    schema = SCHEMAS.get(row[2].casefold(), Schema.UNKNOWN)
    return NameRow(entry=row[0], name=row[1], schema=schema, born=born[:60], programme=row[3][:200])


FORMAT = Format("us_names", "OFAC primary names (SDN.CSV, CONS_PRIM.CSV)", recognises, parse, order=2)
