"""What of a file one reader sees: what his work needs, and no name that would lean on whoever signs."""

from datetime import date

from django.db.models import Min
from django.utils import timezone

from terezi.base.errors import Refused
from terezi.desk.applications.models import Application, Assignment, Document
from terezi.desk.applications.queries.documents import document_for
from terezi.desk.applications.rules.scope import WHOLE, Scope, scope_of_agency
from terezi.desk.decisions import queries as decisions
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import State, SubjectKind
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import AGENCY_OF, Role


def scope_of(person: Officer) -> Scope:
    """Return how much of any file he may see this person needs: his agency's part, or the whole."""
    agency = AGENCY_OF.get(Role(person.role))
    return scope_of_agency(agency) if agency else WHOLE


def document_seen(*, person: Officer, document: int) -> tuple[Document, bytes]:
    """Return a document with its bytes to somebody whose work needs it.

    :raises Refused: when there is none that he may see.
    :raises Unavailable: when its bytes are missing or were changed on the disk.
    """
    found, content = document_for(person=person, document=document)
    own = person.role == Role.APPLICANT
    if not own and not scope_of(person).shows("documents", found.kind):
        raise Refused("There is no such document that you may see: open it from its file")
    return found, content


def proposal(file: Application) -> Decision | None:
    """Return the one decision that is proposed on a file and waits for a signature."""
    return decisions.open_on(SubjectKind.APPLICATION, file.number)


def hidden_officer(file: Application, reader: Officer) -> str:
    """Return whose name is kept from this reader while he could still be leant on; empty when nobody's.

    Whoever has the file proposes: to name the one before somebody has decided is to name the other.
    """
    found = proposal(file)
    if found is None or decisions.names_shown(found, reader):
        return ""
    return found.proposed_by.username


def last_signed(file: Application) -> Decision | None:
    """Return the decision that made the file what it is, where one has."""
    return decisions.signed_on(file.number).filter(state=State.SIGNED).first()


def countries_with_files() -> list[str]:
    """Return the countries in which anybody has applied."""
    found = Application.objects.order_by("country").values_list("country", flat=True)
    return list(found.distinct())


def first_given(country: str) -> date | None:
    """Return the day on which an officer of the country was first given a file; none where none ever was."""
    given = Assignment.objects.filter(application__country=country).aggregate(first=Min("at"))["first"]
    return timezone.localtime(given).date() if given else None
