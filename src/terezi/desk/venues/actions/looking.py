"""Writing down what an officer makes of an alert."""

from datetime import datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may, sees_region
from terezi.desk.people.terms import Permission
from terezi.desk.venues.models import AlertLook
from terezi.desk.venues.terms import Act, AlertState, AlertTold

OF_NO_REGION = ""


@transaction.atomic
def look_at_alert(
    *, alert: AlertTold, state: AlertState, reason: str, by: Officer, at: datetime
) -> AlertLook:
    """Say how far one has come with an alert: nobody is accused, and each word stands under a name.

    :raises Refused: without a reason, or by an officer who does not supervise markets of the whole country.
    """
    if not role_may(by.role, Permission.VENUES_WORK) or not sees_region(by, OF_NO_REGION):
        raise Refused(
            "Alerts of exchanges are closed by supervisors of markets who work for the whole country"
        )
    if not reason.strip():
        raise Refused("Write down why: the next officer reads it, and so may a court")
    look = AlertLook.objects.create(**vars(alert), state=state, reason=reason.strip(), by=by, at=at)
    values = {"alert": alert.alert_id, "kind": alert.kind, "state": state.value, "reason": look.reason}
    journal.write(
        act=Act.LOOK_AT_ALERT, subject=alert.venue_id, by=by.username, at=at, values=values, rows=[look]
    )
    return look
