"""Times of exchanges, and what is asked of them, for templates."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from terezi.desk.people.access import may
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Permission
from terezi.desk.venues import quantities, queries, readings
from terezi.desk.venues.sheets.questions import question_lines, waiting_says

register = template.Library()


@register.filter
def exactly(at: datetime, zone: str) -> str:
    """Say the time of day of an instant to the millisecond."""
    return quantities.clock(at, zone, exact=True)


@register.simple_tag(takes_context=True)
def questions_to_me(context: dict[str, Any]) -> str:
    """Say what waits for an answer of somebody's exchanges; nothing where nothing does."""
    person = getattr(context.get("request"), "user", None)
    if not isinstance(person, Officer) or not may(person, Permission.PORTAL_USE):
        return ""
    if not (waiting := list(queries.waiting_questions(person))):
        return ""
    return waiting_says(question_lines(waiting, at=timezone.now(), zone=readings.zone()))
