"""The colours of the pictures, the same as in static/terezi/desk.css, and the frame they share."""

from dataclasses import dataclass
from typing import Any

FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"
TITLE_ABOVE: dict[str, Any] = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0}
"""Sets the title of a vertical axis level, above its upper end."""


@dataclass(frozen=True)
class Palette:
    """Ink on paper, or paper on ink; three witnesses, and the meanings."""

    ink: str
    quiet: str
    line: str
    paper: str
    meter: str
    machines: str
    coins: str
    gap: str
    missing: str
    watch: str

    def witness(self, name: str) -> str:
        return {"meter": self.meter, "machines": self.machines, "coins": self.coins}[name]


LIGHT = Palette(
    "#1b2426", "#56646a", "#d9dcd6", "#ffffff", "#1b2426", "#00696e", "#a35c00", "#a63a24", "#8d979b", "#a86400",
)  # fmt: skip
DARK = Palette(
    "#e8ecea", "#a3b0b3", "#354145", "#182124", "#f2f5f3", "#4cc3c4", "#e5a648", "#ef8a70", "#7c898d", "#e0a03c",
)  # fmt: skip
PALETTES = {"light": LIGHT, "dark": DARK}


def frame(palette: Palette) -> dict[str, Any]:
    """Return the Vega-Lite `config` every picture shares."""
    words = {"labelFont": FONT, "titleFont": FONT, "labelColor": palette.quiet, "titleColor": palette.quiet}
    return {
        "background": palette.paper,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            **words, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
            "gridColor": palette.line, "domainColor": palette.line, "tickColor": palette.line,
        },
        "text": {"font": FONT, "fontSize": 12.5, "color": palette.ink},
    }  # fmt: skip
