"""All formats there are, found by walking this package."""

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from terezi.base.errors import BadData
from terezi.desk.screening import formats
from terezi.desk.screening.formats.format import Format
from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import Parsed


@lru_cache(maxsize=1)
def catalogue() -> tuple[Format, ...]:
    """Return every format, the most particular first."""
    found = (
        getattr(import_module(f"{formats.__name__}.{module.name}"), "FORMAT", None)
        for module in iter_modules(formats.__path__)
    )
    return tuple(
        sorted((one for one in found if isinstance(one, Format)), key=lambda one: (one.order, one.name))
    )


def parsed(given: Given) -> Parsed:
    """Read a file in the format it is in.

    :raises BadData: when it is in none, breaks its format, or holds nothing.
    """
    known = next((one for one in catalogue() if one.recognises(given)), None)
    if known is None:
        formats_there_are = "; ".join(one.says for one in catalogue())
        raise BadData(f"{given.name} is in no known format of lists. Known are: {formats_there_are}")
    found = known.parse(given)
    if not found.rows:
        raise BadData(f"{given.name} holds no rows of {known.says}: send it again")
    return found
