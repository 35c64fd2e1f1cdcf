"""A file as its applicant reads it: the mirror of the desk's list, with owner and date of each step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.desk.applications import queries
from terezi.desk.applications.models import Application, OpinionAsked, RequestToApplicant
from terezi.desk.applications.sheets import portal_words as words
from terezi.desk.applications.sheets.portal_class import title_of
from terezi.desk.applications.sheets.portal_form import section_of
from terezi.desk.applications.terms import EDITABLE, OPEN, CheckState, Clock, Holder
from terezi.desk.decisions import queries as decisions
from terezi.desk.decisions.models import Appeal, Decision
from terezi.desk.decisions.sheets import letter_sentence
from terezi.desk.decisions.words import day as said_day
from terezi.desk.findings.words import translated
from terezi.desk.licences.terms import Status
from terezi.desk.people.models import Officer
from terezi.desk.people.words import word
from terezi.law.book import day_in

LOOKS = {
    CheckState.NOT_STARTED: ("nodata", "○", gettext_lazy("not started")),
    CheckState.LOOKING: ("watch", "◐", gettext_lazy("being looked at")),
    CheckState.WAITING: ("watch", "▲", gettext_lazy("waiting")),
    CheckState.DONE: ("agrees", "✓", gettext_lazy("done")),
    CheckState.CANNOT: ("absent", "—", gettext_lazy("not possible")),
}
TAKES_BACK = frozenset({Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED})


@dataclass(frozen=True)
class Stage:
    """One step of the file: how far it is, whose it is, when it was or is due."""

    title: str
    state: CheckState
    owner: str
    on: datetime | None = None
    due: date | None = None
    says: str = ""

    @property
    def look(self) -> tuple[str, str, str]:
        meaning, glyph, word = LOOKS[self.state]
        return meaning, glyph, str(word)


@dataclass(frozen=True)
class Asked:
    """A request to the applicant."""

    request: RequestToApplicant
    about: str
    section: str
    days_left: int

    @property
    def is_open(self) -> bool:
        return self.request.answered_at is None and self.request.taken_back_at is None

    @property
    def says_when(self) -> str:
        return words.days_left(self.days_left, "calendar")


@dataclass(frozen=True)
class Past:
    """One dated act and whose it was."""

    at: datetime
    says: str
    owner: str
    ground: str


@dataclass(frozen=True)
class Decided:
    """A signed decision about the applicant, with what he may do about it."""

    decision: Decision
    says: str
    on: date
    may_appeal: bool
    last_day: date | None
    appeal: Appeal | None


@dataclass(frozen=True)
class FileSheet:
    """The whole file."""

    file: Application
    title: str
    status: str
    sentence: str
    clock: Clock
    requests: tuple[Asked, ...]
    answered: tuple[Asked, ...]
    stages: tuple[Stage, ...]
    past: tuple[Past, ...]
    decided: tuple[Decided, ...]

    @property
    def is_draft(self) -> bool:
        return self.file.status == Status.DRAFT

    @property
    def may_change(self) -> bool:
        return self.file.status in EDITABLE

    @property
    def may_take_back(self) -> bool:
        return self.file.status in TAKES_BACK


def file_sheet(file: Application, *, reader: Officer, at: datetime) -> FileSheet:
    """Return a file as its applicant reads it at a moment."""
    clock = queries.clock(file, at)
    asked = [_asked(file, one, at) for one in file.requests.all()]
    return FileSheet(
        file=file,
        title=title_of(queries.actor_class_of(file)),
        status=word(words.STATUSES, file.status),
        sentence=sentence(file, clock),
        clock=clock,
        requests=tuple(one for one in asked if one.is_open),
        answered=tuple(one for one in asked if not one.is_open),
        stages=tuple(_stages(file, clock)),
        past=tuple(_past(file, reader)),
        decided=tuple(decided(file)),
    )


def sentence(file: Application, clock: Clock) -> str:
    """Say in one sentence where the file is, who holds the ball and for how long."""
    told = [_opening(file)]
    if file.status not in OPEN:
        return told[0]
    if clock.holder is not Holder.APPLICANT:
        told.append(_("The next step is with {who}.").format(who=word(words.HOLDERS, clock.holder)))
    if clock.days_left is not None and clock.due_on and not clock.stopped:
        left = words.days_left(clock.days_left, clock.kind)
        told.append(_("A decision is due by {day}: {left}.").format(day=said_day(clock.due_on), left=left))
    if clock.stopped and file.status == Status.RETURNED:
        told.append(_("Our clock stands still until you answer."))
    return " ".join(told)


def _opening(file: Application) -> str:
    says = {
        Status.DRAFT: _("Your application is not handed in yet: nobody but you sees it."),
        Status.SUBMITTED: _("Your application is handed in."),
        Status.IN_REVIEW: _("Your application is in review."),
        Status.RETURNED: _("We asked you something: the next step is yours."),
        Status.DECISION_PROPOSED: _("A decision on your application is being signed."),
        Status.REGISTERED: _("You are registered under {number}: you may operate within the limits shown."),
        Status.LICENSED: _("You are licensed under {number}: you may operate within the limits shown."),
        Status.LIMITED: _("You are licensed under {number}: you may operate, with conditions."),
        Status.REFUSED: _("Your application was refused: you may not operate, and you may appeal."),
        Status.WITHDRAWN: _("You took this application back. It stays on the record."),
    }
    said = says.get(Status(file.status), word(words.STATUSES, file.status))
    return said.format(number=words.apart(file.licence_number))


def _asked(file: Application, one: RequestToApplicant, at: datetime) -> Asked:
    papers = {paper.id: paper.title for paper in queries.asked(file).documents}
    left = (one.due_on - day_in(file.country, at)).days
    return Asked(one, words.asked_field(one.field, papers), section_of(one.field), left)


def _stages(file: Application, clock: Clock) -> Iterator[Stage]:
    you, desk = word(words.OWNERS, Holder.APPLICANT), word(words.OWNERS, Holder.AUTHORITY)
    yield Stage(_("Hand in the application"), _state(file.submitted_at), you, file.submitted_at)
    yield Stage(_("An officer is drawn by lot"), _state(file.drawn_at), desk, file.drawn_at)
    yield _checks(file)
    for one in file.opinions.all() or ():
        yield _opinion(file, one)
    if not file.opinions.exists():
        for agency in queries.asked(file).agencies:
            yield Stage(_opinion_of(file, agency), CheckState.NOT_STARTED, _agency(file, agency))
    yield Stage(
        _("Two officers decide"),
        _decision_state(file),
        word(words.OWNERS, Holder.REVIEWER if file.status == Status.DECISION_PROPOSED else Holder.OFFICER),
        file.decided_at if file.status != Status.WITHDRAWN else None,
        clock.due_on,
    )


def _state(done: datetime | None) -> CheckState:
    return CheckState.DONE if done else CheckState.NOT_STARTED


def _checks(file: Application) -> Stage:
    """The checks together: which of them lasts long could warn somebody who is looked for."""
    every = queries.checklist(file)
    done = [one for one in every if one.state in {CheckState.DONE, CheckState.CANNOT}]
    state = (
        CheckState.LOOKING
        if any(one.state != CheckState.NOT_STARTED for one in every)
        else CheckState.NOT_STARTED
    )
    state = CheckState.DONE if len(done) == len(every) else state
    last = max((one.at for one in done), default=None) if state is CheckState.DONE else None
    return Stage(
        _("We compare what you told with other records"),
        state,
        word(words.OWNERS, Holder.OFFICER),
        last,
    )


def _opinion(file: Application, one: OpinionAsked) -> Stage:
    state = CheckState.DONE if one.position else CheckState.WAITING
    says = (
        _("Silence never counts as a yes; the head of the agency was told.")
        if one.escalated_at and not one.position
        else ""
    )
    return Stage(
        _opinion_of(file, one.agency), state, _agency(file, one.agency), one.given_at, one.due_on, says
    )


def _opinion_of(file: Application, agency: str) -> str:
    return _("Opinion: {agency}").format(agency=_agency(file, agency))


def _agency(file: Application, agency: str) -> str:
    return translated(queries.law_of(file).licensing.title_of(agency))


def _decision_state(file: Application) -> CheckState:
    if file.status == Status.DECISION_PROPOSED:
        return CheckState.LOOKING
    return (
        CheckState.NOT_STARTED if file.status in OPEN or file.status == Status.WITHDRAWN else CheckState.DONE
    )


def _past(file: Application, reader: Officer) -> Iterator[Past]:
    for one in queries.history(file, person=reader):
        yield Past(one.at, word(words.ACTS, one.act), word(words.OWNERS, one.owner), one.ground)


def decided(file: Application) -> Iterator[Decided]:
    """Yield the signed decisions about the file and the licence it led to, newest first."""
    subjects = [subject for subject in (file.licence_number, file.number) if subject]
    found = [one for subject in subjects for one in decisions.signed_on(subject)]
    for one in sorted(found, key=lambda each: (each.decided_at, each.number), reverse=True):
        rights = decisions.appeal_rights(one)
        last = one.appeals.order_by("-at").first()
        open_appeal = last if last and last.closed_at is None else None
        may = not rights.no_appeal and open_appeal is None
        yield Decided(one, letter_sentence(one), one.decided_on or one.law_day, may, rights.last_day, last)
