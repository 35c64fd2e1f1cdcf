"""Any list of names: a CSV with `name` and, where known, entry, schema, kind, country, born and programme."""

from terezi.base.errors import BadData
from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import ListKind, NameRow, Parsed, Schema

KINDS = (ListKind.SANCTIONS, ListKind.OFFICE_HOLDERS)


def recognises(given: Given) -> bool:
    return "name" in given.headings and "kind" in given.headings


def parse(given: Given) -> Parsed:
    records = [record for record in given.records() if record.get("name")]
    kinds = {record.get("kind", "") for record in records}
    if len(kinds) > 1 or not kinds <= set(KINDS):
        raise BadData(f"{given.name}: `kind` is {' or '.join(KINDS)}, the same in every row; split the file")
    return Parsed(
        list_id=given.stem,
        title=given.stem.replace("_", " ").capitalize(),
        kind=ListKind(kinds.pop()) if kinds else ListKind.SANCTIONS,
        format=FORMAT.name,
        rows=tuple(_row(record) for record in records),
    )


def _row(record: dict[str, str]) -> NameRow:
    told = record.get("schema", "")
    return NameRow(
        entry=record.get("entry", "")[:100],
        name=record["name"],
        schema=Schema(told) if told in set(Schema) else Schema.UNKNOWN,
        countries=record.get("country", "")[:200],
        born=record.get("born", "")[:60],
        programme=record.get("programme", "")[:200],
    )


FORMAT = Format(
    "names",
    "any names (CSV: name, kind, and entry, schema, country, born, programme)",
    recognises,
    parse,
    order=8,
)
