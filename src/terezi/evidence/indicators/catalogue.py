"""Every indicator of the package, found by walking it: a new file is enough."""

import importlib
import pkgutil
from functools import cache

from terezi.evidence import indicators
from terezi.evidence.indicators.indicator import Indicator


@cache
def catalogue() -> dict[str, Indicator]:
    """Return the indicators by code; two files with one code is a fault of the package."""
    found: dict[str, Indicator] = {}
    for module_name in sorted(m.name for m in pkgutil.iter_modules(indicators.__path__)):
        module = importlib.import_module(f"{indicators.__name__}.{module_name}")
        for thing in vars(module).values():
            if isinstance(thing, Indicator) and found.setdefault(thing.code, thing) is not thing:
                raise ValueError(f"Two indicators have the code {thing.code}")
    return dict(sorted(found.items()))
