"""What an appeal decided by two other officers does to a refused file: it is reviewed again, by somebody new."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.applications import queries
from terezi.desk.applications.actions.assigning import assign
from terezi.desk.applications.actions.moving import in_hand, move, tell
from terezi.desk.applications.models import Application, Assignment
from terezi.desk.applications.rules.draw import drawn
from terezi.desk.applications.terms import Act, Drawn
from terezi.desk.decisions import actions as decisions
from terezi.desk.decisions import queries as decided
from terezi.desk.decisions.models import Appeal, Decision
from terezi.desk.decisions.terms import SubjectKind
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.people.models import Officer
from terezi.desk.register.actions import lift_refusal


@transaction.atomic
def sign_appeal(*, number: str, seed: str, by: Officer, at: datetime) -> Application:
    """Sign what is proposed on the appeal against a refusal; upheld, the file is drawn to a new officer.

    :raises Refused: when no appeal is proposed upon, this officer may not sign, or nobody new can be drawn.
    """
    file = in_hand(number)
    proposed = decided.open_on(SubjectKind.APPLICATION, number)
    if proposed is None or proposed.appeal is None:
        raise Refused(f"Nothing is proposed on an appeal about {number}: propose what becomes of it first")
    decision = decisions.sign(number=proposed.number, by=by, at=at, standing=Status(file.status))
    if decision.act == StatusAct.UPHOLD:
        _reopen(file, decision, proposed.appeal, seed=seed, by=by, at=at)
    return file


def _reopen(
    file: Application, decision: Decision, appeal: Appeal, *, seed: str, by: Officer, at: datetime
) -> None:
    move(file, StatusAct.UPHOLD, Status.IN_REVIEW)
    file.decision, file.decided_at, file.changed_at = "", None, at
    free, bound = queries.candidates(file, at=at)
    first = {appeal.against.proposed_by.username, getattr(appeal.against.decided_by, "username", "")}
    new = [one for one in free if one.username not in first]
    chosen = drawn(new, seed=seed, number=file.number)
    officer = Officer.objects.get(username=chosen.username)
    rows: list[Assignment] = assign(file, officer, how=Drawn.RANDOM, reason="", by=by, at=at)
    values = {
        "decision": decision.number,
        "seed": seed,
        "candidates": [asdict(one) for one in new],
        "bound": sorted({*bound, *first} - {""}),
        "drawn": officer.username,
    }
    tell(file, Act.REOPEN, by=by.username, at=at, values=values, rows=rows)
    lift_refusal(number=file.number, ground=f"Appeal upheld: {decision.number}", by=by.username, at=at)
