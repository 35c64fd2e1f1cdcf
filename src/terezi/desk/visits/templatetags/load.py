"""What the templates of load and visits need beyond the desk's own tags."""

from django import template

from terezi.desk.visits import words

register = template.Library()


@register.filter
def tariff_class(code: str) -> str:
    """Say the class a customer is billed in."""
    return words.class_says(code)


@register.filter
def subject_kind(code: str) -> str:
    """Say what a lead is about."""
    return words.word(words.KINDS, code)


@register.filter
def visit_outcome(code: str) -> str:
    """Say what was found."""
    return words.word(words.OUTCOMES, code)


@register.filter
def visit_state(code: str) -> str:
    """Say how far a visit has come."""
    return words.word(words.STATES, code)
