"""A feeder's days: what meters and losses explain under what is delivered, and what is left, with its interval."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from terezi.desk.visits.sheets.feeder import FeederDay
from terezi.site.charts.palette import TITLE_ABOVE, Palette, frame

WIDTH, HEIGHT, BELOW = 940, 230, 150
W_PER_KW = 1_000
HEADROOM = 0.12
LABEL_SPACE = 16  # px between two labels
ENDS = 1.96  # standard deviations of a 95 % interval
Row = dict[str, Any]


def feeder_balance(days: Sequence[FeederDay], changed_on: date | None, palette: Palette) -> dict[str, Any]:
    """Return the Vega-Lite specification of both pictures on one axis of days; `days` has some."""
    rows = list(_rows(days))
    above = alt.layer(*_explained(rows, palette), *_change(changed_on, palette, HEIGHT)).properties(
        width=WIDTH, height=HEIGHT
    )
    below = alt.layer(*_left(rows, palette), *_change(changed_on, palette, BELOW)).properties(
        width=WIDTH, height=BELOW
    )
    chart = alt.vconcat(above, below, spacing=26).resolve_scale(x="shared").properties(padding=4)
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _rows(days: Sequence[FeederDay]) -> Iterator[Row]:
    """Yield a row a day in kW; `run` numbers the unbroken stretches, so that no line crosses a day without a balance."""
    run, before = 0, None
    for day in days:
        run += before is not None and day.day - before > timedelta(days=1)
        before = day.day
        metered, loss = day.metered_w + day.missing_w, day.loss_w
        yield {
            "at": f"{day.day.isoformat()}T12:00:00Z", "run": run, "metered": metered / W_PER_KW,
            "explained": (metered + loss) / W_PER_KW, "delivered": day.delivered_w / W_PER_KW, "residual": day.residual_w / W_PER_KW,
            "low": (day.residual_w - ENDS * day.sigma_w) / W_PER_KW, "high": (day.residual_w + ENDS * day.sigma_w) / W_PER_KW,
        }  # fmt: skip


def _time() -> alt.X:
    axis = alt.Axis(
        title=None,
        format="%-d.%m",
        tickCount={"interval": "week", "step": 1},
        labelAlign="left",
        labelOffset=2,
    )
    return alt.X("at:T", axis=axis, scale=alt.Scale(type="utc"))


def _kilowatts(field: str, title: str, ends: tuple[float, float] | None = None) -> alt.Y:
    axis = alt.Axis(title=title, **TITLE_ABOVE, titleY=-10, tickCount=5)
    scale = alt.Scale(zero=False, nice=True) if ends is None else alt.Scale(domain=list(ends), nice=False)
    return alt.Y(f"{field}:Q", axis=axis, scale=scale)


def _ends(rows: list[Row]) -> tuple[float, float]:
    """Return between which powers the upper picture lies: not from zero, or what is unexplained would not be seen."""
    lowest, highest = min(row["metered"] for row in rows), max(row["delivered"] for row in rows)
    spare = HEADROOM * (highest - lowest or 1)
    return max(0.0, lowest - spare), highest + spare


def _explained(rows: list[Row], palette: Palette) -> list[alt.Chart]:
    title, ends = _("kW, mean of the day"), _ends(rows)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_time(), detail="run:N")
    loss = base.mark_area(color=palette.coins, opacity=0.35).encode(
        y=_kilowatts("metered", title, ends), y2="explained:Q"
    )
    left = base.mark_area(color=palette.gap, opacity=0.28).encode(
        y=_kilowatts("explained", title, ends), y2="delivered:Q"
    )
    metered = base.mark_line(color=palette.machines, strokeWidth=2).encode(
        y=_kilowatts("metered", title, ends)
    )
    delivered = base.mark_line(color=palette.meter, strokeWidth=2).encode(
        y=_kilowatts("delivered", title, ends)
    )
    return [loss, left, metered, delivered, *_labels(rows[-1], ends, palette)]


def _labels(last: Row, ends: tuple[float, float], palette: Palette) -> Iterator[alt.Chart]:
    """Name lines and bands at their end, from above to below, pushed apart where they meet."""
    told = (
        (last["delivered"], _("delivered"), palette.meter),
        ((last["delivered"] + last["explained"]) / 2, _("unexplained"), palette.gap),
        ((last["explained"] + last["metered"]) / 2, _("technical loss"), palette.coins),
        (last["metered"], _("metered"), palette.machines),
    )
    lowest = -float(LABEL_SPACE)
    for value, says, colour in told:
        at = max(HEIGHT * (ends[1] - value) / (ends[1] - ends[0]), lowest + LABEL_SPACE)
        lowest = at
        text = alt.Chart(alt.InlineData(values=[{"says": says}])).mark_text(
            align="left", dx=8, color=colour, fontWeight=600
        )
        yield text.encode(x=alt.value(WIDTH), y=alt.value(round(at, 1)), text="says:N")


def _left(rows: list[Row], palette: Palette) -> list[alt.Chart]:
    title = _("kW that neither meters nor losses explain, with the range chance allows")
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_time(), detail="run:N")
    band = base.mark_area(color=palette.gap, opacity=0.18).encode(y=_kilowatts("low", title), y2="high:Q")
    line = base.mark_line(color=palette.gap, strokeWidth=2).encode(y=_kilowatts("residual", title))
    zero = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=palette.quiet, strokeWidth=1)
    return [band, zero.encode(y=_kilowatts("zero", title)), line]


def _change(changed_on: date | None, palette: Palette, height: int) -> list[alt.Chart]:
    if changed_on is None:
        return []
    row = [{"at": f"{changed_on.isoformat()}T00:00:00Z", "says": _("rise")}]
    base = alt.Chart(alt.InlineData(values=row)).encode(x=_time())
    rule = base.mark_rule(color=palette.gap, strokeDash=[4, 3], strokeWidth=1.5)
    text = base.mark_text(align="right", baseline="top", dx=-4, color=palette.gap).encode(
        y=alt.value(2), text="says:N"
    )
    return [rule, text] if height == HEIGHT else [rule]
