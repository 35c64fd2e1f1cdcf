"""Regions as the grounds their feeders span, the darker the more of what was left over went to mines."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from terezi.desk.energy.sheets.board import RegionLine
from terezi.desk.people.words import isolated
from terezi.site.charts.load_map import HEIGHT, LEAST_SPAN, MARGIN, REGION_STROKE, WIDTH, Point, hull
from terezi.site.charts.palette import Palette, frame

MICRO = 1_000_000
FAINTEST, DARKEST = 0.18, 0.75


def region_map(
    lines: Sequence[RegionLine], feeders: Sequence[tuple[str, int, int]], palette: Palette
) -> dict[str, Any]:
    """Return the Vega-Lite specification; `feeders` are region, latitude and longitude in millionths of a degree."""
    grounds = _grounds(feeders)
    layers = [*_shapes(lines, grounds, palette), *_names(lines, grounds, palette)]
    chart = alt.layer(*layers, data=alt.InlineData(values=[])).properties(
        width=WIDTH, height=HEIGHT, padding=4
    )
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _grounds(feeders: Sequence[tuple[str, int, int]]) -> dict[str, list[Point]]:
    """Return the corners of each region in px: degrees are drawn as long as they are at that latitude."""
    if not feeders:
        return {}
    squeeze = math.cos(math.radians(sum(lat for _r, lat, _l in feeders) / len(feeders) / MICRO))
    flat = [(region, lon / MICRO * squeeze, -lat / MICRO) for region, lat, lon in feeders]
    xs, ys = [x for _r, x, _y in flat], [y for _r, _x, y in flat]
    scale = min(
        (WIDTH - 2 * MARGIN) / max(max(xs) - min(xs), LEAST_SPAN),
        (HEIGHT - 2 * MARGIN) / max(max(ys) - min(ys), LEAST_SPAN),
    )
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    found: dict[str, list[Point]] = {}
    for region, x, y in flat:
        spot = (WIDTH / 2 + (x - middle[0]) * scale, HEIGHT / 2 + (y - middle[1]) * scale)
        found.setdefault(region, []).append(spot)
    return {region: hull(points) for region, points in found.items()}


def _x() -> alt.X:
    return alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False))


def _y(field: str = "y") -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[HEIGHT, 0], nice=False))


def _shapes(
    lines: Sequence[RegionLine], grounds: Mapping[str, list[Point]], palette: Palette
) -> list[alt.Chart]:
    found = []
    for line in lines:
        corners = grounds.get(line.region)
        if not corners:
            continue
        share = line.given_share
        colour = palette.line if share is None else palette.gap if line.shortage_wh else palette.machines
        opacity = 0.5 if share is None else FAINTEST + (DARKEST - FAINTEST) * min(share, 1.0)
        rows = [
            {"x": round(x, 1), "y": round(y, 1), "number": number}
            for number, (x, y) in enumerate([*corners, corners[0]])
        ]
        shape = alt.Chart(alt.InlineData(values=rows))
        shape.mark = {
            "type": "line", "filled": True, "fill": colour, "stroke": colour, "strokeWidth": REGION_STROKE,
            "strokeJoin": "round", "strokeCap": "round", "interpolate": "linear-closed", "opacity": opacity,
        }  # fmt: skip
        found.append(shape.encode(x=_x(), y=_y(), order="number:Q"))
    return found


def _names(
    lines: Sequence[RegionLine], grounds: Mapping[str, list[Point]], palette: Palette
) -> list[alt.Chart]:
    rows = []
    for line in lines:
        if points := grounds.get(line.region):
            x, y = sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points)
            told = _("{drawn} drawn of {given}").format(drawn=line.drawn, given=line.given)
            rows.append({"x": x, "y": y - 8, "below": y + 9, "region": line.region, "says": isolated(told)})
    base = alt.Chart(alt.InlineData(values=rows))
    halo = {"stroke": palette.paper, "strokeWidth": 3, "strokeOpacity": 0.8, "color": palette.ink}
    plain = {"color": palette.ink}
    layers = []
    for style in (halo, plain):
        layers += [
            base.mark_text(fontWeight=600, fontSize=13.5, **style).encode(x=_x(), y=_y(), text="region:N"),
            base.mark_text(fontSize=12, **style).encode(x=_x(), y=_y("below"), text="says:N"),
        ]
    return layers
