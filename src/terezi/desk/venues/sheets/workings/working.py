"""How a number of the strip comes about: its formula, the rows it is worked out from, and the last line, which holds it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format

from terezi.desk.findings.quantities import DASH, Spoken
from terezi.desk.venues import quantities

Line = tuple[Spoken, ...]


@dataclass(frozen=True)
class Working:
    """A table whose last line comes to the number, by the formula; `last` is empty where one of the rows is the number.

    `days` has a day for each row that is worked out on a sheet of its own, that of the measure `of_day`; `moments` has an instant for
    each row that leads to the book of `instrument` as it stood then.
    """

    formula: str
    heads: tuple[str, ...]
    rows: tuple[Line, ...]
    last: Line = ()
    note: str = ""
    days: tuple[date, ...] = ()
    of_day: str = ""
    moments: tuple[datetime, ...] = ()
    instrument: str = ""

    @property
    def lines(self) -> list[tuple[Line, date | None, datetime | None]]:
        """Return the rows, each with the day, or the moment of a book, it leads to."""
        nowhere: tuple[None, ...] = (None,) * len(self.rows)
        return list(zip(self.rows, self.days or nowhere, self.moments or nowhere, strict=True))


NOTHING = Working("", (), ())


def text(said: str) -> Spoken:
    """Say a cell that is no amount."""
    return Spoken(said, "")


def short(day: date) -> str:
    return str(date_format(day, "SHORT_DATE_FORMAT"))


def moment(at: datetime | None, zone: str) -> str:
    """Say a day and time of day in a zone."""
    return f"{quantities.short_day(at, zone)} {quantities.clock(at, zone)}" if at else DASH
