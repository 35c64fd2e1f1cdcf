"""From an empty form to a submitted file, or back out of it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.applications import queries
from terezi.desk.applications.actions.moving import move, own, tell, to_edit
from terezi.desk.applications.actions.numbers import next_number
from terezi.desk.applications.models import Application
from terezi.desk.applications.rules.answers import checked
from terezi.desk.applications.terms import COLUMNS, Act
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may
from terezi.desk.people.terms import Permission
from terezi.law.book import law_at


@transaction.atomic
def begin(
    *, country: str, actor_class: str, key: str, by: Officer, at: datetime, language: str = "en"
) -> Application:
    """Open a draft. The same `key` of the same applicant is the same draft, however often it is sent.

    :raises Refused: when the law knows no such class, or the person is no applicant.
    """
    if not role_may(by.role, Permission.PORTAL_USE):
        raise Refused("Only an applicant applies: sign in with an account of the portal")
    law = law_at(country, at)
    law.licensing.actor_class(actor_class)
    # held while we look, so that of two forms sent at once the second finds the first
    Officer.objects.select_for_update().get(pk=by.pk)
    if known := Application.objects.filter(applicant=by, key=key).first():
        return known
    number, series = next_number(f"{country}-APP-{law.day.year}")
    file = Application.objects.create(
        number=number,
        country=country,
        actor_class=actor_class,
        applicant=by,
        key=key,
        language=language,
        law_day=law.day,
        law_version=law.version,
        opened_at=at,
        changed_at=at,
    )
    tell(file, Act.BEGIN, by=by.username, at=at, values={"actor_class": actor_class}, rows=[series])
    return file


@transaction.atomic
def answer(*, number: str, fields: Mapping[str, str], by: Officer, at: datetime) -> Application:
    """Write down what the applicant answers; an empty answer takes the old one back.

    :raises Refused: when a field is unknown or an answer cannot be, or the file is not his to change.
    """
    told = checked(fields)
    file = to_edit(number, by=by, at=at)
    for field in COLUMNS & told.keys():
        setattr(file, field, told[field])
    others = {field: text for field, text in told.items() if field not in COLUMNS}
    file.answers = {field: text for field, text in {**file.answers, **others}.items() if text}
    file.save()
    tell(file, Act.ANSWER, by=by.username, at=at, values={"fields": sorted(told)})
    return file


@transaction.atomic
def submit(*, number: str, by: Officer, at: datetime) -> Application:
    """Hand the file in. From now on it stands under the law of this day.

    :raises Refused: naming everything that is missing, or when the file was handed in already.
    """
    file = own(number, by=by)
    move(file, StatusAct.SUBMIT, Status.SUBMITTED)
    law = law_at(file.country, at)
    if lacks := queries.missing(file, law):
        raise Refused("Not complete yet. " + ". ".join(one.says for one in lacks))
    file.law_day, file.law_version, file.submitted_at = law.day, law.version, at
    file.save()
    tell(file, Act.SUBMIT, by=by.username, at=at, values={"law_version": law.version})
    return file


@transaction.atomic
def abandon(*, number: str, by: Officer, at: datetime, reason: str = "") -> Application:
    """Take the file back at the applicant's wish; it stays in the record.

    :raises Refused: when a decision is proposed or made.
    """
    file = own(number, by=by)
    move(file, StatusAct.ABANDON, Status.WITHDRAWN)
    file.decided_at = at
    file.save()
    ended = list(file.assignments.filter(ended_at__isnull=True))
    for assignment in ended:
        assignment.ended_at = at
        assignment.save(update_fields=["ended_at"])
    tell(file, Act.ABANDON, by=by.username, at=at, ground=reason, rows=ended)
    return file
