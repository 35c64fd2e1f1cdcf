"""A Sankey: from what a feeder was given to registered sites, other meters, losses, and what nobody explains."""

from collections.abc import Iterator, Sequence
from typing import Any

from terezi.desk.visits import quantities
from terezi.desk.visits.sheets.flow import Flow, flow_says
from terezi.site.charts.palette import FONT, Palette

WIDTH, HEIGHT = 940, 300
LEFT, RIGHT, NODE, GAP = 130, 600, 14, 8
WORDS = 38.0  # px of two lines
LEAST = 2.0  # px: what flows is seen, however little
TOP = 16

Row = dict[str, Any]


def energy_flow(flow: Flow, palette: Palette) -> dict[str, Any]:
    """Return the Vega specification of the flow; widths are energy, the whisker is the interval of the unexplained."""
    rows = list(_rows(flow, palette))
    whisker = _whisker(flow, rows, palette)
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "width": WIDTH, "height": HEIGHT, "padding": 4, "background": palette.paper,
        "data": [{"name": "parts", "values": rows}, {"name": "ends", "values": whisker}],
        "marks": [
            _bands(), _nodes(palette), _texts("says", 0, 600), _texts("amount", 15, 400), _source(flow, rows, palette),
            {"type": "rule", "from": {"data": "ends"}, "encode": {"enter": {
                "x": {"field": "x"}, "x2": {"field": "x2"}, "y": {"field": "y"}, "y2": {"field": "y2"},
                "stroke": {"field": "colour"}, "strokeWidth": {"value": 2}}}},
        ],
    }  # fmt: skip


def _colour(code: str, palette: Palette) -> str:
    return {
        "registered": palette.machines, "other": palette.quiet, "missing": palette.missing, "loss": palette.coins,
        "unexplained": palette.gap,
    }[code]  # fmt: skip


def _rows(flow: Flow, palette: Palette) -> Iterator[Row]:
    """Yield one row a part that flows, with its band as a path from the source's edge to its own node."""
    parts = [(code, wh) for code, wh in flow.parts if wh > 0]
    slots, scale = _slots([wh for _, wh in parts])
    whole = sum(max(wh * scale, LEAST) for _, wh in parts)
    start, end = (HEIGHT - whole) / 2, float(TOP)
    for (code, wh), slot in zip(parts, slots, strict=True):
        thick = max(wh * scale, LEAST)
        y = end + (slot - thick) / 2
        yield {
            "code": code, "path": _band(start, y, thick), "y": y, "thick": thick, "colour": _colour(code, palette),
            "says": flow_says(code), "amount": _amount(code, wh, flow), "text_y": end + slot / 2, "scale": scale,
            "ink": palette.ink, "start": start,
        }  # fmt: skip
        start, end = start + thick, end + slot + GAP


def _slots(amounts: Sequence[int]) -> tuple[list[float], float]:
    """Return the height of each part's place and the px of one Wh: no place is lower than its two lines of words."""
    room = HEIGHT - 2 * TOP - GAP * (len(amounts) - 1)
    scale = room / (sum(amounts) or 1)
    for _ in amounts:
        low = [wh for wh in amounts if wh * scale < WORDS]
        rest = sum(amounts) - sum(low)
        scale = (room - WORDS * len(low)) / rest if rest else 0.0
    return [max(wh * scale, WORDS) for wh in amounts], scale


def _amount(code: str, wh: int, flow: Flow) -> str:
    whole = f"{quantities.energy(wh)} · {quantities.share(round(1_000_000 * wh / (flow.delivered or 1)))}"
    if code != "unexplained" or flow.low is None or flow.high is None:
        return whole
    return f"{whole} ({quantities.energy(flow.low)} – {quantities.energy(flow.high)})"


def _band(start: float, end: float, thick: float) -> str:
    x1, x2 = LEFT + NODE, RIGHT
    middle = (x1 + x2) / 2
    top = f"M{x1},{start:.1f}C{middle},{start:.1f} {middle},{end:.1f} {x2},{end:.1f}"
    back = f"L{x2},{end + thick:.1f}C{middle},{end + thick:.1f} {middle},{start + thick:.1f} {x1},{start + thick:.1f}Z"
    return top + back


def _bands() -> Row:
    return {"type": "path", "from": {"data": "parts"}, "encode": {"enter": {
        "path": {"field": "path"}, "fill": {"field": "colour"}, "fillOpacity": {"value": 0.35}}}}  # fmt: skip


def _nodes(palette: Palette) -> Row:
    return {"type": "rect", "from": {"data": "parts"}, "encode": {"enter": {
        "x": {"value": RIGHT}, "width": {"value": NODE}, "y": {"field": "y"}, "height": {"field": "thick"},
        "fill": {"field": "colour"}}}}  # fmt: skip


def _texts(field: str, below: int, weight: int) -> Row:
    return {"type": "text", "from": {"data": "parts"}, "encode": {"enter": {
        "x": {"value": RIGHT + NODE + 14}, "y": {"field": "text_y", "offset": below - 5}, "text": {"field": field},
        "fill": {"field": "ink"}, "font": {"value": FONT}, "fontSize": {"value": 12.5}, "fontWeight": {"value": weight},
        "baseline": {"value": "middle"}}}}  # fmt: skip


def _source(flow: Flow, rows: list[Row], palette: Palette) -> Row:
    top = rows[0]["start"] if rows else TOP
    thick = sum(row["thick"] for row in rows)
    text = {
        "x": {"value": LEFT - 12}, "align": {"value": "right"}, "baseline": {"value": "middle"}, "fill": {"value": palette.ink},
        "font": {"value": FONT}, "fontSize": {"value": 12.5},
    }  # fmt: skip
    said = ((flow_says("delivered"), -6, 600), (str(quantities.energy(flow.delivered)), 11, 400))
    return {"type": "group", "marks": [
        {"type": "rect", "encode": {"enter": {"x": {"value": LEFT}, "width": {"value": NODE}, "y": {"value": top},
                                             "height": {"value": thick}, "fill": {"value": palette.meter}}}},
        *({"type": "text", "encode": {"enter": {**text, "y": {"value": top + thick / 2 + off}, "text": {"value": words},
                                                "fontWeight": {"value": weight}}}} for words, off, weight in said),
    ]}  # fmt: skip


def _whisker(flow: Flow, rows: list[Row], palette: Palette) -> list[Row]:
    """Return the lines that show between which ends the unexplained lies, at its node."""
    row = next((row for row in rows if row["code"] == "unexplained"), None)
    if row is None or flow.low is None or flow.high is None:
        return []
    x, middle = RIGHT + NODE / 2, row["y"] + row["thick"] / 2
    half = (flow.high - flow.low) * row["scale"] / 2
    low, high = middle - half, middle + half
    ends = [(x, x, low, high), (x - 4, x + 4, low, low), (x - 4, x + 4, high, high)]
    return [{"x": a, "x2": b, "y": c, "y2": d, "colour": palette.ink} for a, b, c, d in ends]
