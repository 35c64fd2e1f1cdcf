"""Numbers as doors: the markup of a figure, and of sentences with figures in them."""

import re
from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from terezi.desk.findings.numbers.terms import Figure
from terezi.desk.findings.quantities import Spoken

NAMED = re.compile(r"%\((\w+)\)[sd]|\{(\w+)(?:![rsa])?(?::[^{}]*)?\}")


def number(said: Spoken) -> SafeString:
    """Set a number with its lighter unit, isolated so that it stays left to right."""
    if not said.unit:
        return format_html("<bdi>{}</bdi>", said.number)
    return format_html('<bdi>{}\u202f<span class="unit">{}</span></bdi>', said.number, said.unit)


def door(figure: Figure) -> SafeString:
    """Link a number to the sheet that explains it; the sheet opens beside the page where scripts run."""
    return format_html(
        '<a class="number" href="{}" hx-get="{}" hx-target="#sheet" hx-select="#number" hx-swap="innerHTML">{}</a>',
        figure.ask.address,
        figure.ask.address,
        number(figure.spoken),
    )


def interval(figure: Figure) -> SafeString:
    """Link the ends of a number's interval to the same sheet; nothing where there is no interval."""
    ends = figure.interval
    if ends is None:
        return SafeString("")
    return format_html(
        '<a class="number" href="{}" hx-get="{}" hx-target="#sheet" hx-select="#number" hx-swap="innerHTML"><bdi>{} – {}</bdi></a>',
        figure.ask.address,
        figure.ask.address,
        ends[0].number,
        ends[1].number,
    )


def sentence(template: str, values: Mapping[str, object]) -> SafeString:
    """Put doors and texts into the braces (or `%(name)s`) of a translated sentence; all else is escaped."""

    def put(match: re.Match[str]) -> str:
        value = values.get(match[1] or match[2], match[0])
        shown = door(value) if isinstance(value, Figure) else value
        return str(format_html("{}", shown))

    pieces, end = [], 0
    for match in NAMED.finditer(template):
        pieces += [str(format_html("{}", template[end : match.start()])), put(match)]
        end = match.end()
    pieces.append(str(format_html("{}", template[end:])))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece went through format_html
