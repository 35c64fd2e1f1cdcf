"""A specification becomes a picture: drawn once for the same input, without a browser."""

import json
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert
from django.utils.formats import get_format

from terezi.desk.findings.quantities import MINUS, THIN_SPACE

EXPORTS = "window.vegaEmbed = vegaEmbed;"


def svg(specification: dict[str, Any]) -> str:
    """Draw a Vega-Lite specification as SVG; nothing outside is asked for."""
    return _drawn(json.dumps(specification, sort_keys=True), _decimal())


@lru_cache(maxsize=256)
def _drawn(specification: str, decimal: str) -> str:
    return str(
        vl_convert.vegalite_to_svg(specification, allowed_base_urls=[], format_locale=_numbers(decimal))
    )


def vega_svg(specification: dict[str, Any]) -> str:
    """Draw a Vega specification, for what Vega-Lite has no mark for, as SVG; nothing outside is asked for."""
    return _drawn_by_vega(json.dumps(specification, sort_keys=True), _decimal())


@lru_cache(maxsize=64)
def _drawn_by_vega(specification: str, decimal: str) -> str:
    return str(vl_convert.vega_to_svg(specification, allowed_base_urls=[], format_locale=_numbers(decimal)))


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
