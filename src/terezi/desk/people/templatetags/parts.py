"""Glyph and word of the five states of a check, of what it found, and of a clock."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

register = template.Library()

STATES = {
    "not_started": ("○", gettext_lazy("not started")),
    "looking": ("◐", gettext_lazy("we are looking")),
    "waiting": ("▲", gettext_lazy("waiting")),
    "done": ("✓", gettext_lazy("done")),
    "cannot": ("✕", gettext_lazy("cannot be done")),
}
OUTCOMES = {
    "clear": ("✓", gettext_lazy("clear"), "agrees"),
    "possible": ("▲", gettext_lazy("look closer"), "watch"),
    "match": ("◆", gettext_lazy("match"), "disagrees"),
    "cannot": ("○", gettext_lazy("could not be compared"), "nodata"),
}
SOON = 3


@register.simple_tag
def state(name: str, waiting_on: object = "") -> SafeString:
    """Set one of five states as glyph and word; `waiting_on` says on whom."""
    glyph, word = STATES[name]
    says = _("waiting on {whom}").format(whom=waiting_on) if name == "waiting" and waiting_on else word
    return format_html(
        '<span class="state {}"><span class="glyph" aria-hidden="true">{}</span> {}</span>', name, glyph, says
    )


@register.simple_tag
def outcome(name: str) -> SafeString:
    """Set what a comparison found as glyph and word."""
    glyph, word, colour = OUTCOMES[name]
    return format_html(
        '<span class="meaning {}"><span class="glyph" aria-hidden="true">{}</span> {}</span>',
        colour,
        glyph,
        word,
    )


@register.simple_tag
def clock(days_left: int | None, held_by: object = "", kind: str = "working") -> SafeString:
    """Set a clock: days left (None while it is stopped, below 0 when over) of `kind`, and who holds the ball."""
    return format_html(
        '<span class="clock {}"><b>{}</b><span>{}</span></span>',
        _urgency(days_left),
        _left(days_left, kind),
        held_by,
    )


def _urgency(days_left: int | None) -> str:
    if days_left is None:
        return "stopped"
    return "late" if days_left < 0 else "soon" if days_left < SOON else ""


def _left(days_left: int | None, kind: str) -> str:
    if days_left is None:
        return _("clock stopped")
    count = abs(days_left)
    if kind == "working":
        left = ngettext("{count} working day left", "{count} working days left", count)
        over = ngettext("{count} working day over", "{count} working days over", count)
    else:
        left = ngettext("{count} day left", "{count} days left", count)
        over = ngettext("{count} day over", "{count} days over", count)
    return (over if days_left < 0 else left).format(count=count)
