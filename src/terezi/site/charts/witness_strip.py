"""Three witnesses of one site on one axis: metered, explained by machines, explained by coins.

Gaps between meter and machines are shaded; a day without a witness breaks its line and is never
interpolated; days with a curtailment order carry a bar at the top.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from terezi.base.units import WH_PER_MWH
from terezi.desk.findings.quantities import spoken
from terezi.desk.findings.sheets.site import WitnessDay
from terezi.site.charts.palette import TITLE_ABOVE, Palette, frame

WIDTH, HEIGHT = 940, 250
HEADROOM = 1.18  # above the highest point, for what is written at the top
LABEL_SPACE = 16  # px between two labels at the end of the lines
WITNESSES = ("meter", "machines", "coins")
DASHES = {"meter": [1, 0], "machines": [1, 0], "coins": [5, 3]}

Row = dict[str, Any]
Layer = alt.Chart | alt.LayerChart | alt.FacetChart


def witness_strip(strip: Sequence[WitnessDay], palette: Palette) -> dict[str, Any]:
    """Return the Vega-Lite specification of the strip, its data inside."""
    points = list(_points(strip))
    top = HEADROOM * max((point["mwh"] for point in points), default=1) or 1
    layers = [
        _missing(strip, palette),
        _gap(strip, palette, top),
        *(_line(points, witness, palette, top) for witness in WITNESSES),
        _labels(points, palette, top),
        _curtailment(strip, palette),
        _pointing(strip),
    ]
    chart = alt.layer(*[layer for layer in layers if layer is not None], data=alt.InlineData(values=[]))
    chart = chart.properties(width=WIDTH, height=HEIGHT, padding=4)
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _values(day: WitnessDay) -> dict[str, int | None]:
    return {
        "meter": day.metered.worked.value,
        "machines": day.machines.worked.value,
        "coins": day.coins.worked.value,
    }


def _noon(day: date) -> str:
    return f"{day.isoformat()}T12:00:00Z"


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _points(strip: Sequence[WitnessDay]) -> Iterator[Row]:
    """Yield one row a day and witness; `run` numbers the unbroken stretches of each."""
    runs = dict.fromkeys(WITNESSES, 0)
    for day in strip:
        for witness, value in _values(day).items():
            if value is None:
                runs[witness] += 1
            else:
                yield {"at": _noon(day.day), "day": day.day.isoformat(), "witness": witness, "run": runs[witness],
                       "mwh": round(value / WH_PER_MWH, 3)}  # fmt: skip


def _time(field: str = "at") -> alt.X:
    axis = alt.Axis(
        title=None,
        format="%-d.%m",
        grid=True,
        tickCount={"interval": "week", "step": 1},
        labelAlign="left",
        labelOffset=2,
    )
    return alt.X(f"{field}:T", axis=axis, scale=alt.Scale(type="utc"))


def _energy(top: float) -> alt.Y:
    axis = alt.Axis(
        title=_("MWh a day"),
        **TITLE_ABOVE,
        titleY=-10,
        tickCount=5,
    )
    return alt.Y("mwh:Q", axis=axis, scale=alt.Scale(domain=[0, top], nice=False))


def _line(points: list[Row], witness: str, palette: Palette, top: float) -> alt.Chart:
    rows = [row for row in points if row["witness"] == witness]
    mark = {"type": "line", "color": palette.witness(witness), "strokeWidth": 2, "strokeDash": DASHES[witness],
            "point": {"size": 14, "color": palette.witness(witness), "filled": True}}  # fmt: skip
    chart = alt.Chart(alt.InlineData(values=rows)).encode(x=_time(), y=_energy(top), detail="run:N")
    chart.mark = mark
    return chart


def _pointing(strip: Sequence[WitnessDay]) -> alt.Chart:
    """An unseen column a day, which tells the three values to whoever points at it."""
    rows = [
        {
            **span,
            **{witness: _told(value) for witness, value in _values(day).items()},
            "day": day.day.isoformat(),
        }
        for day in strip
        for span in _spans([day.day])
    ]
    told = [alt.Tooltip("day:N", title=" ")]
    told += [alt.Tooltip(f"{witness}:N", title=witness_says(witness)) for witness in WITNESSES]
    columns = alt.Chart(alt.InlineData(values=rows)).mark_rect(color="transparent")
    placed: alt.Chart = columns.encode(
        x=_time(), x2="until:T", y=alt.value(0), y2=alt.value(HEIGHT), tooltip=told
    )
    return placed


def _told(value: int | None) -> str:
    return _("absent") if value is None else str(spoken(value, "Wh"))


def witness_says(witness: str) -> str:
    return {"meter": _("meter"), "machines": _("machines"), "coins": _("coins")}[witness]


def _labels(points: list[Row], palette: Palette, top: float) -> Layer:
    """Name each line at its end, pushed apart where two lines end together."""
    last = {row["witness"]: row for row in points}
    ordered = sorted(last.values(), key=lambda row: -row["mwh"])
    placed, lowest = [], -LABEL_SPACE
    for row in ordered:
        at = max(HEIGHT * (1 - row["mwh"] / top), lowest + LABEL_SPACE)
        lowest = at
        text = alt.Chart(alt.InlineData(values=[{"says": witness_says(row["witness"])}])).mark_text(
            align="left", dx=8, color=palette.witness(row["witness"]), fontWeight=600
        )
        placed.append(text.encode(x=alt.value(WIDTH), y=alt.value(round(at, 1)), text="says:N"))
    return alt.layer(*placed)


def _gap(strip: Sequence[WitnessDay], palette: Palette, top: float) -> Layer | None:
    rows, run = [], 0
    for day in strip:
        values = _values(day)
        if values["meter"] is None or values["machines"] is None:
            run += 1
            continue
        rows.append(
            {
                "at": _noon(day.day),
                "run": run,
                "low": values["machines"] / WH_PER_MWH,
                "mwh": values["meter"] / WH_PER_MWH,
            }
        )
    chart = alt.Chart(alt.InlineData(values=rows)).mark_area(color=palette.gap, opacity=0.2)
    return chart.encode(x=_time(), y=_energy(top), y2="low:Q", detail="run:N") if rows else None


def _spans(days: Sequence[date]) -> list[Row]:
    """Join neighbouring days to spans, so that a label stands once."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and spans[-1][1] == day:
            spans[-1] = (spans[-1][0], day + timedelta(days=1))
        else:
            spans.append((day, day + timedelta(days=1)))
    return [{"at": _midnight(start), "until": _midnight(end)} for start, end in spans]


def _bars(
    spans: list[Row],
    says: str,
    colour: str,
    words: str,
    *,
    top: int,
    bottom: int,
    opacity: float,
    line: int = 0,
) -> Layer:
    """Set spans of days as bars between two heights in pixels, named once."""
    rows = [{**span, "says": says if number == 0 else ""} for number, span in enumerate(spans)]
    base = alt.Chart(alt.InlineData(values=rows))
    bar = base.mark_rect(color=colour, opacity=opacity).encode(
        x=_time(), x2="until:T", y=alt.value(top), y2=alt.value(bottom)
    )
    text = base.mark_text(align="left", baseline="top", dx=3, dy=2, color=words, fontSize=11.5)
    return alt.layer(bar, text.encode(x=_time(), y=alt.value(top + 8 + line * LABEL_SPACE), text="says:N"))


def _missing(strip: Sequence[WitnessDay], palette: Palette) -> Layer | None:
    silent = {witness: [day.day for day in strip if _values(day)[witness] is None] for witness in WITNESSES}
    marked = [
        _bars(
            _spans(days),
            _("no {witness}").format(witness=witness_says(witness)),
            palette.missing,
            palette.quiet,
            top=0,
            bottom=HEIGHT,
            opacity=0.2,
            line=line,
        )
        for line, (witness, days) in enumerate(silent.items())
        if days
    ]
    return alt.layer(*marked) if marked else None


def _curtailment(strip: Sequence[WitnessDay], palette: Palette) -> Layer | None:
    spans = _spans([day.day for day in strip if day.curtailed])
    if not spans:
        return None
    return _bars(spans, _("curtailment ordered"), palette.watch, palette.watch, top=0, bottom=6, opacity=1)
