"""What each false-alarm rate would cost and find: visits that find something under visits that disturb for nothing."""

from collections.abc import Sequence
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from terezi.desk.visits import quantities
from terezi.desk.visits.sheets.what_if import Outlook
from terezi.site.charts.palette import Palette, frame

WIDTH, HEIGHT = 940, 240
MILLION = 1_000_000


def rate_curve(
    steps: Sequence[Outlook], chosen_ppm: int, law_ppm: int | None, palette: Palette
) -> dict[str, Any]:
    """Return the Vega-Lite specification: two stacked bands over the rates, the chosen one marked."""
    rows = [
        {"rate": step.rate_ppm / MILLION, "hits": step.hits_ppm / MILLION, "named": step.named}
        for step in steps
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_rate(steps))
    hits = base.mark_area(color=palette.machines, opacity=0.6).encode(y=_visits("hits"))
    innocent = base.mark_area(color=palette.gap, opacity=0.3).encode(y=_visits("hits"), y2="named:Q")
    edge = base.mark_line(color=palette.gap, strokeWidth=1.5).encode(y=_visits("named"))
    marks = _marks(chosen_ppm, law_ppm, steps, palette)
    chart = alt.layer(hits, innocent, edge, *_names(rows, palette), *marks)
    chart = chart.properties(width=WIDTH, height=HEIGHT, padding=4)
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _rate(steps: Sequence[Outlook]) -> alt.X:
    values = [step.rate_ppm / MILLION for step in steps]
    axis = alt.Axis(title=_("innocent meters that may stand out"), format=".2~%", values=values, grid=True)
    return alt.X("rate:Q", axis=axis, scale=alt.Scale(type="log", domain=[values[0], values[-1]], nice=False))


def _visits(field: str) -> alt.Y:
    axis = alt.Axis(title=_("visits"), titleAngle=0, titleAlign="left", titleAnchor="end", titleX=0, titleY=-10, tickCount=5, format=",d")  # fmt: skip
    return alt.Y(f"{field}:Q", axis=axis)


def _names(rows: list[dict[str, Any]], palette: Palette) -> list[alt.Chart]:
    last = rows[-1]
    told = (
        (last["hits"] / 2, _("would find something"), palette.machines),
        ((last["hits"] + last["named"]) / 2, _("would disturb for nothing"), palette.gap),
    )
    named = []
    for value, says, colour in told:
        row = [{"rate": last["rate"], "value": value, "says": says}]
        text = alt.Chart(alt.InlineData(values=row)).mark_text(
            align="left", dx=8, color=colour, fontWeight=600
        )
        named.append(text.encode(x="rate:Q", y="value:Q", text="says:N"))
    return named


def _marks(
    chosen_ppm: int, law_ppm: int | None, steps: Sequence[Outlook], palette: Palette
) -> list[alt.Chart]:
    told = [(chosen_ppm, str(quantities.share(chosen_ppm)), palette.ink, [1, 0])]
    if law_ppm and law_ppm != chosen_ppm:
        told.append((law_ppm, _("the policy"), palette.quiet, [4, 3]))
    layers = []
    for rate, says, colour, dash in told:
        base = alt.Chart(alt.InlineData(values=[{"rate": rate / MILLION, "says": says}])).encode(
            x=_rate(steps)
        )
        layers.append(base.mark_rule(color=colour, strokeWidth=1.5, strokeDash=dash))
        text = base.mark_text(align="right", dx=-4, baseline="top", color=colour, fontWeight=600)
        layers.append(text.encode(y=alt.value(2), text="says:N"))
    return layers
