"""The time a file has left, who holds the ball, and the workqueues that follow from both."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from terezi.desk.applications.models import Application, OpinionAsked
from terezi.desk.applications.queries import dues
from terezi.desk.applications.queries.files import law_of, visible_to
from terezi.desk.applications.terms import Clock, Holder, Queue
from terezi.desk.decisions import queries as decisions
from terezi.desk.licences.terms import Status
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may
from terezi.desk.people.terms import AGENCY_OF, Permission, Role
from terezi.law.book import day_in

HOLDERS = {
    Status.DRAFT: Holder.APPLICANT,
    Status.SUBMITTED: Holder.AUTHORITY,
    Status.IN_REVIEW: Holder.OFFICER,
    Status.RETURNED: Holder.APPLICANT,
    Status.DECISION_PROPOSED: Holder.REVIEWER,
}
NOT_RUNNING = "No clock runs before the file is handed in or after it is decided"
SILENT = OpinionAsked.objects.filter(application=OuterRef("pk"), position="")


def clock(application: Application, at: datetime) -> Clock:
    """Return how many days the file has left and who holds the ball; it stands still while the applicant does."""
    holder, who = _holder(application)
    today = day_in(application.country, at)
    running = dues.decision_clock(application)
    if application.submitted_at is None or holder is Holder.NOBODY:
        return Clock(holder, who, None, None, "", True, running.basis, NOT_RUNNING)
    law, started = law_of(application), day_in(application.country, application.submitted_at)
    due = dues.due(law, running, start=started, stops=list(stops(application, today)))
    stopped = application.status == Status.RETURNED
    if due.on is None or running.clock is None:
        return Clock(holder, who, None, None, "", stopped, due.basis, due.says)
    left = dues.left(law, running.clock, today=today, on=due.on)
    return Clock(holder, who, due.on, left, running.clock.kind, stopped, due.basis, due.says)


def stops(application: Application, today: date) -> Iterator[tuple[date, date]]:
    """Return the spans in which the applicant held the ball, joined where requests overlap."""
    spans = sorted(_spans(application, today))
    joined: list[tuple[date, date]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return iter(joined)


def _spans(application: Application, today: date) -> Iterator[tuple[date, date]]:
    """When each request began and ended, as far as `today` knows."""
    for one in application.requests.all():
        asked, ended = day_in(application.country, one.asked_at), one.answered_at or one.taken_back_at
        if asked <= today:
            yield asked, min(today, day_in(application.country, ended) if ended else today)


def _holder(application: Application) -> tuple[Holder, str]:
    """Who acts next, and his name; the reviewer has none before he signs, so that nobody is leant on."""
    holder = HOLDERS.get(Status(application.status), Holder.NOBODY)
    if holder is Holder.APPLICANT:
        return holder, application.party_name or application.applicant.name
    if holder is Holder.OFFICER:
        silent = sorted(one.agency for one in application.opinions.all() if not one.position)
        if silent:
            return Holder.AGENCIES, ", ".join(silent)
        return holder, application.officer.name if application.officer else ""
    return holder, ""


def queues(officer: Officer, at: datetime) -> dict[Queue, list[Application]]:
    """Return the workqueues of an officer, each with its oldest file first."""
    seen = visible_to(officer).order_by("submitted_at", "number").select_related("officer", "applicant")
    mine = seen.filter(officer=officer)
    open_files = seen.filter(status__in=[Status.SUBMITTED, Status.IN_REVIEW, Status.DECISION_PROPOSED])
    return {
        Queue.MINE: list(mine.filter(status__in=[Status.IN_REVIEW, Status.RETURNED])),
        Queue.READY: list(mine.filter(~Exists(SILENT), status=Status.IN_REVIEW)),
        Queue.WAITING: list(_waiting(seen, officer)),
        Queue.TO_SIGN: _to_sign(seen, officer, at),
        Queue.OVERDUE: [one for one in open_files if clock(one, at).is_overdue],
        Queue.TO_DRAW: list(seen.filter(status=Status.SUBMITTED)),
    }


def _waiting(seen: QuerySet[Application], officer: Officer) -> QuerySet[Application]:
    """What waits for agencies: for an officer of an agency, what waits for his own."""
    silent, agency = SILENT, AGENCY_OF.get(Role(officer.role))
    if agency:
        silent = silent.filter(agency=agency)
    return seen.filter(Exists(silent), status__in=[Status.IN_REVIEW, Status.RETURNED])


def _to_sign(seen: QuerySet[Application], officer: Officer, at: datetime) -> list[Application]:
    """What this officer may sign: proposed by another, and nobody in it bound to him."""
    if not role_may(officer.role, Permission.DECISIONS_SIGN):
        return []
    proposed = seen.filter(status=Status.DECISION_PROPOSED)
    days = {one.country: day_in(one.country, at) for one in proposed}
    signable = {one.number for day in set(days.values()) for one in decisions.to_sign(officer, day)}
    return [one for one in proposed if one.decision in signable]
