"""Every source: each module of this package that holds a `Source` is found by itself."""

import pkgutil
from importlib import import_module
from pathlib import Path

from terezi.evidence.facts.tables import CATALOGUES, REFERENCES, TABLES
from terezi.evidence.sources.source import Source

_NO_SOURCES = {"catalogue", "door", "messages"}  # the door asks this catalogue, so it cannot be asked back


def _found() -> tuple[Source, ...]:
    modules = (
        import_module(f"{__package__}.{module.name}")
        for module in pkgutil.iter_modules([str(Path(__file__).parent)])
        if module.name not in _NO_SOURCES
    )
    sources = {it.name: it for module in modules for it in vars(module).values() if isinstance(it, Source)}
    return tuple(sources[name] for name in sorted(sources))


SOURCES = _found()
REGISTERS = tuple(source for source in SOURCES if TABLES[source.table] in (*REFERENCES, *CATALOGUES))
DELIVERED = tuple(source for source in SOURCES if source not in REGISTERS)
