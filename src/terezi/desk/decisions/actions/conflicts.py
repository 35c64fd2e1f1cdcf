"""What binds an officer to a party is declared, and ends only by another's word."""

from datetime import date, datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.decisions.models import Conflict
from terezi.desk.decisions.terms import Verb
from terezi.desk.journal import actions as journal
from terezi.desk.people.models import Officer

WORDLESS = "A conflict is with somebody, and for a reason: give both"
OWN_CONFLICT = "Nobody ends his own conflict: another officer does"
ENDS_EARLY = "A conflict ends after it began: give a later day"


@transaction.atomic
def declare_conflict(
    *,
    officer: Officer,
    party: str,
    says: str,
    from_day: date,
    by: Officer,
    at: datetime,
    until_day: date | None = None,
) -> Conflict:
    """Declare what binds an officer to a party, known by its name or registration number.

    :raises Refused: when the party or the reason is missing, or it would end before it begins.
    """
    if not party.strip() or not says.strip():
        raise Refused(WORDLESS)
    if until_day is not None and until_day <= from_day:
        raise Refused(ENDS_EARLY)
    made = Conflict.objects.create(
        officer=officer,
        party=party.strip(),
        says=says,
        from_day=from_day,
        until_day=until_day,
        declared_by=by,
        declared_at=at,
    )
    _write(Verb.DECLARE_CONFLICT, made, by, at)
    return made


@transaction.atomic
def end_conflict(*, conflict: int, on: date, by: Officer, at: datetime) -> Conflict:
    """End a conflict from a day on.

    :raises Refused: when the officer it binds does it himself, or the day is before it began.
    """
    found = Conflict.objects.select_for_update().get(pk=conflict)
    if found.officer_id == by.pk:
        raise Refused(OWN_CONFLICT)
    if on <= found.from_day:
        raise Refused(ENDS_EARLY)
    found.until_day = on
    found.save(update_fields=["until_day"])
    _write(Verb.END_CONFLICT, found, by, at)
    return found


def _write(verb: Verb, conflict: Conflict, by: Officer, at: datetime) -> None:
    values = {
        "conflict": conflict.pk,
        "from_day": conflict.from_day.isoformat(),
        "until_day": conflict.until_day and conflict.until_day.isoformat(),
    }
    subject = conflict.officer.username
    journal.write(act=verb, subject=subject, by=by.username, at=at, values=values, rows=[conflict])
