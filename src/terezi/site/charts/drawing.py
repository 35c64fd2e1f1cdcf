"""A specification becomes a picture: drawn once for the same input, without a browser."""

import json
import re
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert
from django.utils.formats import get_format

from terezi.desk.findings.quantities import MINUS, THIN_SPACE

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST = 1_000  # characters: a name without end would be laid out for minutes
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
EXPORTS = "window.vegaEmbed = vegaEmbed;"


def svg(specification: dict[str, Any]) -> str:
    """Draw a Vega-Lite specification as SVG; nothing outside is asked for."""
    return _drawn(_written(specification), _decimal())


@lru_cache(maxsize=256)
def _drawn(specification: str, decimal: str) -> str:
    return str(
        vl_convert.vegalite_to_svg(specification, allowed_base_urls=[], format_locale=_numbers(decimal))
    )


def vega_svg(specification: dict[str, Any]) -> str:
    """Draw a Vega specification, for what Vega-Lite has no mark for, as SVG; nothing outside is asked for."""
    return _drawn_by_vega(_written(specification), _decimal())


@lru_cache(maxsize=64)
def _drawn_by_vega(specification: str, decimal: str) -> str:
    return str(vl_convert.vega_to_svg(specification, allowed_base_urls=[], format_locale=_numbers(decimal)))


def _written(specification: dict[str, Any]) -> str:
    """Write a specification without what no XML may hold: in somebody's name it would end the whole process."""
    return json.dumps(_drawable(specification), sort_keys=True)


def _drawable(told: Any) -> Any:
    if isinstance(told, str):
        return NOT_XML.sub(UNKNOWN, told[:LONGEST])
    if isinstance(told, dict):
        return {_drawable(name): _drawable(value) for name, value in told.items()}
    return [_drawable(each) for each in told] if isinstance(told, list | tuple) else told


def _decimal() -> str:
    return str(get_format("DECIMAL_SEPARATOR"))


def _numbers(decimal: str) -> dict[str, Any]:
    """Return the d3 locale that writes the numbers of axes as the page around them does."""
    return {
        "decimal": decimal,
        "thousands": THIN_SPACE,
        "grouping": [3],
        "currency": ["", ""],
        "minus": MINUS,
    }


def bundle(folder: Path) -> Path:
    """Write Vega, Vega-Lite and Vega-Embed as one script into `folder` unless it is there; some 1 MB."""
    path = folder / f"vega-{version('vl-convert-python')}.js"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_text(vl_convert.javascript_bundle(EXPORTS), encoding="utf-8")
        unfinished.replace(path)
    return path
