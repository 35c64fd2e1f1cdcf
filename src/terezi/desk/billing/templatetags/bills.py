"""Amounts, energy and words of bills, for templates."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext

from terezi.desk.billing import words
from terezi.desk.people.words import speaking

register = template.Library()
register.filter("money", words.money)
register.filter("signed_money", words.signed_money)
register.filter("kilowatt_hours", words.kilowatt_hours)
register.filter("month", words.month)
register.filter("line_kind", speaking(words.KINDS))
register.filter("line_title", gettext)
register.filter("run_state", speaking(words.RUN_STATES))
register.filter("bill_state", speaking(words.BILL_STATES))
register.filter("note_state", speaking(words.NOTE_STATES))
register.filter("how", speaking(words.HOWS))


@register.filter
def price_of(line: object) -> str:
    """Say the price of a line per kWh, or of a tax the share it takes."""
    told: Decimal = line.price  # type: ignore[attr-defined]
    has_base = line.base_minor is not None  # type: ignore[attr-defined]
    return words.percent(told) if has_base else words.price(told)


@register.filter
def coverage(told: object) -> str:
    """Say which part of the time readings cover, of a bill or a line."""
    return words.covered(told.seconds, told.expected_seconds)  # type: ignore[attr-defined]
