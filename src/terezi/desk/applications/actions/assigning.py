"""Giving a file to an officer: by draw, or by hand with a reason that is counted."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.applications import queries
from terezi.desk.applications.actions.moving import in_hand, move, tell
from terezi.desk.applications.models import Application, Assignment
from terezi.desk.applications.rules import draw as rule
from terezi.desk.applications.terms import Act, Drawn
from terezi.desk.decisions import queries as decisions
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may
from terezi.desk.people.terms import Permission
from terezi.law.book import day_in

HAND_OVER = (Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED)


@transaction.atomic
def draw(*, number: str, seed: str, by: Officer, at: datetime) -> Application:
    """Draw the officer of a file that was handed in; the journal keeps all that it takes to draw again.

    :raises Refused: when the file was taken up already, the seed is empty, or nobody can be drawn.
    """
    file = in_hand(number)
    if not seed:
        raise Refused("A draw needs a seed: leave it to the page, which takes it from the machine's chance")
    free, bound = queries.candidates(file, at=at)
    move(file, StatusAct.TAKE_UP, Status.IN_REVIEW)
    chosen = rule.drawn(free, seed=seed, number=number)
    officer = Officer.objects.get(username=chosen.username)
    rows = assign(file, officer, how=Drawn.RANDOM, reason="", by=by, at=at)
    values = {
        "seed": seed,
        "candidates": [asdict(one) for one in free],
        "bound": bound,
        "drawn": officer.username,
    }
    tell(file, Act.DRAW, by=by.username, at=at, values=values, rows=rows)
    return file


@transaction.atomic
def assign_by_hand(*, number: str, officer: Officer, reason: str, by: Officer, at: datetime) -> Application:
    """Hand a file to an officer past the draw. It is counted, and the integrity report shows the reason.

    :raises Refused: without a reason, to somebody who does not work on files or is bound to somebody in it.
    """
    file = in_hand(number)
    if not reason.strip():
        raise Refused("Say why this file is not drawn: the reason is counted and reported")
    _refuse_officer(file, officer, at)
    if file.status not in HAND_OVER:
        raise Refused(f"The file is {file.status}: it can be handed over until a decision is proposed")
    if file.status == Status.SUBMITTED:
        move(file, StatusAct.TAKE_UP, Status.IN_REVIEW)
    rows = assign(file, officer, how=Drawn.BY_HAND, reason=reason, by=by, at=at)
    values = {"officer": officer.username, "passed_over": rows[-1].passed_over}
    tell(file, Act.ASSIGN, by=by.username, at=at, ground=reason, values=values, rows=rows)
    return file


def _refuse_officer(file: Application, officer: Officer, at: datetime) -> None:
    if not officer.is_active or not role_may(officer.role, Permission.APPLICATIONS_WORK):
        raise Refused(f"{officer.username} does not work on files: choose a licensing officer")
    day = day_in(file.country, at)
    if bound := decisions.conflicted_with(officer, queries.conflicted_names(file), day):
        raise Refused(f"{officer.username} is bound to {bound}: choose another officer")
    if file.officer_id == officer.pk:
        raise Refused(f"{officer.username} has the file already")


def assign(
    file: Application, officer: Officer, *, how: Drawn, reason: str, by: Officer, at: datetime
) -> list[Assignment]:
    """Let the file be with this officer from now on, and return the rows that say so."""
    ended = list(file.assignments.filter(ended_at__isnull=True))
    for one in ended:
        one.ended_at = at
        one.save(update_fields=["ended_at"])
    begun = Assignment.objects.create(
        application=file,
        officer=officer,
        how=how,
        reason=reason,
        by=by.username,
        at=at,
        passed_over=0 if ended else queries.passed_over(file),
    )
    file.officer, file.drawn, file.drawn_at = officer, how, at
    file.save()
    return [*ended, begun]
