"""The list of sites, and the page of one site."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from terezi.desk.findings import queries
from terezi.desk.findings.pages.asked import basis_of, not_weighed, show_not_weighed
from terezi.desk.findings.pages.talk import LookForm, ReplyForm
from terezi.desk.findings.sheets.site import name_of, site_page
from terezi.desk.findings.sheets.sites import STORIES, listed, regions_of, row_of
from terezi.desk.people.access import OfficerRequest, may, page

ROWS_A_PAGE = 100
HISTORY_ROWS = 60


@page(may="sites.read")
def sites(request: OfficerRequest) -> HttpResponse:
    """List the sites on the register, narrowed by what the address asks for."""
    basis = basis_of(request)
    if why := not_weighed(request, basis):
        return show_not_weighed(request, why, title=_("Sites"), here="sites")
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "region", "story")}
    found = listed(basis, **asked)
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "rows": [row_of(basis, row) for row in shown.object_list],
        "shown": shown,
        "asked": asked,
        "regions": regions_of(basis),
        "stories": STORIES,
        "day": basis.day,
        "known_at": basis.known_at,
        "here": "sites",
    }
    return render(request, "findings/sites.html", told)


@page(may="findings.read")
def site(request: OfficerRequest, site_id: str) -> HttpResponse:
    """Show one site: three witnesses, explanations, what would clear a gap, and what the firm says."""
    basis = basis_of(request)
    if why := not_weighed(request, basis):
        return show_not_weighed(request, why, title=name_of(basis, site_id), here="sites")
    history = tuple(queries.told(site_id, known_at=basis.known_at)[:HISTORY_ROWS])
    sheet = site_page(basis, site_id, history=history)
    if sheet is None:
        raise Http404(_("No site of this number is on the register on this day."))
    told = {
        "sheet": sheet,
        "here": "sites",
        "day": basis.day,
        "known_at": basis.known_at,
        "reply_form": ReplyForm(),
        "look_form": LookForm(),
        "replies": queries.replies(sheet.lead.finding) if sheet.lead else (),
        "looks": queries.looks(sheet.lead.finding) if sheet.lead else (),
        "may_reply": may(request.user, "findings.reply"),
        "may_look": may(request.user, "findings.look"),
    }
    return render(request, "findings/site.html", told)
