"""Fees of exchanges by day: what the trades make as a line, what was declared as dots."""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from terezi.desk.venues.sheets.fees import FeeLine
from terezi.site.charts.palette import TITLE_ABOVE, Palette, frame

WIDTH, HEIGHT = 900, 240
MINOR = 100
Row = dict[str, Any]


def venue_fees(lines: Sequence[FeeLine], palette: Palette) -> dict[str, Any]:
    """Return the Vega-Lite specification; `lines` has days of at least one exchange, amounts are of one currency."""
    rows = list(_rows(lines))
    title = _("{currency} a day").format(currency=lines[0].currency)
    colour = alt.Color("venue:N", scale=_colours(lines, palette), legend=None)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_days(), color=colour)
    expected = base.mark_line(strokeWidth=2).encode(y=_money("expected", title), detail="run:N")
    told = base.transform_filter("datum.declared != null && !datum.short")
    dots = told.mark_point(size=52, filled=True).encode(y=_money("declared", title))
    short = base.transform_filter("datum.short").mark_point(size=110, shape="diamond", filled=True, opacity=1)
    marked = short.encode(y=_money("declared", title), color=alt.value(palette.gap))
    chart = alt.layer(expected, dots, marked, *_labels(lines, rows, palette))
    sized = chart.properties(width=WIDTH, height=HEIGHT, padding=6)
    return {**sized.to_dict(validate=False), "config": frame(palette)}


def _rows(lines: Sequence[FeeLine]) -> Iterator[Row]:
    """Yield a row a day and exchange; `run` numbers unbroken stretches, so that no line crosses a day without data."""
    for line in lines:
        run, before = 0, None
        for day in line.days:
            run += before is not None and (day.day - before).days > 1
            before = day.day
            declared = None if day.declared_minor is None else day.declared_minor / MINOR
            yield {
                "at": f"{day.day.isoformat()}T12:00:00Z", "venue": line.name, "run": f"{line.venue_id} {run}",
                "expected": day.expected_minor / MINOR, "declared": declared, "short": day.is_short,
            }  # fmt: skip


def _colours(lines: Sequence[FeeLine], palette: Palette) -> alt.Scale:
    inks = [palette.machines, palette.coins, palette.quiet, palette.ink]
    named = [line.name for line in lines]
    return alt.Scale(domain=named, range=[inks[place % len(inks)] for place in range(len(named))])


def _days() -> alt.X:
    axis = alt.Axis(title=None, format="%-d.%m", tickCount=8, grid=False)
    return alt.X("at:T", axis=axis, scale=alt.Scale(type="utc"))


def _money(field: str, title: str) -> alt.Y:
    axis = alt.Axis(title=title, **TITLE_ABOVE, titleY=-10, tickCount=5)
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(zero=True, nice=True))


def _labels(lines: Sequence[FeeLine], rows: Sequence[Row], palette: Palette) -> list[alt.Chart]:
    """Name each line at its last day."""
    last = {row["venue"]: row for row in rows}
    colour = alt.Color("venue:N", scale=_colours(lines, palette), legend=None)
    text = alt.Chart(alt.InlineData(values=list(last.values()))).mark_text(align="left", dx=8, fontWeight=600)
    return [text.encode(x=_days(), y=alt.Y("expected:Q"), text="venue:N", color=colour)]
