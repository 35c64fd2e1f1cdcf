"""Which agencies are to be asked, and which stayed silent past their day."""

from datetime import date, datetime

from terezi.desk.applications.models import Application, OpinionAsked
from terezi.desk.applications.queries.dues import opinion_due
from terezi.desk.applications.queries.files import asked
from terezi.desk.applications.terms import OPEN, Due
from terezi.desk.licences.terms import Status


def agencies_to_ask(application: Application, at: datetime) -> list[tuple[str, Due]]:
    """Return the agencies the law names that were not asked yet, each with the day it is to answer by."""
    done = set(application.opinions.values_list("agency", flat=True))
    wanted = [one for one in asked(application).opinions if one.agency not in done]
    return [(one.agency, opinion_due(application, one, at)) for one in wanted]


def files_with_silence() -> list[str]:
    """Return the numbers of open files on which an agency has not spoken and was not escalated."""
    waiting = OpinionAsked.objects.filter(
        position="", escalated_at__isnull=True, due_on__isnull=False, application__status__in=sorted(OPEN)
    )
    return sorted(set(waiting.values_list("application__number", flat=True)))


def silent(application: Application, day: date) -> list[OpinionAsked]:
    """Return the opinions of a file whose day has passed without a word."""
    if application.status not in OPEN - {Status.DRAFT}:
        return []
    late = application.opinions.filter(position="", escalated_at__isnull=True, due_on__lt=day)
    return list(late.order_by("agency"))
