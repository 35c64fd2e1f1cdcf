"""What a format of lists is: how to tell it, and how to read it."""

from collections.abc import Callable
from dataclasses import dataclass

from terezi.desk.screening.formats.given import Given
from terezi.desk.screening.terms import Parsed


@dataclass(frozen=True)
class Format:
    """One public format; `order` says which is asked first, the most particular having the least."""

    name: str
    says: str
    recognises: Callable[[Given], bool]
    parse: Callable[[Given], Parsed]
    order: int = 0
