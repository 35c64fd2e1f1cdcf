"""The visits of a week: drawing them, and looking at one."""

import secrets
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terezi.desk.findings.pages.asked import day_asked
from terezi.desk.findings.words import refusal
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.acting import said
from terezi.desk.people.here import day_here
from terezi.desk.visits import actions, queries, rules
from terezi.desk.visits.models import Visit
from terezi.desk.visits.pages.asked import basis_of
from terezi.desk.visits.sheets.week import week_page


@page(may="visits.read")
def visits(request: OfficerRequest) -> HttpResponse:
    """Show the visits of a week, what they rest on, and what visits have found so far."""
    week = rules.monday_of(day_asked(request, "week") or _working_day())
    told = {
        "sheet": week_page(request.user, week),
        "may_plan": may(request.user, "visits.plan"),
        "screened_on": queries.screened_on(),
        "this_week": rules.monday_of(_working_day()),
        "here": "visits",
    }
    return render(request, "visits/week.html", told)


@require_POST
@page(may="visits.plan")
def draw(request: OfficerRequest) -> HttpResponse:
    """Draw the visits of a week by rank and by chance."""
    week = _week_posted(request)
    seed = secrets.token_hex(16)  # from the machine's chance, and kept in the journal with all that was drawn
    said(
        request,
        lambda: actions.draw_week(
            week=week, rule=basis_of(request).visit_rule, seed=seed, by=request.user, at=timezone.now()
        ),
        lambda drawn: _("{n} visits are drawn. The draw can be made again from the journal.").format(
            n=drawn.visits.count()
        ),
        refusal=refusal,
    )
    return redirect(f"/visits/?week={week.isoformat()}")


def _working_day() -> date:
    """Return the day after the last that was screened, today at the latest: the week whose visits are worked on."""
    screened = queries.screened_on()
    today = day_here(timezone.now())
    return min(screened + timedelta(days=1), today) if screened else today


def _week_posted(request: OfficerRequest) -> date:
    try:
        told = parse_date(request.POST.get("week", ""))
    except ValueError:
        told = None
    return rules.monday_of(told or _working_day())


def found(request: OfficerRequest, visit: int) -> Visit:
    """Return the visit of an address; 404 where there is none, or it is not this officer's to see."""
    one = queries.visible_to(request.user).filter(pk=visit).first()
    if one is None:
        raise Http404(_("No visit of this number is in your region."))
    return one
