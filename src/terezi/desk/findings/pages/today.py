"""*Today*: everybody's first screen."""

from django.http import HttpResponse
from django.shortcuts import render

from terezi.desk.findings import queries
from terezi.desk.findings.pages.asked import basis_of
from terezi.desk.findings.sheets.today import today_sheet
from terezi.desk.people.access import OfficerRequest, page


@page(may="findings.read")
def today(request: OfficerRequest) -> HttpResponse:
    """Show whose story does not add up on the day asked for."""
    basis, latest = basis_of(request)
    sheet = today_sheet(basis, changed=queries.changed_since_yesterday(basis.day), latest=latest)
    return render(request, "findings/today.html", {"sheet": sheet, "here": "today"})
