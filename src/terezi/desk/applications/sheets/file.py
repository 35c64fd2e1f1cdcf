"""One file as one reader sees it: who asks for what, what shows it, what stands against it, who acts next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from terezi.desk.applications import queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.queries.seen import hidden_officer, last_signed, proposal, scope_of
from terezi.desk.applications.sheets import claims, words
from terezi.desk.applications.sheets.asked import Opinion, Request, opinion_line, request_line
from terezi.desk.applications.sheets.checks import CheckLine, check_lines
from terezi.desk.applications.sheets.clocks import ClockLine, clock_line
from terezi.desk.applications.terms import Act, Holder
from terezi.desk.decisions.models import Decision
from terezi.desk.licences.terms import Status
from terezi.desk.licences.words import STATUSES
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may
from terezi.desk.people.terms import AGENCY_OF, Permission, Role
from terezi.desk.people.words import word
from terezi.law.book import day_in

REVIEWED = frozenset({Status.IN_REVIEW, Status.RETURNED})


@dataclass(frozen=True)
class StepLine:
    """One dated step, whose it was and under which number the journal has it."""

    sequence: int
    at: datetime
    says: str
    times: int
    owner: str
    by: str
    ground: str


class FileSheet:
    """One file for one reader at one moment; what he need not know for his work is not in it."""

    def __init__(self, file: Application, *, reader: Officer, at: datetime) -> None:
        self.file, self.reader, self.at = file, reader, at
        self.scope = scope_of(reader)
        self.hidden = hidden_officer(file, reader)

    @cached_property
    def law(self) -> Any:
        return queries.law_of(self.file)

    @cached_property
    def today(self) -> date:
        return day_in(self.file.country, self.at)

    @cached_property
    def asked(self) -> Any:
        return queries.asked(self.file)

    @cached_property
    def class_title(self) -> str:
        return words.class_title(queries.actor_class_of(self.file))

    @property
    def title(self) -> str:
        return self.file.party_name or self.file.applicant.name

    @property
    def status_says(self) -> str:
        return word(STATUSES, self.file.status)

    @property
    def sentence(self) -> str:
        """What it is, how far it has come, who acts next and by when."""
        said = _("{party} asks to be {granted} as {what}. The file is {status}.").format(
            party=words.apart(self.title),
            granted=word(STATUSES, queries.actor_class_of(self.file).granted_status.value),
            what=words.apart(self.class_title),
            status=self.status_says,
        )
        if self.clock.holder == word(words.HOLDERS, Holder.NOBODY):
            return said
        return said + " " + _("Next acts: {who}; {days}.").format(who=self.clock.holder, days=self.clock.says)

    @cached_property
    def clock(self) -> ClockLine:
        return clock_line(self.file, self.at, hidden=bool(self.hidden))

    @property
    def officer(self) -> str:
        return self.file.officer.name if self.file.officer and not self.hidden else ""

    @property
    def drawn(self) -> str:
        return word(words.DRAWN, self.file.drawn) if self.file.drawn else ""

    @property
    def is_mine(self) -> bool:
        return self.file.officer_id == self.reader.pk

    @property
    def is_reviewed(self) -> bool:
        return self.file.status in REVIEWED

    @property
    def may_work(self) -> bool:
        """Whether this reader works on this file now."""
        return self.is_mine and self.is_reviewed and self._may(Permission.APPLICATIONS_WORK)

    @property
    def may_run(self) -> bool:
        return self._may(Permission.APPLICATIONS_WORK) and self.file.status in {*REVIEWED, Status.SUBMITTED}

    @property
    def may_propose(self) -> bool:
        return (
            self.is_mine and self.file.status == Status.IN_REVIEW and self._may(Permission.DECISIONS_PROPOSE)
        )

    @property
    def may_assign(self) -> bool:
        open_to_hand = {Status.SUBMITTED, *REVIEWED}
        return self._may(Permission.APPLICATIONS_ASSIGN) and self.file.status in open_to_hand

    @property
    def may_draw(self) -> bool:
        return self.may_assign and self.file.status == Status.SUBMITTED

    @property
    def may_opine(self) -> bool:
        own = AGENCY_OF.get(Role(self.reader.role), "")
        waits = any(one.row.agency == own and not one.row.position for one in self.opinions)
        return bool(own) and waits and self.is_reviewed and self._may(Permission.OPINIONS_GIVE)

    def _may(self, permission: Permission) -> bool:
        return role_may(self.reader.role, permission)

    @cached_property
    def proposal(self) -> Decision | None:
        return proposal(self.file)

    @cached_property
    def decided(self) -> Decision | None:
        return last_signed(self.file)

    @cached_property
    def checks(self) -> list[CheckLine]:
        return check_lines(self.file, self.scope, hidden=self.hidden)

    @property
    def open_checks(self) -> int:
        return sum(not one.is_settled for one in self.checks)

    @cached_property
    def answers(self) -> list[claims.Answer]:
        return claims.answers(self.file, self.scope)

    @cached_property
    def papers(self) -> list[claims.Paper]:
        return claims.papers(self.file, self.asked, self.scope)

    @cached_property
    def conditions(self) -> list[claims.Condition]:
        if not self.scope.is_whole:
            return []
        return list(claims.conditions(self.file, self.asked, found=self.papers, checks=self.checks))

    def shows(self, part: str) -> bool:
        """Answer whether a part of the form is asked of this class and this reader needs it."""
        return part in self.asked.parts and self.scope.shows("parts", part)

    @cached_property
    def parts(self) -> dict[str, bool]:
        """Which parts this reader is shown."""
        return {part: self.shows(part) for part in self.asked.parts}

    @cached_property
    def sites(self) -> list[Any]:
        return list(self.file.sites.filter(removed_at__isnull=True)) if self.shows("sites") else []

    @cached_property
    def fleet(self) -> claims.Fleet | None:
        return claims.fleet(self.file) if self.shows("equipment") else None

    @cached_property
    def wallets(self) -> list[Any]:
        return list(self.file.wallets.filter(removed_at__isnull=True)) if self.shows("wallets") else []

    @cached_property
    def owners(self) -> list[Any]:
        return list(self.file.owners.filter(removed_at__isnull=True)) if self.shows("owners") else []

    @cached_property
    def clients(self) -> list[Any]:
        return list(self.file.clients.filter(removed_at__isnull=True)) if self.shows("hosting") else []

    @cached_property
    def fees(self) -> list[claims.Fee]:
        return list(claims.fees(self.file, self.law)) if self.scope.is_whole else []

    @cached_property
    def requests(self) -> list[Request]:
        """What was asked of the applicant; agencies ask through the officer and read none of it."""
        if not self.scope.is_whole:
            return []
        found = self.file.requests.select_related("asked_by").order_by("-asked_at", "-pk")
        return [request_line(one, asked=self.asked, hidden=self.hidden, today=self.today) for one in found]

    @cached_property
    def opinions(self) -> list[Opinion]:
        """The opinions of all agencies, or for an officer of an agency its own alone."""
        found = self.file.opinions.select_related("given_by").order_by("agency")
        if not self.scope.is_whole:
            found = found.filter(agency=self.scope.agency)
        return [opinion_line(one, today=self.today, may_work=self.may_work) for one in found]

    @property
    def to_ask(self) -> list[str]:
        """The agencies the law names that were not asked yet."""
        if not self.may_work:
            return []
        return [words.agency(name) for name, _due in queries.agencies_to_ask(self.file, self.at)]

    @cached_property
    def against(self) -> list[str]:
        """What stands against granting, in words; none of it hinders a refusal."""
        told = queries.against_granting(self.file)
        return list(self._against()) or [_(one) for one in told] if told else []

    def _against(self) -> Iterator[str]:
        yield from (_(one.says) for one in queries.missing(self.file, self.law))
        for check in self.checks:
            if not check.is_settled:
                old = _("older than the file: compare again") if check.is_old else ""
                yield f"{check.title}: {check.word}" + (f", {old}" if old else "")
        for opinion in self.opinions:
            if not opinion.row.position:
                yield f"{opinion.agency}: {opinion.word}"
        yield from (f"{agency}: {_('not asked yet')}" for agency in self.to_ask)

    @cached_property
    def steps(self) -> list[StepLine]:
        """The whole history for the authority; an agency has no need of it."""
        return list(self._steps()) if self.scope.is_whole else []

    def _steps(self) -> Iterator[StepLine]:
        """The last first; what one person did several times in a row is one line."""
        told = reversed(queries.history(self.file, person=self.reader))
        for _same, group in groupby(told, key=lambda one: (one.act, one.by, one.ground)):
            steps = list(group)
            one = steps[0]
            kept = one.by == self.hidden or (self.hidden and one.act in OF_THE_PROPOSER)
            yield StepLine(
                sequence=one.sequence,
                at=one.at,
                says=word(words.ACTS, one.act),
                times=len(steps),
                owner=word(words.HOLDERS, one.owner),
                by="" if kept else one.by,
                ground=one.ground,
            )


# By whom a file was given names to whom it was given, where an officer takes it himself
OF_THE_PROPOSER = frozenset({Act.PROPOSE, Act.ASK, Act.TAKE_BACK, Act.SET_CHECK, Act.ASK_OPINION, Act.ASSIGN})


def askable(sheet: FileSheet) -> list[tuple[str, str]]:
    """Return what a request may be about: answers, parts the class asks, documents of the law."""
    parts = [(part, word(words.PARTS, part)) for part in sheet.asked.parts if part not in words.FIELDS]
    documents = [(f"document:{one.id}", _(one.title)) for one in sheet.asked.documents]
    return [*((field, str(label)) for field, label in words.FIELDS.items()), *parts, *documents]
