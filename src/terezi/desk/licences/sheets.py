"""What the page of a licence shows: one sentence, the two times side by side, and what was said of one day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terezi.desk.licences import words
from terezi.desk.licences.models import Licence
from terezi.desk.licences.queries import holds_on
from terezi.desk.licences.terms import LIVE


@dataclass(frozen=True)
class Cell:
    """What the register said of some days, as known since some moment; none for nothing."""

    row: Licence | None
    spans: int
    is_new: bool  # said for the first time at this moment
    is_asked: bool

    @property
    def status(self) -> str:
        return words.status(self.row.status) if self.row else ""

    @property
    def power(self) -> str:
        return words.power(self.row.licensed_w) if self.row and self.row.licensed_w else ""


@dataclass(frozen=True)
class Known:
    """One row of the picture: what was known from a moment until the next."""

    since: datetime
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Saying:
    """What was said of a day, between two moments; the latter is none for what is said now."""

    row: Licence
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class TwoTimes:
    """The days on which something begins or ends across, the moments something became known down."""

    days: tuple[date, ...]
    known: tuple[Known, ...]


def sentence(licence: Licence, *, since: date, is_waiting: bool = False) -> SafeString:
    """Say of a licence what it is: who may do what, how much, where and since when; `is_waiting` as `words` has it."""
    power = words.power(licence.licensed_w) if licence.licensed_w and licence.status in LIVE else ""
    told = {
        "holder": format_html("<b><bdi>{}</bdi></b>", licence.holder.name),
        "means": words.may_operate(licence.status, licence.suspended_until, is_waiting=is_waiting),
        "status": words.status(licence.status).capitalize(),
        "day": date_format(since, "DATE_FORMAT"),
        "power": power,
        "region": licence.region,
    }
    if power and licence.region:
        text = _("{holder}: {means}. {status} since {day}, for {power} in {region}.")
    elif power:
        text = _("{holder}: {means}. {status} since {day}, for {power}.")
    else:
        text = _("{holder}: {means}. {status} since {day}.")
    return format_html(text, **told)


def standing_since(history: Sequence[Licence], licence: Licence) -> date:
    """Return since when the licence has the status it has, as known when the row was, corrections passed over."""
    moment = licence.known_since
    rows = {row.valid_until: row for row in history if is_known(row, moment)}
    since = licence
    while (before := rows.get(since.valid_from)) is not None and before.status == licence.status:
        since = before
    return since.valid_from


def two_times(history: Sequence[Licence], *, day: date, known_at: datetime) -> TwoTimes:
    """Lay out a history, newest knowledge first; the asked day and moment are marked."""
    days = sorted({edge for row in history for edge in (row.valid_from, row.valid_until) if edge is not None})
    moments = sorted(
        {edge for row in history for edge in (row.known_since, row.known_until) if edge is not None}
    )
    asked = max((moment for moment in moments if moment <= known_at), default=None)
    known = [
        Known(moment, tuple(_cells(history, days, moment, day if moment == asked else None)))
        for moment in reversed(moments)
    ]
    return TwoTimes(tuple(days), tuple(known))


def _cells(
    history: Sequence[Licence], days: Sequence[date], moment: datetime, asked: date | None
) -> list[Cell]:
    standing = [row for row in history if is_known(row, moment)]
    cells: list[Cell] = []
    for begins, ends in zip(days, [*days[1:], None], strict=True):
        row = next((row for row in standing if holds_on(row, begins)), None)
        is_asked = asked is not None and begins <= asked and (ends is None or asked < ends)
        last = cells[-1] if cells else None
        if last is not None and last.row is row:
            cells[-1] = Cell(row, last.spans + 1, last.is_new, last.is_asked or is_asked)
        else:
            cells.append(Cell(row, 1, row is not None and row.known_since == moment, is_asked))
    return cells


def is_known(row: Licence, moment: datetime) -> bool:
    """Answer whether the register said a row at a moment."""
    return row.known_since <= moment and (row.known_until is None or row.known_until > moment)


def said_of(history: Sequence[Licence], day: date) -> list[Saying]:
    """Return everything that was ever said of one day, as it came to be known."""
    told: list[Saying] = []
    for row in history:
        if (
            not holds_on(row, day) or row.known_since == row.known_until
        ):  # the latter was never on the register
            continue
        if told and told[-1].until == row.known_since and says(told[-1].row) == says(row):
            told[-1] = replace(told[-1], until=row.known_until)
        else:
            told.append(Saying(row, row.known_since, row.known_until))
    return told


def says(row: Licence) -> tuple[object, ...]:
    """Return all a row says, save of which days and as known when."""
    times = {"id", "valid_from", "valid_until", "known_since", "known_until"}
    return tuple(
        getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in times
    )
