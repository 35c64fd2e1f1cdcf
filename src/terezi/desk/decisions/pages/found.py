"""What every page of a decision begins with: the decision this officer may read, and the day it is there."""

from datetime import date
from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from terezi.desk.decisions import queries, sheets, words
from terezi.desk.decisions.models import Decision
from terezi.desk.licences.words import STATUSES
from terezi.desk.people.access import OfficerRequest, may
from terezi.desk.people.words import said, word
from terezi.law.book import day_in


def found(request: OfficerRequest, number: str) -> Decision:
    """Return the decision of an address; 404 where there is none, or it is not this officer's to read."""
    decision = queries.visible_to(request.user).filter(number=number).first()
    if decision is None:
        raise Http404(f"No decision {number}")
    return decision


def today(decision: Decision) -> date:
    """Return the day it is where a decision is taken."""
    return day_in(decision.law_country, timezone.now())


def told(request: OfficerRequest, decision: Decision) -> dict[str, Any]:
    """Return what the page of a decision shows to this officer."""
    may_sign = may(request.user, "decisions.sign")
    shown = sheets.sheet(decision, reader=request.user, may_sign=may_sign, day=today(decision))
    return {
        "sheet": shown,
        "sign_address": address(shown.sign_page, decision.number),
        "decline_address": address(shown.decline_page, decision.number),
        "lapse_address": address(shown.lapse_page, decision.number),
        "state_says": word(words.STATES, decision.state),
        "before_says": word(STATUSES, decision.before),
        "after_says": word(STATUSES, decision.after),
        "stale_says": said(shown.stale),
        "lapsed_says": said(decision.lapsed_reason),
        "against_says": [said(one) for one in shown.against],
        "may_propose": may(request.user, "decisions.propose"),
        "is_pending": any(not one.outcome for one in shown.appeals),
        "here": "decisions",
    }


def address(page: str, number: str) -> str:
    """Return where a page is; empty where this site has no such page."""
    try:
        return reverse(page, args=[number])
    except NoReverseMatch:
        return ""
