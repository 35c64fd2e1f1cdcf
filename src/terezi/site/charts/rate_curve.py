"""What each false-alarm rate would find and cost: two lines on one scale, since both are visits."""

from collections.abc import Sequence
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from terezi.desk.visits import quantities
from terezi.desk.visits.sheets.what_if import Outlook
from terezi.site.charts.palette import TITLE_ABOVE, Palette, frame

WIDTH, HEIGHT = 940, 240
MILLION = 1_000_000


def rate_curve(
    steps: Sequence[Outlook], chosen_ppm: int, law_ppm: int | None, palette: Palette
) -> dict[str, Any]:
    """Return the Vega-Lite specification: two lines over the rates, the chosen one marked."""
    rows = [
        {
            "rate": step.rate_ppm / MILLION,
            "hits": step.hits_ppm / MILLION,
            "innocent": max(step.innocent_ppm, 0) / MILLION,
        }
        for step in steps
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_rate(steps))
    layers = [
        base.mark_line(color=colour, strokeWidth=2.5, point={"color": colour, "size": 30}).encode(
            y=_visits(field)
        )
        for field, colour in (("innocent", palette.gap), ("hits", palette.machines))
    ]
    chart = alt.layer(*_marks(chosen_ppm, law_ppm, steps, palette), *layers, *_names(rows[-1], palette))
    chart = chart.properties(width=WIDTH, height=HEIGHT, padding=4)
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _rate(steps: Sequence[Outlook]) -> alt.X:
    values = [step.rate_ppm / MILLION for step in steps]
    axis = alt.Axis(title=_("innocent meters that may stand out"), format=".2~%", values=values, grid=True)
    return alt.X("rate:Q", axis=axis, scale=alt.Scale(type="log", domain=[values[0], values[-1]], nice=False))


def _visits(field: str) -> alt.Y:
    axis = alt.Axis(
        title=_("visits, each line of the scale ten times the one below"), **TITLE_ABOVE, titleY=-10,
        values=[0, 1, 10, 100, 1_000, 10_000, 100_000], format=",d",
    )  # fmt: skip
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(type="symlog", constant=1))


def _names(last: dict[str, Any], palette: Palette) -> list[alt.Chart]:
    told = (
        ("hits", _("would find something"), palette.machines),
        ("innocent", _("would disturb for nothing"), palette.gap),
    )
    named = []
    for field, says, colour in told:
        row = [{"rate": last["rate"], "value": last[field], "says": says}]
        text = alt.Chart(alt.InlineData(values=row)).mark_text(
            align="left", dx=10, color=colour, fontWeight=600
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
