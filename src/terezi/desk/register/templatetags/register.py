"""What the pages of the public register need beyond Django."""

from datetime import UTC, datetime

from django import template

from terezi.desk.register import sheets
from terezi.desk.register.sheets import Place

register = template.Library()
register.filter("file_name", sheets.file_name)


@register.simple_tag
def record_href(place: Place, number: str) -> str:
    """Return where the page of a licence is."""
    return place.of_record(number)


@register.simple_tag
def warning_href(place: Place, warning: int) -> str:
    """Return where the page of a warning is."""
    return place.of_warning(warning)


@register.filter
def moment(at: datetime) -> str:
    """Write a moment so that it reads the same everywhere."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@register.filter
def isolated(text: object) -> str:
    """Set a text between isolating marks, for paper, where the style sheet knows of no `bdi`."""
    return f"\u2068{text}\u2069"
