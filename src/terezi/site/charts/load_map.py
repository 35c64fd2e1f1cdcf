"""Feeders where their substations stand, on the ground their region's feeders span; no map of others is used."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from terezi.desk.visits.sheets.network import CANNOT_TELL, EXPLAINED, UNEXPLAINED, FeederLine, meaning_says
from terezi.site.charts.palette import Palette, frame

WIDTH, HEIGHT = 940, 420
MARGIN = 70  # px around the outermost feeders, so that circles and names have room
LEAST_SPAN = 0.2  # degrees: a country is not drawn larger than some 20 km across
REGION_STROKE = 46  # px, which rounds a region off and makes one or two feeders a shape, too
SMALLEST, LARGEST = 60, 1_500  # areas of circles, px

Point = tuple[float, float]
Layer = alt.Chart | alt.LayerChart | alt.FacetChart


def load_map(lines: Sequence[FeederLine], palette: Palette) -> dict[str, Any]:
    """Return the Vega-Lite specification of the map: circles by unexplained load, regions as hulls of their feeders."""
    placed = _placed([line for line in lines if line.at is not None])
    layers = [
        _regions(placed, palette),
        _region_names(placed, palette),
        _circles(placed, palette),
        _names(placed, palette),
    ]
    chart = alt.layer(*layers, data=alt.InlineData(values=[])).properties(
        width=WIDTH, height=HEIGHT, padding=4
    )
    return {**chart.to_dict(validate=False), "config": frame(palette)}


def _placed(lines: Sequence[FeederLine]) -> list[tuple[FeederLine, Point]]:
    """Return where each feeder stands on the picture, in px: degrees are drawn as long as they are at that latitude."""
    points = [line.at for line in lines if line.at is not None]
    if not points:
        return []
    squeeze = math.cos(math.radians(sum(lat for _, lat in points) / len(points)))
    flat = [(lon * squeeze, -lat) for lon, lat in points]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    scale = min(
        (WIDTH - 2 * MARGIN) / max(max(xs) - min(xs), LEAST_SPAN),
        (HEIGHT - 2 * MARGIN) / max(max(ys) - min(ys), LEAST_SPAN),
    )
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    spots = [(WIDTH / 2 + (x - middle[0]) * scale, HEIGHT / 2 + (y - middle[1]) * scale) for x, y in flat]
    return list(zip(lines, spots, strict=True))


def hull(points: Iterable[Point]) -> list[Point]:
    """Return the corners of the smallest convex shape around points, in order around it (monotone chain)."""
    ordered = sorted(set(points))
    return ordered if len(ordered) < 3 else _half(ordered)[:-1] + _half(ordered[::-1])[:-1]


def _closed(corners: list[Point]) -> list[Point]:
    return [*corners, corners[0]]


def _half(ordered: Sequence[Point]) -> list[Point]:
    corners: list[Point] = []
    for point in ordered:
        while len(corners) > 1 and _turn(corners[-2], corners[-1], point) <= 0:
            corners.pop()
        corners.append(point)
    return corners


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _by_region(placed: Sequence[tuple[FeederLine, Point]]) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = defaultdict(list)
    for line, point in placed:
        found[line.region].append(point)
    return found


def _x() -> alt.X:
    return alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False))


def _y() -> alt.Y:
    return alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[HEIGHT, 0], nice=False))


def _regions(placed: Sequence[tuple[FeederLine, Point]], palette: Palette) -> Layer:
    rows = [
        {"region": region, "number": number, "x": round(x, 1), "y": round(y, 1)}
        for region, points in _by_region(placed).items()
        for number, (x, y) in enumerate(_closed(hull(points)))
    ]
    shape = alt.Chart(alt.InlineData(values=rows))
    shape.mark = {
        "type": "line", "filled": True, "fill": palette.line, "stroke": palette.line, "strokeWidth": REGION_STROKE,
        "strokeJoin": "round", "strokeCap": "round", "interpolate": "linear-closed", "opacity": 0.45,
    }  # fmt: skip
    drawn: Layer = shape.encode(x=_x(), y=_y(), order="number:Q", detail="region:N")
    return drawn


def _region_names(placed: Sequence[tuple[FeederLine, Point]], palette: Palette) -> Layer:
    rows = [
        {
            "region": region,
            "x": sum(x for x, _ in points) / len(points),
            "y": min(y for _, y in points) - REGION_STROKE / 2,
        }
        for region, points in _by_region(placed).items()
    ]
    names = alt.Chart(alt.InlineData(values=rows)).mark_text(
        baseline="bottom", dy=-4, fontWeight=600, fontSize=12, color=palette.quiet
    )
    drawn: Layer = names.encode(x=_x(), y=_y(), text="region:N")
    return drawn


def _circles(placed: Sequence[tuple[FeederLine, Point]], palette: Palette) -> Layer:
    highest = max((line.unexplained_w for line, _ in placed), default=0) or 1
    rows = [
        {
            "x": round(x, 1), "y": round(y, 1), "feeder": line.feeder_id, "name": line.name, "meaning": meaning_says(line.meaning),
            "unexplained": str(line.unexplained), "size": SMALLEST + (LARGEST - SMALLEST) * line.unexplained_w / highest,
            "fill": _fill(line, palette), "stroke": _stroke(line, palette), "first": line.unexplained_w,
        }
        for line, (x, y) in sorted(placed, key=lambda each: -each[0].unexplained_w)
    ]  # fmt: skip
    told = [alt.Tooltip(f"{name}:N", title=" ") for name in ("name", "unexplained", "meaning")]
    circles = alt.Chart(alt.InlineData(values=rows)).mark_circle(opacity=0.85, strokeWidth=1.5)
    drawn: Layer = circles.encode(
        x=_x(),
        y=_y(),
        size=alt.Size("size:Q", scale=None, legend=None),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("stroke:N", scale=None),
        tooltip=told,
    )
    return drawn


def _fill(line: FeederLine, palette: Palette) -> str:
    return {UNEXPLAINED: palette.gap, EXPLAINED: palette.machines, CANNOT_TELL: palette.paper}[line.meaning]


def _stroke(line: FeederLine, palette: Palette) -> str:
    return palette.missing if line.meaning == CANNOT_TELL else palette.paper


def _names(placed: Sequence[tuple[FeederLine, Point]], palette: Palette) -> Layer:
    """Name the feeders whose load is unexplained, with how much; the others are named where one points."""
    rows = [
        {"x": round(x, 1), "y": round(y, 1), "says": f"{line.name} · {line.unexplained}"}
        for line, (x, y) in placed
        if line.meaning == UNEXPLAINED
    ]
    names = alt.Chart(alt.InlineData(values=rows)).mark_text(
        align="left", dx=22, fontWeight=600, fontSize=13, color=palette.gap
    )
    drawn: Layer = names.encode(x=_x(), y=_y(), text="says:N")
    return drawn
