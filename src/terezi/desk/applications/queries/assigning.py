"""Who may be drawn for a file, and whether a draw in the journal holds when it is made again."""

from datetime import datetime

from django.db.models import Count, Q

from terezi.desk.applications.models import Application
from terezi.desk.applications.queries.files import conflicted_names
from terezi.desk.applications.rules import draw
from terezi.desk.applications.terms import Act, Candidate
from terezi.desk.decisions import queries as decisions
from terezi.desk.journal.models import Entry
from terezi.desk.licences.terms import Status
from terezi.desk.people import queries as people
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may
from terezi.desk.people.terms import Permission, Role
from terezi.law.book import day_in

BUSY = (Status.IN_REVIEW, Status.RETURNED, Status.DECISION_PROPOSED)


def workers() -> list[Officer]:
    """Return the officers who work on files, with `load`, the number each has open."""
    roles = [role for role in Role if role_may(role, Permission.APPLICATIONS_WORK)]
    load = Count("files", filter=Q(files__status__in=BUSY))
    return list(people.officers().filter(role__in=roles).annotate(load=load).order_by("username"))


def candidates(application: Application, *, at: datetime) -> tuple[list[Candidate], list[str]]:
    """Return who may be drawn for a file, and the names of those who are bound to somebody in it."""
    names, day = conflicted_names(application), day_in(application.country, at)
    regions = set(application.sites.filter(removed_at__isnull=True).values_list("region", flat=True))
    free, bound = [], []
    for officer in workers():
        if officer.region and officer.region not in regions:
            continue
        if decisions.conflicted_with(officer, names, day):
            bound.append(officer.username)
        else:
            free.append(Candidate(officer.username, officer.load))  # type: ignore[attr-defined]
    return free, bound


def passed_over(application: Application) -> int:
    """Count the files of the same class that were handed in earlier and that nobody has taken up yet."""
    waiting = Application.objects.filter(
        country=application.country, actor_class=application.actor_class, status=Status.SUBMITTED
    )
    return waiting.filter(submitted_at__lt=application.submitted_at).exclude(pk=application.pk).count()


def draw_holds(entry: Entry) -> bool:
    """Make a draw again from what the journal says of it, and answer whether it draws the same officer."""
    if entry.act not in {Act.DRAW, Act.REOPEN}:
        raise ValueError(f"Entry {entry.sequence} tells of no draw")
    told = [Candidate(one["username"], one["load"]) for one in entry.values["candidates"]]
    again = draw.drawn(told, seed=entry.values["seed"], number=entry.subject)
    return bool(again.username == entry.values["drawn"])
