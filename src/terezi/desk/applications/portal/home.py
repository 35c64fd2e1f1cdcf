"""The first page of an applicant."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from terezi.desk.applications.sheets.portal_home import home_sheet, sentence_of
from terezi.desk.people.access import OfficerRequest, page


@page(may="portal.use")
def home(request: OfficerRequest) -> HttpResponse:
    """Show what is next, the applicant's own files, and what others see of him."""
    sheet = home_sheet(request.user, timezone.now())
    return render(request, "portal/home.html", {"sheet": sheet, "sentence": sentence_of(sheet)})
