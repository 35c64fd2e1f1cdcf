"""Words of plans and orders in templates."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from terezi.desk.energy import queries, words
from terezi.desk.energy.models import OrderToSite
from terezi.desk.energy.sheets.board import order_says
from terezi.desk.findings.quantities import Spoken, spoken
from terezi.desk.people.access import may
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Permission
from terezi.desk.people.words import speaking

register = template.Library()
register.filter("heard", order_says)
register.filter("order_state", speaking(words.STATES))
register.filter("plan_state", speaking(words.PLAN_STATES))
register.filter("order_reason", speaking(words.REASONS))
register.filter("channel", speaking(words.CHANNELS))


@register.filter
def watts(value: int | None) -> Spoken:
    """Say a power."""
    return spoken(value, "W")


@register.filter
def watt_hours(value: int | None) -> Spoken:
    """Say an energy."""
    return spoken(value, "Wh")


@register.simple_tag(takes_context=True)
def orders_to_me(context: dict[str, Any], at: datetime | None = None) -> list[OrderToSite]:
    """Return what an applicant has been ordered and not acknowledged yet."""
    person = getattr(context.get("request"), "user", None)
    if not isinstance(person, Officer) or not may(person, Permission.PORTAL_USE):
        return []
    return queries.to_acknowledge(person, at or timezone.now())
