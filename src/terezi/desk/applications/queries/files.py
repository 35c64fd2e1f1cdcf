"""Which files a person sees, and under which law each stands."""

from django.db.models import Exists, OuterRef, QuerySet

from terezi.base.errors import Refused
from terezi.desk.applications.models import Application, SiteClaim
from terezi.desk.applications.rules.asked import Asked, asked_of
from terezi.desk.licences.terms import Status
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may
from terezi.desk.people.terms import AGENCY_OF, Permission, Role
from terezi.law.book import law_on
from terezi.law.licensing import ActorClass
from terezi.law.terms import Law


def visible_to(person: Officer) -> QuerySet[Application]:
    """Return the files a person may see, newest first: his own, or as an officer those that were submitted.

    An officer of a region sees the files with a site there, and those without any; one of an agency those his agency was asked about.
    A draft is seen by its applicant alone.
    """
    files = Application.objects.order_by("-opened_at", "-number")
    if person.role == Role.APPLICANT:
        return files.filter(applicant=person)
    if not person.is_active or not role_may(person.role, Permission.APPLICATIONS_READ):
        return files.none()
    files = files.filter(submitted_at__isnull=False).exclude(status=Status.DRAFT)
    if agency := AGENCY_OF.get(Role(person.role)):
        files = files.filter(opinions__agency=agency)
    if person.region:
        standing = SiteClaim.objects.filter(application=OuterRef("pk"), removed_at__isnull=True)
        files = files.filter(Exists(standing.filter(region=person.region)) | ~Exists(standing))
    return files


def file(number: str, *, person: Officer) -> Application:
    """Return one file as a person may see it.

    :raises Refused: when there is none of this number that he may see.
    """
    found = visible_to(person).select_related("applicant", "officer").filter(number=number).first()
    if found is None:
        raise Refused(f"There is no application {number} that you may see: check the number")
    return found


def law_of(application: Application) -> Law:
    """Return the law a file stands under: that of the day it was submitted, before that of its opening."""
    return law_on(application.country, application.law_day)


def conflicted_names(application: Application) -> tuple[str, ...]:
    """Return everybody an officer of this file may not be bound to: who applies, his agent, his owners."""
    owners = application.owners.filter(removed_at__isnull=True).values_list("owner", "owned")
    names = {application.party_name, application.agent_name, *(name for pair in owners for name in pair)}
    return tuple(sorted(names - {""}))


def actor_class_of(application: Application) -> ActorClass:
    """Return the class of a file as the law of its day has it."""
    return law_of(application).licensing.actor_class(application.actor_class)


def asked(application: Application) -> Asked:
    """Return what the law asks of the class of a file."""
    return asked_of(actor_class_of(application))
