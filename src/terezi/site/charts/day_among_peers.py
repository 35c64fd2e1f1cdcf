"""The mean day of one meter, and the band in which four of five of its peers lie."""

from collections.abc import Sequence
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from terezi.desk.visits.sheets.meter import PeerHour
from terezi.site.charts.palette import TITLE_ABOVE, Palette, frame

WIDTH, HEIGHT = 560, 220
W_PER_KW = 1_000


def day_among_peers(hours: Sequence[PeerHour], palette: Palette) -> dict[str, Any]:
    """Return the Vega-Lite specification; an hour that no reading covers breaks the meter's line."""
    rows = [_row(hour) for hour in hours]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_hours())
    band = base.mark_area(color=palette.missing, opacity=0.3).encode(y=_kilowatts("low"), y2="high:Q")
    middle = base.mark_line(color=palette.quiet, strokeWidth=1.5, strokeDash=[4, 3]).encode(
        y=_kilowatts("middle")
    )
    own = base.mark_line(color=palette.machines, strokeWidth=2.5).encode(y=_kilowatts("own"))
    layers = [band, middle, own, *_names(rows, palette)]
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, padding=4)
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _row(hour: PeerHour) -> dict[str, Any]:
    return {
        "hour": hour.hour + 0.5,
        "own": None if hour.own_w is None else hour.own_w / W_PER_KW,
        "low": hour.low_w / W_PER_KW,
        "middle": hour.middle_w / W_PER_KW,
        "high": hour.high_w / W_PER_KW,
    }


def _hours() -> alt.X:
    axis = alt.Axis(title=_("hour of the day"), values=[0, 3, 6, 9, 12, 15, 18, 21, 24], grid=False)
    return alt.X("hour:Q", axis=axis, scale=alt.Scale(domain=[0, 24], nice=False))


def _kilowatts(field: str) -> alt.Y:
    axis = alt.Axis(title="kW", **TITLE_ABOVE, titleY=-8, tickCount=5)
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domainMin=0))


def _names(rows: list[dict[str, Any]], palette: Palette) -> list[alt.Chart]:
    told = ((("own"), _("this meter"), palette.machines), ("middle", _("half of its peers"), palette.quiet))
    there = [(field, says, colour) for field, says, colour in told if rows and rows[-1][field] is not None]
    named = []
    for field, says, colour in there:
        above = any(rows[-1][field] > rows[-1][other] for other, _, _ in there if other != field)
        row = [{"hour": rows[-1]["hour"], "value": rows[-1][field], "says": says}]
        text = alt.Chart(alt.InlineData(values=row)).mark_text(
            align="left", dx=14, dy=-5 if above else 7, color=colour, fontWeight=600
        )
        named.append(text.encode(x=_hours(), y=_kilowatts("value"), text="says:N"))
    return named
