"""Every source: each module of this package that holds a `Source` or a `Format` is found by itself."""

import pkgutil
from importlib import import_module
from pathlib import Path

from terezi.evidence.facts.tables import CATALOGUES, REFERENCES, TABLES
from terezi.evidence.sources.formats import Format
from terezi.evidence.sources.source import Source

_NO_SOURCES = {
    "catalogue",
    "door",
    "messages",
    "rehearsal",
}  # the door asks this catalogue, so it cannot be asked back


def _declared() -> list[object]:
    modules = (
        import_module(f"{__package__}.{module.name}")
        for module in pkgutil.iter_modules([str(Path(__file__).parent)])
        if module.name not in _NO_SOURCES
    )
    return [it for module in modules for it in vars(module).values()]


_DECLARED = _declared()
_SOURCES = {it.name: it for it in _DECLARED if isinstance(it, Source)}
_FORMATS = {it.name: it for it in _DECLARED if isinstance(it, Format)}
SOURCES = tuple(_SOURCES[name] for name in sorted(_SOURCES))
FORMATS = tuple(_FORMATS[name] for name in sorted(_FORMATS))
REGISTERS = tuple(source for source in SOURCES if TABLES[source.table] in (*REFERENCES, *CATALOGUES))
DELIVERED = tuple(source for source in SOURCES if source not in REGISTERS)
