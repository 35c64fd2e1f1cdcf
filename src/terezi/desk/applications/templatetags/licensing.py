"""How templates of the licensing desk say powers, shares and kinds."""

from django import template

from terezi.desk.applications.sheets import words
from terezi.desk.people.words import word

register = template.Library()


@register.filter
def power(watts: int) -> str:
    """Say a power given in W."""
    return words.power(watts)


@register.filter
def share(ppm: int) -> str:
    """Say a share given in millionths."""
    return words.share(ppm)


@register.filter
def party_kind(code: str) -> str:
    """Say what a party is before the law."""
    return word(words.KINDS, code)
