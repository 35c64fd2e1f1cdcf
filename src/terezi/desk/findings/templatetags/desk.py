"""What the templates of the desk need beyond Django: doors, glyphs, the layout's own facts."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from terezi.desk.findings import doors, words
from terezi.desk.findings.homes import HomeFacts, home_facts
from terezi.desk.findings.numbers.terms import Figure
from terezi.desk.findings.quantities import Spoken
from terezi.desk.people.access import may
from terezi.desk.people.words import word
from terezi.law.rows import Row

register = template.Library()

MEANINGS = {
    "agrees": ("✓", _("agrees")),
    "watch": ("▲", _("watch")),
    "disagrees": ("◆", _("disagrees")),
    "nodata": ("○", _("no data")),
    "fresh": ("✓", _("fresh")),
    "stale": ("▨", _("stale")),
    "absent": ("—", _("absent")),
    "zero": ("0", _("zero")),
}


@register.simple_tag
def door(figure: Figure) -> SafeString:
    """Set a number as a link to its definition."""
    return doors.door(figure)


@register.simple_tag
def interval(figure: Figure) -> SafeString:
    """Set the ends of a number's 95 % interval as a link to its definition."""
    return doors.interval(figure)


@register.simple_tag
def said(number: Spoken) -> SafeString:
    """Set a number that is itself on a definition's sheet."""
    return doors.number(number)


@register.simple_tag
def meaning(name: str) -> SafeString:
    """Set one of the meanings as glyph and word."""
    glyph, word = MEANINGS[name]
    return format_html(
        '<span class="meaning {}"><span class="glyph" aria-hidden="true">{}</span> {}</span>',
        name,
        glyph,
        word,
    )


@register.simple_tag
def glyph(name: str) -> SafeString:
    """Set the glyph of a meaning alone, where its word stands nearby."""
    return format_html('<span class="glyph {}" aria-hidden="true">{}</span>', name, MEANINGS[name][0])


@register.simple_tag(takes_context=True)
def address_with(context: dict[str, Any], **changed: object) -> str:
    """Return the query of this page with some parts changed; an empty part goes away."""
    query = context["request"].GET.copy()
    for key, value in changed.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def home() -> HomeFacts:
    """What the layout says of this home on every page."""
    return home_facts()


@register.filter
def translated(text: object) -> str:
    """Say a text that is kept in English, such as the name of a role or of a term of law."""
    return words.translated(text)


@register.filter
def seen(state: str) -> str:
    """Say how far an officer has come with a finding."""
    return word(words.SEEN, state)


@register.filter
def grade(code: str) -> str:
    """Say how well the witnesses of a site are known."""
    return word(words.GRADES, code)


@register.filter
def power_source(code: str) -> str:
    """Say where a site has its power from."""
    return word(words.POWER_SOURCES, code)


@register.filter
def act(code: str) -> str:
    """Say what was done, of an entry of the journal."""
    return word(words.ACTS, code)


@register.filter
def law_section(code: str) -> str:
    """Say which part of the law it is."""
    return word(words.SECTIONS, code)


@register.filter
def standing(code: str) -> str:
    """Say what standing a value of law has, or how well it is known."""
    return word(words.STANDINGS, code)


@register.filter
def law_value(value: str) -> str:
    """Say a value of law."""
    return words.law_value(value)


@register.filter
def law_unit(row: Row) -> str:
    """Say the unit of a row of law, where its value does not say it already."""
    return words.law_unit(row.value, row.unit)


@register.filter
def country_name(code: str) -> str:
    """Say the name of a country; one without a name stands as its code."""
    return word(words.COUNTRIES, code)


@register.filter
def may_open(officer: object, permission: str) -> bool:
    """Answer whether the officer may open pages that need `permission`."""
    return may(officer, permission)


@register.filter
def rtl_of(language: str) -> str:
    """The direction a language is written in."""
    return "rtl" if language in settings.LANGUAGES_BIDI else "ltr"
