"""Opinions of agencies, each with its own clock. Silence is escalated; it approves nothing."""

from datetime import datetime

from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.applications import queries
from terezi.desk.applications.actions.moving import in_hand, tell
from terezi.desk.applications.models import Application, OpinionAsked
from terezi.desk.applications.rules.moves import refuse_unless_officer
from terezi.desk.applications.terms import Act, Position
from terezi.desk.decisions import queries as decisions
from terezi.desk.licences.terms import Status
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import AGENCY_OF, Role
from terezi.law.book import day_in

OPEN_FOR_OPINIONS = (Status.IN_REVIEW, Status.RETURNED)
WORDLESS = "An opinion has words: say what it rests on"
ESCALATED_TO = "head of the agency {agency} and head of licensing"


@transaction.atomic
def ask_opinions(*, number: str, by: Officer, at: datetime) -> list[OpinionAsked]:
    """Ask every agency the law names that was not asked yet; asking again asks nobody twice.

    :raises Refused: when the file is not this officer's or nobody reviews it now.
    """
    file = _reviewed(number)
    refuse_unless_officer(file.officer_id, by=by.pk)
    asked = [
        OpinionAsked.objects.create(
            application=file,
            agency=agency,
            asked_by=by,
            asked_at=at,
            due_on=due.on,
            due_basis=due.basis,
        )
        for agency, due in queries.agencies_to_ask(file, at)
    ]
    if asked:
        values = {"due_on": {one.agency: one.due_on and one.due_on.isoformat() for one in asked}}
        tell(file, Act.ASK_OPINION, by=by.username, at=at, values=values, rows=asked)
    return asked


@transaction.atomic
def give_opinion(*, number: str, position: Position, says: str, by: Officer, at: datetime) -> OpinionAsked:
    """Give the opinion of the agency whose officer speaks. It may come late; it is given once.

    :raises Refused: without words, when his agency was not asked, or has spoken already.
    """
    file = _reviewed(number)
    if position not in {Position.FOR, Position.AGAINST}:
        raise Refused("An agency is for or against: its silence is written down by the desk")
    opinion = _of_agency(file, AGENCY_OF.get(Role(by.role), ""))
    day = day_in(file.country, at)
    if bound := decisions.conflicted_with(by, queries.conflicted_names(file), day):
        raise Refused(f"You have declared a conflict with {bound}: another officer of the agency speaks")
    _speak(opinion, position, says, by=by, at=at)
    values = {"agency": opinion.agency, "position": position.value}
    tell(file, Act.GIVE_OPINION, by=by.username, at=at, values=values, rows=[opinion])
    return opinion


@transaction.atomic
def opinion_not_given(*, number: str, agency: str, says: str, by: Officer, at: datetime) -> OpinionAsked:
    """Write down that an agency stayed silent though it was escalated. That is not a yes.

    :raises Refused: before it was escalated, without words, or when the file is not this officer's.
    """
    file = _reviewed(number)
    refuse_unless_officer(file.officer_id, by=by.pk)
    opinion = _of_agency(file, agency)
    if opinion.escalated_at is None:
        raise Refused(f"The silence of {agency} is escalated first, after {opinion.due_on or 'its day'}")
    _speak(opinion, Position.NOT_GIVEN, says, by=by, at=at)
    values = {"agency": agency}
    tell(file, Act.OPINION_NOT_GIVEN, by=by.username, at=at, ground=says, values=values, rows=[opinion])
    return opinion


@transaction.atomic
def escalate(*, at: datetime, by: str) -> list[OpinionAsked]:
    """Escalate every opinion whose day has passed, each once: run again, it does nothing more."""
    late = []
    for number in queries.files_with_silence():
        file = in_hand(number)
        day = day_in(file.country, at)
        silent = queries.silent(file, day)
        for opinion in silent:
            opinion.escalated_at = at
            opinion.escalated_to = ESCALATED_TO.format(agency=opinion.agency)
            opinion.save(update_fields=["escalated_at", "escalated_to"])
        if silent:
            values = {"agencies": [one.agency for one in silent]}
            tell(file, Act.ESCALATE, by=by, at=at, values=values, rows=silent)
        late += silent
    return late


def _reviewed(number: str) -> Application:
    file = in_hand(number)
    if file.status not in OPEN_FOR_OPINIONS:
        raise Refused(f"The file is {file.status}: opinions are given while it is reviewed")
    return file


def _of_agency(file: Application, agency: str) -> OpinionAsked:
    found = file.opinions.filter(agency=agency).first() if agency else None
    if found is None:
        raise Refused(f"No opinion was asked of {agency or 'your office'} about {file.number}")
    return found


def _speak(opinion: OpinionAsked, position: Position, says: str, *, by: Officer, at: datetime) -> None:
    if opinion.position:
        raise Refused(f"{opinion.agency} has given its opinion already: it stands as it was given")
    if not says.strip():
        raise Refused(WORDLESS)
    opinion.position, opinion.says, opinion.given_by, opinion.given_at = position, says, by, at
    opinion.save(update_fields=["position", "says", "given_by", "given_at"])
