"""One asset of an exchange over a day: owed to clients and held for them, as steps from reading to reading."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
from django.utils.translation import gettext as _

from terezi.base.units import E8
from terezi.desk.venues.sheets.reserves import Reading
from terezi.site.charts.palette import TITLE_ABOVE, Palette, frame

WIDTH, HEIGHT = 900, 190


def reserve_cover(readings: Sequence[Reading], asset: str, zone: str, palette: Palette) -> dict[str, Any]:
    """Return the Vega-Lite specification; `readings` has some, in the order of time."""
    rows = [
        {
            "at": reading.as_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat() + "Z",
            "owed": reading.liabilities_e8 / E8,
            "held": reading.reserves_e8 / E8,
            "low": min(reading.liabilities_e8, reading.reserves_e8) / E8,
        }
        for reading in readings
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_time())
    gap = base.mark_area(interpolate="step-after", color=palette.gap, opacity=0.35)
    owed = base.mark_line(interpolate="step-after", color=palette.ink, strokeWidth=2)
    held = base.mark_line(interpolate="step-after", color=palette.machines, strokeWidth=2)
    layers = [
        gap.encode(y=_coins("low", asset), y2="owed:Q"),
        owed.encode(y=_coins("owed", asset)),
        held.encode(y=_coins("held", asset)),
    ]
    chart = alt.layer(*layers, *_labels(rows[-1], asset, palette)).properties(
        width=WIDTH, height=HEIGHT, padding=6
    )
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _time() -> alt.X:
    axis = alt.Axis(title=None, format="%H:%M", tickCount=12, grid=False)
    return alt.X("at:T", axis=axis, scale=alt.Scale(type="utc"))


def _coins(field: str, asset: str) -> alt.Y:
    axis = alt.Axis(title=asset, **TITLE_ABOVE, titleY=-10, tickCount=4)
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(zero=False, nice=True))


def _labels(last: dict[str, Any], asset: str, palette: Palette) -> list[alt.Chart]:
    """Name both lines at their end; the higher one above, so that they do not meet."""
    above, below = ("owed", "held") if last["owed"] > last["held"] else ("held", "owed")
    says = {"owed": (_("owed"), palette.ink), "held": (_("held"), palette.machines)}
    labels = []
    for name, dy in ((above, -7), (below, 9)):
        word, colour = says[name]
        base = alt.Chart(alt.InlineData(values=[{**last, "says": word}]))
        text = base.mark_text(align="left", dx=8, dy=dy, color=colour, fontWeight=600)
        labels.append(text.encode(x=_time(), y=_coins(name, asset), text="says:N"))
    return labels
