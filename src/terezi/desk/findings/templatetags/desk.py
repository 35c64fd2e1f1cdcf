"""What the templates of the desk need beyond Django: doors, glyphs, the layout's own facts."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from terezi.desk.findings import doors, words
from terezi.desk.findings.homes import home_facts
from terezi.desk.people.access import may
from terezi.desk.people.words import speaking
from terezi.law.rows import Row

register = template.Library()
register.simple_tag(doors.door)
register.simple_tag(doors.interval)
register.simple_tag(doors.number, name="said")
register.simple_tag(home_facts, name="home")
register.filter("translated", words.translated)
register.filter("law_value", words.law_value)
register.filter("may_open", may)
register.filter("seen", speaking(words.SEEN))
register.filter("grade", speaking(words.GRADES))
register.filter("power_source", speaking(words.POWER_SOURCES))
register.filter("act", speaking(words.ACTS))
register.filter("law_section", speaking(words.SECTIONS))
register.filter("standing", speaking(words.STANDINGS))
register.filter("country_name", speaking(words.COUNTRIES))

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


@register.filter
def law_unit(row: Row) -> str:
    """Say the unit of a row of law, where its value does not say it already."""
    return words.law_unit(row.value, row.unit)


@register.filter
def rtl_of(language: str) -> str:
    """The direction a language is written in."""
    return "rtl" if language in settings.LANGUAGES_BIDI else "ltr"
