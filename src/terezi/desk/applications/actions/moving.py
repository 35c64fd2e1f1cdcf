"""Taking a file in hand, moving it along the one list of transitions, and telling the journal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from terezi.base.errors import Refused
from terezi.desk.applications.models import Application
from terezi.desk.applications.rules.moves import refuse_unless_editable, refuse_unless_open
from terezi.desk.applications.terms import Act
from terezi.desk.journal import actions as journal
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.people.models import Officer


def in_hand(number: str) -> Application:
    """Lock a file for the rest of the transaction.

    :raises Refused: when there is none of this number.
    """
    found = Application.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise Refused(f"There is no application {number}: check the number")
    return found


def own(number: str, *, by: Officer) -> Application:
    """Lock a file of the applicant; another's is as if it were not there.

    :raises Refused: when it is not his.
    """
    found = in_hand(number)
    if found.applicant_id != by.pk:
        raise Refused(f"There is no application {number} of yours: check the number")
    return found


def to_edit(number: str, *, by: Officer, at: datetime) -> Application:
    """Lock a file that its applicant may change now, and note that he does.

    :raises Refused: when it is not his or somebody else holds the ball.
    """
    found = own(number, by=by)
    refuse_unless_editable(Status(found.status))
    found.changed_at = at
    found.save(update_fields=["changed_at"])
    return found


def tell(
    file: Application,
    act: Act,
    *,
    by: str,
    at: datetime,
    ground: str = "",
    values: Mapping[str, Any] | None = None,
    rows: Sequence[Model] = (),
) -> None:
    """Write one act on a file into the journal; the file itself is always among its rows."""
    told = {"status": file.status, **(values or {})}
    journal.write(act=act, subject=file.number, by=by, at=at, ground=ground, values=told, rows=(file, *rows))


def move(file: Application, act: StatusAct, after: Status) -> None:
    """Let the file take another status; the caller saves and tells.

    :raises Refused: when no transition of this act leads there.
    """
    refuse_unless_open(act, before=Status(file.status), after=after)
    file.status = after
