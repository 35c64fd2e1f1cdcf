"""The clock of a file in words: how many days are left, by when, and who holds the ball."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.desk.applications.models import Application
from terezi.desk.applications.queries.clock import clock
from terezi.desk.applications.sheets import words
from terezi.desk.applications.terms import Basis, Clock, Holder
from terezi.desk.people.words import word

SOON = 2
"""From so many days on a file is told to be nearly due."""


@dataclass(frozen=True)
class ClockLine:
    """A clock as a page shows it; `meaning` is one of the four of every screen."""

    meaning: str
    says: str
    holder: str
    due_on: date | None
    rests_on: str
    basis: str
    is_overdue: bool
    is_stopped: bool

    @property
    def glyph(self) -> str:
        return {"agrees": "✓", "watch": "▲", "disagrees": "◆"}.get(self.meaning, "○")


def clock_line(file: Application, at: datetime, *, hidden: bool = False) -> ClockLine:
    """Return the clock of a file; `hidden` keeps back who holds it."""
    told = clock(file, at)
    return ClockLine(
        meaning=_meaning(told),
        says=_says(told),
        holder=_holder(told, hidden=hidden),
        due_on=told.due_on,
        rests_on=told.says,
        basis=word(words.BASES, told.basis),
        is_overdue=told.is_overdue,
        is_stopped=told.stopped,
    )


def _meaning(told: Clock) -> str:
    if told.days_left is None or told.stopped:
        return "nodata"
    if told.days_left < 0:
        return "disagrees"
    return "watch" if told.days_left <= SOON else "agrees"


def _says(told: Clock) -> str:
    if told.holder is Holder.NOBODY:
        return _("no clock runs")
    if told.days_left is None:
        return _("no day is known") if told.basis is Basis.UNKNOWN else _("no clock runs yet")
    days = _days(abs(told.days_left), told.kind, over=told.days_left < 0)
    return _("stands still, {days}").format(days=days) if told.stopped else days


def _days(count: int, kind: str, *, over: bool) -> str:
    if kind == "working":
        said = (
            ngettext("{n} working day over", "{n} working days over", count)
            if over
            else ngettext("{n} working day left", "{n} working days left", count)
        )
    else:
        said = (
            ngettext("{n} day over", "{n} days over", count)
            if over
            else ngettext("{n} day left", "{n} days left", count)
        )
    return said.format(n=count)


def _holder(told: Clock, *, hidden: bool) -> str:
    plain = word(words.HOLDERS, told.holder)
    if told.holder is Holder.AGENCIES:
        return ", ".join(words.agency(name) for name in told.who.split(", "))
    if hidden or not told.who or told.holder is Holder.NOBODY:
        return plain
    return words.apart(told.who)
