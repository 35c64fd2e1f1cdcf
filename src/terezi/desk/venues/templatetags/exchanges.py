"""Times of exchanges, for templates."""

from datetime import datetime

from django import template

from terezi.desk.venues import quantities

register = template.Library()


@register.filter
def exactly(at: datetime, zone: str) -> str:
    """Say the time of day of an instant to the millisecond."""
    return quantities.clock(at, zone, exact=True)
