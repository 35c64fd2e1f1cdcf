"""Running the checks of a file, and an officer's own word on one."""

from datetime import datetime
from typing import Any

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.applications import queries
from terezi.desk.applications.actions.moving import in_hand, tell
from terezi.desk.applications.models import Application, CheckResult
from terezi.desk.applications.rules.moves import refuse_unless_officer
from terezi.desk.applications.terms import Act, CheckState
from terezi.desk.licences.terms import Status
from terezi.desk.people.models import Officer
from terezi.desk.screening.terms import Compared, Outcome

OPEN_FOR_CHECKS = (Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED)
STATE_OF = {
    Outcome.CLEAR: CheckState.DONE,
    Outcome.MATCH: CheckState.DONE,
    Outcome.POSSIBLE: CheckState.WAITING,
    Outcome.CANNOT: CheckState.CANNOT,
}
A_LOOK = "an officer's look"
CONTENT = ("state", "outcome", "says", "compared", "list_versions", "evidence")


@transaction.atomic
def run_checks(*, number: str, by: Officer, at: datetime) -> list[CheckResult]:
    """Compare what the law wants compared and return what changed. Run again on the same file, nothing does.

    What an officer has said by hand since the file was last changed stays said.

    :raises Refused: when the file is not under review.
    """
    file = _open(number)
    standing = {one.check_id: one for one in file.checks.filter(superseded_at__isnull=True)}
    rows: list[CheckResult] = []
    fresh = []
    for check in queries.automatic_checks(file):
        old = standing.get(check)
        if old is not None and old.by_hand and old.at >= file.changed_at:
            continue
        new = _result(file, check, queries.compare(check, file), by=by, at=at)
        if old is None or old.at < file.changed_at or _content(old) != _content(new):
            rows += _supersede(old, new, at)
            fresh.append(new)
    if fresh:
        values = {one.check_id: f"{one.state} {one.outcome}" for one in fresh}
        tell(file, Act.RUN_CHECKS, by=by.username, at=at, values={"checks": values}, rows=rows)
    return fresh


@transaction.atomic
def set_check(
    *,
    number: str,
    check: str,
    state: CheckState,
    reason: str,
    by: Officer,
    at: datetime,
    outcome: Outcome = Outcome.CLEAR,
    waiting_on: str = "",
) -> CheckResult:
    """Say by hand how far a check has come, with the reason; `outcome` counts when it is done.

    :raises Refused: without a reason, for a check the class does not have, or by another officer.
    """
    file = _open(number)
    refuse_unless_officer(file.officer_id, by=by.pk)
    if check not in (needed := queries.asked(file).needed_checks):
        raise Refused(f"This class has no check {check}: choose one of {', '.join(needed)}")
    if not reason.strip():
        raise Refused("Say why: a check set by hand carries the officer's reason")
    if state is CheckState.WAITING and not waiting_on.strip():
        raise Refused("Say on whom the check waits")
    old = file.checks.filter(superseded_at__isnull=True, check_id=check).first()
    new = CheckResult(
        application=file,
        check_id=check,
        state=state,
        waiting_on=waiting_on if state is CheckState.WAITING else "",
        outcome=outcome if state is CheckState.DONE else "",
        says=reason,
        compared=old.compared if old else "",
        list_versions=old.list_versions if old else [],
        evidence=old.evidence if old else [],
        by_hand=True,
        by=by.username,
        at=at,
    )
    rows = _supersede(old, new, at)
    values = {"check": check, "state": state.value, "outcome": new.outcome}
    tell(file, Act.SET_CHECK, by=by.username, at=at, ground=reason, values=values, rows=rows)
    return new


def _open(number: str) -> Application:
    file = in_hand(number)
    if file.status not in OPEN_FOR_CHECKS:
        raise Refused(f"The file is {file.status}: checks are made while it is reviewed")
    return file


def _result(file: Application, check: str, found: Compared, *, by: Officer, at: datetime) -> CheckResult:
    state = STATE_OF[Outcome(found.outcome)]
    return CheckResult(
        application=file,
        check_id=check,
        state=state,
        waiting_on=A_LOOK if state is CheckState.WAITING else "",
        outcome=found.outcome,
        says=found.says,
        sentence=found.sentence,
        values=_kept(found.values),
        compared=found.compared,
        list_versions=list(found.list_versions),
        evidence=_kept(found.evidence),
        by_hand=False,
        by=by.username,
        at=at,
    )


def _kept(value: Any) -> Any:
    """What JSON keeps of a value, and the journal can seal: no floats."""
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): _kept(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_kept(part) for part in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _content(result: CheckResult) -> tuple[Any, ...]:
    return tuple(getattr(result, name) for name in CONTENT)


def _supersede(old: CheckResult | None, new: CheckResult, at: datetime) -> list[CheckResult]:
    rows = []
    if old is not None:
        old.superseded_at = at
        old.save(update_fields=["superseded_at"])
        rows.append(old)
    new.save()
    return [*rows, new]
