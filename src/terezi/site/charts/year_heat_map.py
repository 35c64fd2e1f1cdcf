"""A year of one meter: hours up, days along, colour for power; below it, on the same days, the load that never stops."""

import base64
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from terezi.desk.visits import quantities
from terezi.desk.visits.sheets.meter import MeterDay
from terezi.site.charts.palette import TITLE_ABOVE, Palette, frame

WIDTH, HEIGHT, BELOW = 900, 264, 120
W_PER_KW = 1_000
STEPS = 9  # colours an eye tells apart
LEGEND_WIDTH = 22  # px of one colour in the key
MOST_SHARE = 0.995  # a single freak hour must not take the colours from all others
Rgb = tuple[int, int, int]


def year_heat_map(days: Sequence[MeterDay], palette: Palette) -> dict[str, Any]:
    """Return the Vega-Lite specification, the hours inside as a small picture of one dot an hour."""
    most = _most(days)
    above = alt.layer(_cells(days, most, palette), _axes(days)).properties(width=WIDTH, height=HEIGHT)
    below = alt.layer(*_lines(days, palette)).properties(width=WIDTH, height=BELOW)
    chart = alt.vconcat(_key(most, palette), above, below, spacing=16).properties(padding=4)
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _most(days: Sequence[MeterDay]) -> int:
    watts = sorted(each for day in days for each in day.covered)
    return max(1, watts[min(len(watts) - 1, int(MOST_SHARE * len(watts)))]) if watts else 1


def colours(palette: Palette) -> list[Rgb]:
    """Return the steps from paper over the accent to ink."""
    ends = [_rgb(palette.paper), _rgb(palette.machines), _rgb(palette.ink)]
    return [_between(ends, step / (STEPS - 1)) for step in range(STEPS)]


def _between(ends: Sequence[Rgb], share: float) -> Rgb:
    place = share * (len(ends) - 1)
    first = min(int(place), len(ends) - 2)
    red, green, blue = (
        round(a + (b - a) * (place - first)) for a, b in zip(ends[first], ends[first + 1], strict=True)
    )
    return red, green, blue


def _rgb(text: str) -> Rgb:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _dots(days: Sequence[MeterDay], most: int, palette: Palette) -> bytes:
    """Return the year as a PNG: a column a day, midnight on top."""
    steps, nothing = colours(palette), _rgb(palette.missing)
    rows = []
    for hour in range(24):
        dots = [_dot(day.hours_w[hour], most, steps, nothing) for day in days]
        rows.append(b"\0" + bytes(part for dot in dots for part in dot))
    head = struct.pack(">IIBBBBB", len(days), 24, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _dot(watts: int | None, most: int, steps: Sequence[Rgb], nothing: Rgb) -> Rgb:
    return nothing if watts is None else steps[min(STEPS - 1, max(0, round(watts / most * (STEPS - 1))))]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _cells(days: Sequence[MeterDay], most: int, palette: Palette) -> alt.Chart:
    url = "data:image/png;base64," + base64.b64encode(_dots(days, most, palette)).decode()
    picture = alt.Chart(alt.InlineData(values=[{"url": url}]))
    picture.mark = {"type": "image", "width": WIDTH, "height": HEIGHT, "aspect": False, "smooth": False, "align": "left", "baseline": "top"}  # fmt: skip
    placed: alt.Chart = picture.encode(x=alt.value(0), y=alt.value(0), url="url:N")
    return placed


def _ends(days: Sequence[MeterDay]) -> list[str]:
    return [f"{days[0].day.isoformat()}T00:00:00Z", f"{days[-1].day.isoformat()}T23:59:59Z"]


def _time(days: Sequence[MeterDay], *, labels: bool = True) -> alt.X:
    axis = alt.Axis(title=None, format="%b %Y" if len(days) > 100 else "%-d.%m", labelAlign="left", labelOffset=2, labels=labels, grid=False)  # fmt: skip
    return alt.X("at:T", axis=axis, scale=alt.Scale(type="utc", domain=_ends(days), nice=False))


def _axes(days: Sequence[MeterDay]) -> alt.Chart:
    rows = [{"at": end, "hour": hour} for end in _ends(days) for hour in (0, 24)]
    axis = alt.Axis(title=_("hour of the day"), **TITLE_ABOVE, titleY=-8, values=[0, 6, 12, 18, 24], grid=False)  # fmt: skip
    hours = alt.Y("hour:Q", axis=axis, scale=alt.Scale(domain=[24, 0], nice=False))
    corners: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows)).mark_point(opacity=0).encode(x=_time(days), y=hours)
    )
    return corners


def _lines(days: Sequence[MeterDay], palette: Palette) -> list[alt.Chart]:
    rows, run = [], 0
    for day in days:
        if day.lowest_w is None or day.mean_w is None:
            run += 1
            continue
        at = f"{day.day.isoformat()}T12:00:00Z"
        rows.append({"at": at, "run": run, "lowest": day.lowest_w / W_PER_KW, "mean": day.mean_w / W_PER_KW})
    axis = alt.Axis(title="kW", **TITLE_ABOVE, titleY=-8, tickCount=4)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_time(days), detail="run:N")
    area = base.mark_area(color=palette.machines, opacity=0.25).encode(y=alt.Y("lowest:Q", axis=axis))
    lowest = base.mark_line(color=palette.machines, strokeWidth=2).encode(y=alt.Y("lowest:Q", axis=axis))
    mean = base.mark_line(color=palette.quiet, strokeWidth=1).encode(y=alt.Y("mean:Q", axis=axis))
    return [area, mean, lowest, *_names(rows, palette)]


def _names(rows: list[dict[str, Any]], palette: Palette) -> list[alt.Chart]:
    if not rows:
        return []
    told = (("lowest", _("base load"), palette.machines), ("mean", _("mean"), palette.quiet))
    apart = sorted(told, key=lambda each: float(rows[-1][each[0]]))
    named = []
    for place, (field, says, colour) in enumerate(apart):
        row = [{"at": rows[-1]["at"], "value": rows[-1][field], "says": says}]
        text = alt.Chart(alt.InlineData(values=row)).mark_text(
            align="left", dx=6, dy=7 - 14 * place, color=colour, fontWeight=600
        )
        named.append(text.encode(x=alt.X("at:T"), y="value:Q", text="says:N"))
    return named


def _key(most: int, palette: Palette) -> alt.LayerChart | alt.FacetChart:
    """Say which colour is how much power, and which one is no reading."""
    rows = [
        {"at": number * LEGEND_WIDTH, "until": (number + 1) * LEGEND_WIDTH, "colour": "#" + bytes(step).hex()}
        for number, step in enumerate(colours(palette))
    ]
    end = STEPS * LEGEND_WIDTH
    rows.append({"at": end + 130, "until": end + 130 + LEGEND_WIDTH, "colour": palette.missing})
    told = ((end + 6, str(quantities.power(most))), (end + 130 + LEGEND_WIDTH + 6, _("no reading")))
    words = [{"at": at, "says": says} for at, says in told]
    place = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False))
    bars = alt.Chart(alt.InlineData(values=rows)).mark_rect(stroke=palette.line, strokeWidth=0.5)
    colour = alt.Color("colour:N", scale=None)
    text = alt.Chart(alt.InlineData(values=words)).mark_text(align="left", color=palette.quiet)
    key = alt.layer(bars.encode(x=place, x2="until:Q", color=colour), text.encode(x=place, text="says:N"))
    return key.properties(width=WIDTH, height=14)
