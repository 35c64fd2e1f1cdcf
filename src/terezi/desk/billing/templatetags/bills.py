"""Amounts, energy and words of bills, for templates."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext

from terezi.desk.billing import words
from terezi.desk.people.words import word

register = template.Library()
register.filter("money", words.money)
register.filter("signed_money", words.signed_money)
register.filter("kilowatt_hours", words.kilowatt_hours)
register.filter("month", words.month)


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


@register.filter
def line_kind(code: str) -> str:
    """Say what kind of charge a line is."""
    return word(words.KINDS, code)


@register.filter
def line_title(title: str) -> str:
    """Say the title of a line as the law calls it."""
    return gettext(title)


@register.filter
def run_state(code: str) -> str:
    """Say how far a run has come."""
    return word(words.RUN_STATES, code)


@register.filter
def bill_state(code: str) -> str:
    """Say how far a bill has come."""
    return word(words.BILL_STATES, code)


@register.filter
def note_state(code: str) -> str:
    """Say how far a credit note has come."""
    return word(words.NOTE_STATES, code)


@register.filter
def how(code: str) -> str:
    """Say how a payment found its bill."""
    return word(words.HOWS, code)
