"""Which act moves a file from which status to which: the one list of transitions, asked for files."""

from terezi.base.errors import Refused
from terezi.desk.applications.terms import EDITABLE
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act, open_from, transition


def refuse_unless_open(act: Act, *, before: Status, after: Status) -> None:
    """Pass when the list of transitions knows this one.

    :raises Refused: naming what may be done instead.
    """
    if transition(act, before, after) is None:
        acts = ", ".join(sorted({one.act.value for one in open_from(before)})) or "nothing"
        raise Refused(f"The file is {before.value}, so {act.value} is not open. Open now: {acts}")


def refuse_unless_editable(status: Status) -> None:
    """Pass while the applicant holds the ball.

    :raises Refused: when somebody else does.
    """
    if status not in EDITABLE:
        raise Refused(
            f"The file is {status.value} and cannot be changed now: wait until you are asked, or take it back"
        )


def refuse_unless_officer(officer: int | None, *, by: int) -> None:
    """Pass for the officer the file was given to.

    :raises Refused: for everybody else.
    """
    if officer != by:
        raise Refused("This file was given to another officer: only he works on it, or have it handed over")
