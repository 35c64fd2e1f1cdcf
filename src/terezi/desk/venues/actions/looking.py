"""Writing down what an officer makes of an alert."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from terezi.base.errors import Refused
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may, sees_region
from terezi.desk.people.terms import Permission
from terezi.desk.venues.models import AlertLook, VenueQuestion
from terezi.desk.venues.terms import (
    ASK_IN_WORDS,
    CLOSED,
    NO_REASON,
    NOT_YOURS,
    Act,
    AlertState,
    AlertTold,
)

OF_NO_REGION = ""


@transaction.atomic
def look_at_alert(
    *, alert: AlertTold, state: AlertState, reason: str, by: Officer, at: datetime
) -> AlertLook:
    """Say how far one has come with an alert: nobody is accused, and each word stands under a name.

    Closing it ends what the exchange was asked about it and has not answered.

    :raises Refused: without a reason, by an officer who does not supervise markets of the whole country, or when the
        exchange is to be asked, which `ask_about_alert` does.
    """
    if state is AlertState.ASKED:
        raise Refused(ASK_IN_WORDS)
    look = note(alert=alert, state=state, reason=reason, by=by, at=at)
    ended = _end_questions(look) if state in CLOSED else []
    values = {"alert": alert.alert_id, "kind": alert.kind, "state": state.value, "reason": look.reason}
    journal.write(
        act=Act.LOOK_AT_ALERT,
        subject=alert.venue_id,
        by=by.username,
        at=at,
        values=values,
        rows=[look, *ended],
    )
    return look


def note(*, alert: AlertTold, state: AlertState, reason: str, by: Officer, at: datetime) -> AlertLook:
    """Keep a look, not yet journalled.

    :raises Refused: as `look_at_alert`.
    """
    refuse_unless_supervisor(by)
    if not reason.strip():
        raise Refused(NO_REASON)
    return AlertLook.objects.create(**vars(alert), state=state, reason=reason.strip(), by=by, at=at)


def refuse_unless_supervisor(by: Officer) -> None:
    """Refuse who does not supervise markets of the whole country.

    :raises Refused: naming who does.
    """
    if not role_may(by.role, Permission.VENUES_WORK) or not sees_region(by, OF_NO_REGION):
        raise Refused(NOT_YOURS)


def _end_questions(look: AlertLook) -> list[Model]:
    waiting = VenueQuestion.objects.select_for_update().filter(
        look__venue_id=look.venue_id,
        look__alert_id=look.alert_id,
        answered_at__isnull=True,
        ended_at__isnull=True,
    )
    ended = list(waiting)
    for question in ended:
        question.ended_at = look.at
        question.save(update_fields=["ended_at"])
    return [*ended]
