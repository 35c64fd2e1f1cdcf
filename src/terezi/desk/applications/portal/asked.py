"""Whose file a page is asked for. Another's is answered as one that does not exist."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from terezi.base.errors import BadData, Refused
from terezi.desk.applications import queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.portal.forms import Draft
from terezi.desk.applications.terms import EDITABLE
from terezi.desk.people.access import OfficerRequest
from terezi.desk.people.models import Officer
from terezi.desk.people.words import refusal
from terezi.law.book import law_at
from terezi.law.terms import Law


def own_file(person: Officer, number: str) -> Application:
    """Return the applicant's file.

    :raises Http404: when there is none of his of this number.
    """
    try:
        return queries.file(number, person=person)
    except Refused as refused:
        raise Http404 from refused


def draft_of(request: OfficerRequest, number: str) -> Draft | None:
    """Return the file with the law of today, as long as its applicant holds the ball."""
    file, at = own_file(request.user, number), timezone.now()
    if file.status not in EDITABLE:
        return None
    return Draft(file, law_today(file, at), request.user, at)


def law_today(file: Application, at: datetime) -> Law:
    """Return the law a file would be handed in under now."""
    return law_at(file.country, at)


def back(request: HttpRequest, number: str, refused: Refused | BadData | None = None) -> HttpResponse:
    """Lead to the page of the file, with what was refused."""
    if refused:
        messages.warning(request, refusal(refused))
    return redirect("portal_file", number)
