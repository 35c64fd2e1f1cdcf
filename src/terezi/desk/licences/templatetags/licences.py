"""What the pages of the register need beyond Django: words for codes."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from terezi.desk.licences import words
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import MAY_OPERATE, Provenance, Status

register = template.Library()
GLYPHS = {Status.LIMITED: ("watch", "▲"), Status.SUSPENDED: ("disagrees", "◆")}

register.filter("power", words.power)
register.filter("provenance", words.provenance)


@register.simple_tag
def status(licence: Licence) -> SafeString:
    """Set a status as glyph and word, and say where nobody has verified it."""
    usual = ("agrees", "✓") if licence.status in MAY_OPERATE else ("nodata", "○")
    meaning, glyph = GLYPHS.get(Status(licence.status), usual)
    told = format_html(
        '<span class="meaning {}"><span class="glyph" aria-hidden="true">{}</span> {}</span>',
        meaning,
        glyph,
        words.status(licence.status),
    )
    return format_html("{} {}", told, unverified()) if licence.provenance == Provenance.LEGACY else told


@register.simple_tag
def unverified() -> SafeString:
    """Set the mark of what came from an older book."""
    return format_html('<span class="tag">{}</span>', words.provenance(Provenance.LEGACY))


@register.filter
def title_of(titles: dict[str, str], code: str) -> str:
    """Say what a code is called; one without a title stands as its code."""
    return titles.get(code, code)
