"""Every sentence a comparison may say, so that the site can translate them all."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from terezi.desk.screening import rules
from terezi.desk.screening.queries import compare

_CONSTANT = re.compile(r"[A-Z][A-Z_]+")


def sentences() -> Iterator[str]:
    """Yield the sentences kept in `Compared.sentence`, with their {places}."""
    modules = [import_module(f"{rules.__name__}.{module.name}") for module in iter_modules(rules.__path__)]
    for module in (*modules, compare):
        for name, said in vars(module).items():
            if _CONSTANT.fullmatch(name) and isinstance(said, str) and said.endswith("."):
                yield said
