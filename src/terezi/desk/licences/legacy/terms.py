"""What an older book says of a licence, and what is wrong with a row of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

FIELDS = (
    "number",
    "holder",
    "registration_number",
    "kind",
    "region",
    "site_id",
    "actor_class",
    "status",
    "valid_from",
    "valid_until",
    "licensed_w",
    "conditions",
)


@dataclass(frozen=True)
class Grid:
    """One sheet as it was sent: its cells as text, the first row of the sheet being row 1."""

    sheet: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Said:
    """One row of an older book, read; `cells` are those that were sent, by their heading."""

    sheet: str
    row: int
    number: str
    holder: str
    registration_number: str
    kind: str
    region: str
    site_id: str
    actor_class: str
    status: str
    valid_from: date
    valid_until: date | None
    licensed_w: int
    conditions: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one cell, by which check, and what to do."""

    sheet: str
    row: int
    column: str
    check: str
    value: str
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.sheet} row {self.row}, {self.column}: {self.check} {self.says} ({self.value!r}): {self.remedy}"


@dataclass(frozen=True)
class Read:
    """What was read of a file: rows, faults, how many rows were passed over and why, and columns kept but not read."""

    said: tuple[Said, ...]
    wrong: tuple[Wrong, ...]
    passed: Mapping[str, int]
    unread: tuple[str, ...] = ()


CHECKS: Mapping[str, tuple[str, str]] = {
    "LEG-01": ("A row names its licence", "write the number of the licence, or delete the row"),
    "LEG-02": ("A licence has a holder", "write the holder's name"),
    "LEG-03": ("A day is written as a day", "write it as year-month-day, like 2024-03-25"),
    "LEG-04": (
        "A day is read in one way",
        "this sheet writes days in two orders: write it as year-month-day",
    ),
    "LEG-05": ("Power is a number with a unit", "write it like 12.5 MW, or name the unit in the heading"),
    "LEG-06": ("A status is one of the register's", "write a status of the register, or tell it with --read"),
    "LEG-07": ("A class is one of the law's", "write the id of a class of the law, or tell it with --read"),
    "LEG-08": (
        "A licence is told once for its days",
        "two rows say otherwise of the same days: keep one of them",
    ),
    "LEG-09": ("A licence ends after it begins", "mend one of the two days"),
    "LEG-10": ("The register does not say otherwise already", "correct the register by a decision instead"),
    "LEG-11": ("One licence stands at a site", "two licences stand at this site: end one of them"),
    "LEG-12": ("A licence begins on a day", "write the day it was issued"),
    "LEG-13": (
        "A legal form is one of the register's",
        "write a legal form of the register, or tell it with --read",
    ),
}
