"""A market's day by the hour: depth, spread, and the price here against the world's, on one axis of hours."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
from django.utils.translation import gettext as _

from terezi.desk.venues.sheets.liquidity import Hour
from terezi.site.charts.palette import TITLE_ABOVE, Palette, frame

WIDTH, HEIGHT = 940, 95
E8, PPM_PER_PERCENT = 10**8, 10_000


def market_hours(hours: Sequence[Hour], quote: str, zone: str, palette: Palette) -> dict[str, Any]:
    """Return the Vega-Lite specification of three pictures one above the other; `hours` has some."""
    rows = [_row(hour, zone) for hour in hours]
    told = (
        ("depth", _("{quote} on the thinner side, narrow band").format(quote=quote), palette.machines),
        ("spread", _("spread, %"), palette.coins),
        ("premium", _("price here above the world's, %"), palette.ink),
    )
    parts = [_part(rows, name, title, colour) for name, title, colour in told]
    chart = alt.vconcat(*parts, spacing=28).resolve_scale(x="shared").properties(padding=4)
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _row(hour: Hour, zone: str) -> dict[str, Any]:
    local = hour.starts_at.astimezone(ZoneInfo(zone))
    return {
        "hour": local.hour,
        "until": local.hour + 1,
        "depth": None if hour.depth_e8 is None else hour.depth_e8 / E8,
        "spread": None if hour.spread_ppm is None else hour.spread_ppm / PPM_PER_PERCENT,
        "premium": None if hour.premium_ppm is None else hour.premium_ppm / PPM_PER_PERCENT,
    }


def _part(rows: list[dict[str, Any]], name: str, title: str, colour: str) -> alt.Chart:
    x_axis = alt.Axis(title=None, values=list(range(0, 25, 3)), grid=False, format="d")
    y_axis = alt.Axis(title=title, **TITLE_ABOVE, titleY=-10, tickCount=3)
    base = alt.Chart(alt.InlineData(values=rows)).transform_filter(f"datum.{name} != null")
    bars = base.mark_bar(color=colour, opacity=0.75).encode(
        x=alt.X("hour:Q", axis=x_axis, scale=alt.Scale(domain=[0, 24])),
        x2="until:Q",
        y=alt.Y(f"{name}:Q", axis=y_axis),
        y2=alt.Y2Datum(0),
    )
    part: alt.Chart = bars.properties(width=WIDTH, height=HEIGHT)
    return part
