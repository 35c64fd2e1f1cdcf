"""*Today*: everybody's first screen."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from terezi.desk.findings import queries
from terezi.desk.findings.pages.asked import basis_of, not_weighed, show_not_weighed
from terezi.desk.findings.sheets.today import OPENED_BY, today_sheet
from terezi.desk.people.access import OfficerRequest, may, page


@page(may="findings.read")
def today(request: OfficerRequest) -> HttpResponse:
    """Show whose story does not add up on the day asked for."""
    basis = basis_of(request)
    if why := not_weighed(request, basis):
        return show_not_weighed(request, why, title=_("Today"), here="today")
    sheet = today_sheet(
        basis, changed=queries.changed_since(basis.weighed_before, basis.day, known_at=basis.known_at)
    )
    told = {
        "sheet": sheet,
        "known_at": basis.known_at,
        "here": "today",
        "opens": {kind for kind, permission in OPENED_BY.items() if may(request.user, permission)},
        "may_open_load": may(request.user, "meters.read"),
    }
    return render(request, "findings/today.html", told)
