"""Words of plans and orders in templates."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from terezi.desk.energy import queries, words
from terezi.desk.energy.models import CurtailmentOrder, OrderToSite
from terezi.desk.energy.sheets.board import order_says
from terezi.desk.findings.quantities import Spoken, spoken
from terezi.desk.people.access import may
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Permission
from terezi.desk.people.words import word

register = template.Library()


@register.filter
def heard(order: CurtailmentOrder) -> str:
    """Say how many sites have acknowledged an order."""
    return order_says(order)


@register.filter
def order_state(code: str) -> str:
    """Say how far an order is."""
    return word(words.STATES, code)


@register.filter
def plan_state(code: str) -> str:
    """Say how far a plan is."""
    return word(words.PLAN_STATES, code)


@register.filter
def order_reason(code: str) -> str:
    """Say why mines are cut."""
    return word(words.REASONS, code)


@register.filter
def channel(code: str) -> str:
    """Say by which way a site answered."""
    return word(words.CHANNELS, code)


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
