"""168 hours: what mines were given, what they drew, and the hours in which some were ordered to draw less."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
from django.utils.translation import gettext as _

from terezi.base.units import W_PER_MW
from terezi.desk.energy.sheets.board import HOUR, Hour
from terezi.site.charts.palette import TITLE_ABOVE, Palette, frame

WIDTH, HEIGHT = 960, 230
Row = dict[str, Any]


def power_strip(
    hours: Sequence[Hour], *, measured_until: datetime, zone: str, palette: Palette
) -> dict[str, Any]:
    """Return the Vega-Lite specification; hours are those of the settlement zone, what nobody measured is left open."""
    clock = ZoneInfo(zone)
    rows = [_row(hour, clock) for hour in hours]
    layers = [
        *_ordered(hours, clock, palette),
        *_drawn(rows, palette),
        *_given(rows, palette),
        *_now(measured_until, clock, palette),
        *_names(rows, palette),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, padding=4)
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _row(hour: Hour, clock: ZoneInfo) -> Row:
    return {
        "at": _wall(hour.starts_at, clock),
        "until": _wall(hour.starts_at + HOUR, clock),
        "given": None if hour.allocated_w is None else hour.allocated_w / W_PER_MW,
        "drawn": None if hour.drawn_w is None else hour.drawn_w / W_PER_MW,
        "zero": 0,
    }


def _wall(at: datetime, clock: ZoneInfo) -> str:
    """Return an instant as the clock of the zone shows it: the axis is told that this is UTC, and shows it as it is."""
    return f"{at.astimezone(clock):%Y-%m-%dT%H:%M:%S}Z"


def _time(field: str = "at") -> alt.X:
    axis = alt.Axis(
        title=None,
        format="%-d.%m",
        tickCount={"interval": "day", "step": 1},
        labelAlign="left",
        labelOffset=2,
    )
    return alt.X(f"{field}:T", axis=axis, scale=alt.Scale(type="utc"))


def _megawatts(field: str) -> alt.Y:
    axis = alt.Axis(title="MW", **TITLE_ABOVE, titleY=-8, tickCount=5)
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domainMin=0))


def _drawn(rows: list[Row], palette: Palette) -> list[alt.Chart]:
    base = alt.Chart(alt.InlineData(values=[row for row in rows if row["drawn"] is not None]))
    bars = base.mark_rect(color=palette.machines, opacity=0.45)
    return [bars.encode(x=_time(), x2="until:T", y=_megawatts("drawn"), y2="zero:Q")]


def _given(rows: list[Row], palette: Palette) -> list[alt.Chart]:
    base = alt.Chart(alt.InlineData(values=rows))
    line = base.mark_line(color=palette.ink, strokeWidth=2, interpolate="step-after")
    return [line.encode(x=_time(), y=_megawatts("given"))]


def _ordered(hours: Sequence[Hour], clock: ZoneInfo, palette: Palette) -> list[alt.Chart]:
    rows = [
        {"at": _wall(hour.starts_at, clock), "until": _wall(hour.starts_at + HOUR, clock)}
        for hour in hours
        if hour.ordered
    ]
    bands = alt.Chart(alt.InlineData(values=rows)).mark_rect(color=palette.watch, opacity=0.3)
    return [bands.encode(x=_time(), x2="until:T")] if rows else []


def _now(until: datetime, clock: ZoneInfo, palette: Palette) -> list[alt.Chart]:
    row = [{"at": _wall(until, clock), "says": _("planned ahead"), "y": 0}]
    base = alt.Chart(alt.InlineData(values=row)).encode(x=_time())
    rule = base.mark_rule(color=palette.quiet, strokeDash=[4, 3])
    # at the foot, where neither the name of what was given nor of what was drawn stands
    text = base.mark_text(align="left", baseline="bottom", dx=6, y=HEIGHT - 4, color=palette.quiet)
    return [rule, text.encode(text="says:N")]


def _names(rows: list[Row], palette: Palette) -> list[alt.Chart]:
    named = []
    for field, says, colour in (
        ("given", _("given"), palette.ink),
        ("drawn", _("drawn"), palette.machines),
    ):
        known = [row for row in rows if row[field] is not None]
        if not known:
            continue
        last = known[-1]
        row = [{"at": last["until"], field: last[field], "says": says}]
        text = alt.Chart(alt.InlineData(values=row)).mark_text(
            align="left", dx=6, color=colour, fontWeight=600
        )
        named.append(text.encode(x=_time(), y=_megawatts(field), text="says:N"))
    return named
