"""A specification becomes a picture: drawn once for the same input, without a browser."""

import json
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert

EXPORTS = "window.vegaEmbed = vegaEmbed;"


def svg(specification: dict[str, Any]) -> str:
    """Draw a Vega-Lite specification as SVG; nothing outside is asked for."""
    return _drawn(json.dumps(specification, sort_keys=True))


@lru_cache(maxsize=256)
def _drawn(specification: str) -> str:
    return str(vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]))


def vega_svg(specification: dict[str, Any]) -> str:
    """Draw a Vega specification, for what Vega-Lite has no mark for, as SVG; nothing outside is asked for."""
    return _drawn_by_vega(json.dumps(specification, sort_keys=True))


@lru_cache(maxsize=64)
def _drawn_by_vega(specification: str) -> str:
    return str(vl_convert.vega_to_svg(specification, allowed_base_urls=[]))


def bundle(folder: Path) -> Path:
    """Write Vega, Vega-Lite and Vega-Embed as one script into `folder` unless it is there; some 1 MB."""
    path = folder / f"vega-{version('vl-convert-python')}.js"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_text(vl_convert.javascript_bundle(EXPORTS), encoding="utf-8")
        unfinished.replace(path)
    return path
