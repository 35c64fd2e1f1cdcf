"""What differs between the law of two days, or of two countries."""

from dataclasses import dataclass

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
        for one, other in zip(rows(before), rows(after), strict=True)
        if any(getattr(one, column) != getattr(other, column) for column in compared)
    )
