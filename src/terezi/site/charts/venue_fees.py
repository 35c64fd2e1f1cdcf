"""Fees of exchanges by day: what the trades make as a line, what was declared as dots."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from terezi.desk.venues.sheets.fees import FeeLine
from terezi.site.charts.palette import TITLE_ABOVE, Palette, frame

WIDTH, HEIGHT = 900, 240
NAME_HEIGHT = 17
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
    """Name each line at the end of the picture, a name's height apart; a hair leads to where its line ends."""
    last = {row["venue"]: row for row in rows}
    ends_at = max(row["at"] for row in last.values())
    top = max(max(row["expected"], row["declared"] or 0) for row in rows) or 1
    places = apart([row["expected"] for row in last.values()], least=top * NAME_HEIGHT / HEIGHT, top=top)
    named = [
        {**row, "ends_at": ends_at, "place": place} for row, place in zip(last.values(), places, strict=True)
    ]
    colour = alt.Color("venue:N", scale=_colours(lines, palette), legend=None)
    base = alt.Chart(alt.InlineData(values=named)).encode(color=colour)
    hair = base.mark_rule(strokeWidth=0.8, strokeDash=[2, 2], xOffset=4, x2Offset=8).encode(
        x=_days(), x2="ends_at:T", y=alt.Y("expected:Q"), y2="place:Q"
    )
    text = base.mark_text(align="left", baseline="middle", dx=10, fontWeight=600).encode(
        x=alt.X("ends_at:T"), y=alt.Y("place:Q"), text="venue:N"
    )
    return [hair, text]


def apart(wanted: Sequence[float], *, least: float, top: float) -> list[float]:
    """Return places at least `least` apart, in the order of the wanted ones, moved as little as going up from below asks.

    They end at `top`, where that leaves room for all of them.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = list(wanted)
    for below, place in itertools.pairwise(order):
        found[place] = max(found[place], found[below] + least)
    ceiling = max(top, least * (len(wanted) - 1))
    for place in reversed(order):
        found[place] = min(found[place], ceiling)
        ceiling = found[place] - least
    return found
