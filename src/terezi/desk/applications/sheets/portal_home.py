"""The first page of an applicant: what is next, what is his, and what others see of him."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terezi.desk.applications import queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.sheets import portal_words as words
from terezi.desk.applications.sheets.portal_class import title_of
from terezi.desk.applications.sheets.portal_file import Decided, decided, sentence
from terezi.desk.applications.terms import Clock
from terezi.desk.decisions.words import day as said_day
from terezi.desk.licences.terms import Status
from terezi.desk.people.models import Officer
from terezi.desk.people.words import word
from terezi.desk.register import queries as public
from terezi.desk.register.words import of_record
from terezi.law.book import day_in, law_at


@dataclass(frozen=True)
class Duty:
    """One thing the applicant is to do, or may do until a day."""

    says: str
    why: str
    number: str
    place: str
    due: date | None
    days_left: int | None

    @property
    def says_when(self) -> str:
        return "" if self.days_left is None else words.days_left(self.days_left, "calendar")

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True)
class Line:
    """One file in the list."""

    file: Application
    title: str
    status: str
    says: str
    clock: Clock


@dataclass(frozen=True)
class Shown:
    """What anybody reads of one licence."""

    number: str
    sentence: str
    file: str
    has_certificate: bool


@dataclass(frozen=True)
class Home:
    """The page."""

    duties: tuple[Duty, ...]
    lines: tuple[Line, ...]
    shown: tuple[Shown, ...]


def home_sheet(person: Officer, at: datetime) -> Home:
    """Return the first page of an applicant at a moment."""
    files = list(queries.visible_to(person).select_related("applicant", "officer"))
    duties = [duty for file in files for duty in _duties(file, at)]
    duties.sort(key=lambda one: (one.due is None, one.due or date.max, one.number))
    return Home(tuple(duties), tuple(_line(file, at) for file in files), tuple(_shown(files, at)))


def sentence_of(home: Home) -> str:
    """Say in one sentence what is next."""
    if not home.lines:
        return _("You have applied for nothing yet. Begin below: we tell you first what it needs and costs.")
    if not home.duties:
        return _("Nothing is asked of you now.")
    first = home.duties[0]
    count = ngettext("{n} thing is next for you", "{n} things are next for you", len(home.duties))
    told = count.format(n=len(home.duties))
    if first.due is None:
        return f"{told}."
    return _("{count}; the first is due by {day}.").format(count=told, day=said_day(first.due))


def _line(file: Application, at: datetime) -> Line:
    clock = queries.clock(file, at)
    title = title_of(queries.actor_class_of(file))
    return Line(file, title, word(words.STATUSES, file.status), sentence(file, clock), clock)


def _duties(file: Application, at: datetime) -> Iterator[Duty]:
    today = day_in(file.country, at)
    if file.status == Status.DRAFT:
        yield _finish(file, at)
    if file.status == Status.RETURNED:
        yield from _requests(file, today)
    for one in decided(file):
        if file.status == Status.REFUSED and one.may_appeal:
            yield _appeal(file, one, today)


def _finish(file: Application, at: datetime) -> Duty:
    law = law_at(file.country, at)
    lacking = len(queries.missing(file, law))
    says = _("Finish and hand in your application") if lacking else _("Hand in your application")
    why = ngettext("{n} thing is still missing", "{n} things are still missing", lacking).format(n=lacking)
    place = "portal_form" if lacking else "portal_review"
    return Duty(says, why if lacking else _("Nothing is missing."), file.number, place, None, None)


def _requests(file: Application, today: date) -> Iterator[Duty]:
    papers = {paper.id: paper.title for paper in queries.asked(file).documents}
    for one in file.requests.filter(answered_at__isnull=True, taken_back_at__isnull=True):
        says = _("Answer us about: {what}").format(what=words.asked_field(one.field, papers))
        yield Duty(says, one.reason, file.number, "portal_file", one.due_on, (one.due_on - today).days)


def _appeal(file: Application, one: Decided, today: date) -> Duty:
    left = None if one.last_day is None else (one.last_day - today).days
    says = _("You may appeal against the refusal")
    return Duty(says, one.says, file.number, "portal_file", one.last_day, left)


def _shown(files: list[Application], at: datetime) -> Iterator[Shown]:
    by_number = {file.licence_number: file.number for file in files if file.licence_number}
    for record in public.records(at, list(by_number)):
        standing = public.certificate_of(record.number)
        yield Shown(record.number, of_record(record), by_number[record.number], standing is not None)
