"""A Sankey of four columns: where a week's power came from, its regions, its feeders, and where it went."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from terezi.desk.energy.sheets.flow import Flow, Node
from terezi.desk.findings.quantities import spoken
from terezi.site.charts.palette import FONT, Palette

WIDTH, HEIGHT, TOP = 1060, 470, 24
COLUMNS = (150, 360, 600, 800)  # x of each column's nodes
NODE, GAP, LEAST = 12, 9, 1.5
WORDS = 15.0  # px of a line of words: no place of a node is lower

Row = dict[str, Any]


def power_flow(flow: Flow, palette: Palette) -> dict[str, Any]:
    """Return the Vega specification; widths are energy, the same in every column."""
    placed = _placed(flow)
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "width": WIDTH, "height": HEIGHT, "padding": 4, "background": palette.paper,
        "data": [
            {"name": "links", "values": list(_links(flow, placed, palette))},
            {"name": "nodes", "values": [_node(flow, node, placed[node.code], palette) for node in flow.nodes]},
        ],
        "marks": [
            {"type": "path", "from": {"data": "links"}, "encode": {"enter": {
                "path": {"field": "path"}, "fill": {"field": "colour"}, "fillOpacity": {"value": 0.33}}}},
            {"type": "rect", "from": {"data": "nodes"}, "encode": {"enter": {
                "x": {"field": "x"}, "width": {"value": NODE}, "y": {"field": "y"}, "height": {"field": "thick"},
                "fill": {"field": "colour"}}}},
            _words({"stroke": {"value": palette.paper}, "strokeWidth": {"value": 3}, "strokeOpacity": {"value": 0.85}}),
            _words({"fill": {"field": "ink"}}),
        ],
    }  # fmt: skip


def _words(style: Row) -> Row:
    return {"type": "text", "from": {"data": "nodes"}, "encode": {"enter": {
        "x": {"field": "text_x"}, "y": {"field": "text_y"}, "text": {"field": "says"}, "align": {"field": "align"},
        "baseline": {"value": "middle"}, "font": {"value": FONT}, "fontSize": {"value": 12}, **style}}}  # fmt: skip


def _colour(code: str, palette: Palette) -> str:
    told = {
        "left_over": palette.machines, "registered": palette.machines, "beyond": palette.watch, "unexplained": palette.gap,
        "loss": palette.coins, "missing": palette.missing, "not_drawn": palette.line, "not_given": palette.line,
    }  # fmt: skip
    return told.get(code, palette.quiet)


def _placed(flow: Flow) -> dict[str, tuple[float, float, float]]:
    """Return of each node its top, its thickness and the height of its place, in px."""
    columns = [[node for node in flow.nodes if node.column == number] for number in range(len(COLUMNS))]
    scale = min(_scale([flow.through(node.code) for node in column]) for column in columns if column)
    placed = {}
    for column in columns:
        heights = [max(flow.through(node.code) * scale, WORDS) for node in column]
        y = TOP + (HEIGHT - 2 * TOP - sum(heights) - GAP * (len(heights) - 1)) / 2
        for node, height in zip(column, heights, strict=True):
            thick = max(flow.through(node.code) * scale, LEAST)
            placed[node.code] = (y + (height - thick) / 2, thick, scale)
            y += height + GAP
    return placed


def _scale(amounts: Sequence[int]) -> float:
    """Return the px of one Wh at which a column just fits, its small nodes being as high as a line of words."""
    room = HEIGHT - 2 * TOP - GAP * (len(amounts) - 1)
    scale = room / (sum(amounts) or 1)
    for _ in amounts:
        low = [wh for wh in amounts if wh * scale < WORDS]
        rest = sum(amounts) - sum(low)
        scale = max(room - WORDS * len(low), 0) / rest if rest else scale
    return scale


def _links(flow: Flow, placed: Mapping[str, tuple[float, float, float]], palette: Palette) -> Iterator[Row]:
    """Yield one band a link; bands leave and enter their nodes one below the other, in the order of the nodes."""
    order = {node.code: number for number, node in enumerate(flow.nodes)}
    column = {node.code: node.column for node in flow.nodes}
    leaves: dict[str, float] = {}
    enters: dict[str, float] = {}
    tops = {}
    for link in sorted(flow.links, key=lambda each: (order[each.source], order[each.target])):
        start = placed[link.source][0] + leaves.get(link.source, 0.0)
        leaves[link.source] = leaves.get(link.source, 0.0) + link.wh * placed[link.source][2]
        tops[link.source, link.target] = start
    for link in sorted(flow.links, key=lambda each: (order[each.target], order[each.source])):
        scale = placed[link.target][2]
        end = placed[link.target][0] + enters.get(link.target, 0.0)
        enters[link.target] = enters.get(link.target, 0.0) + link.wh * scale
        x1, x2 = COLUMNS[column[link.source]] + NODE, COLUMNS[column[link.target]]
        colour = _colour(link.target if column[link.target] == 3 else link.source, palette)
        path = _band(x1, tops[link.source, link.target], x2, end, max(link.wh * scale, LEAST))
        yield {"path": path, "colour": colour}


def _band(x1: float, start: float, x2: float, end: float, thick: float) -> str:
    middle = (x1 + x2) / 2
    top = f"M{x1},{start:.1f}C{middle},{start:.1f} {middle},{end:.1f} {x2},{end:.1f}"
    back = f"L{x2},{end + thick:.1f}C{middle},{end + thick:.1f} {middle},{start + thick:.1f} {x1},{start + thick:.1f}Z"
    return top + back


def _node(flow: Flow, node: Node, place: tuple[float, float, float], palette: Palette) -> Row:
    y, thick, _ = place
    x = COLUMNS[node.column]
    is_first = node.column == 0
    return {
        "x": x, "y": y, "thick": thick, "colour": _colour(node.code, palette), "ink": palette.ink,
        "text_x": x - 8 if is_first else x + NODE + 7, "text_y": y + thick / 2, "align": "right" if is_first else "left",
        "says": f"{node.says} · {spoken(flow.through(node.code), 'Wh')}" if node.column in {0, 3} else node.says,
    }  # fmt: skip
