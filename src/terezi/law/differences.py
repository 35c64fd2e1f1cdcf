"""What differs between the law of two days, or of two countries."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from terezi.law.rows import Row, rows
from terezi.law.terms import Law


@dataclass(frozen=True)
class Difference:
    """A term that does not read the same in both laws."""

    section: str
    name: str
    title: str
    before: Row
    after: Row


def differences(before: Law, after: Law) -> tuple[Difference, ...]:
    """Return the terms whose value, unit or status differ, and in one country also their grounds.

    Two countries never share a source, so there a source alone is no difference.
    """
    grounds = ("confidence", "source") if before.country == after.country else ()
    compared = ("value", "unit", "status", *grounds)
    return tuple(
        Difference(section=one.section, name=one.name, title=other.title, before=one, after=other)
        for one, other in _pairs(rows(before), rows(after))
        if any(getattr(one, column) != getattr(other, column) for column in compared)
    )


def _pairs(before: tuple[Row, ...], after: tuple[Row, ...]) -> Iterator[tuple[Row, Row]]:
    """Pair the rows of both laws; of an actor class that only one of them has, pair its title with nothing."""
    one, other = ({(row.section, row.name): row for row in table} for table in (before, after))
    for key in dict.fromkeys([*one, *other]):
        if key in one and key in other:
            yield one[key], other[key]
        elif key[1].endswith(".title"):
            yield one.get(key) or _nothing(other[key]), other.get(key) or _nothing(one[key])


def _nothing(row: Row) -> Row:
    return replace(row, value="NO SUCH CLASS", status="", confidence="", in_force_from="", source="", note="")
