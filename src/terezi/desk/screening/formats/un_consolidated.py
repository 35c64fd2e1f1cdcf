"""The consolidated list of the UN Security Council (XML)."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given, day_of
from terezi.desk.screening.formats.xml import root_of, text_of
from terezi.desk.screening.terms import ListKind, NameRow, Parsed, Schema

NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
GROUPS = (("INDIVIDUAL", Schema.PERSON), ("ENTITY", Schema.ORGANISATION))
WEAK = "low"


def recognises(given: Given) -> bool:
    return "<CONSOLIDATED_LIST" in given.text[:2000]


def parse(given: Given) -> Parsed:
    root = root_of(given)
    return Parsed(
        list_id="un_consolidated",
        title="UN Security Council consolidated list",
        kind=ListKind.SANCTIONS,
        format=FORMAT.name,
        rows=tuple(
            row for tag, schema in GROUPS for one in root.iter(tag) for row in _rows(one, tag, schema)
        ),
        taken_on=day_of(root.get("dateGenerated", "")),
    )


def _rows(one: Element, tag: str, schema: Schema) -> Iterator[NameRow]:
    main = " ".join(filter(None, (text_of(one, name) for name in NAMES)))
    names = [(main, False, ""), (text_of(one, "NAME_ORIGINAL_SCRIPT"), True, "")]
    names += [
        (text_of(alias, "ALIAS_NAME"), True, text_of(alias, "QUALITY")) for alias in one.iter(f"{tag}_ALIAS")
    ]
    for name, is_alias, quality in names:
        if name:
            yield NameRow(
                entry=text_of(one, "REFERENCE_NUMBER"),
                name=name,
                schema=schema,
                is_alias=is_alias,
                is_weak=quality.casefold() == WEAK,
                countries=text_of(one, "NATIONALITY/VALUE")[:200],
                born=_born(one),
                programme=text_of(one, "UN_LIST_TYPE"),
            )


def _born(one: Element) -> str:
    days = (text_of(born, "DATE") or text_of(born, "YEAR") for born in one.iter("INDIVIDUAL_DATE_OF_BIRTH"))
    return "; ".join(filter(None, days))[:60]


FORMAT = Format("un_consolidated", "UN Security Council consolidated list (XML)", recognises, parse)
