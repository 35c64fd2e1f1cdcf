"""The words of the journal: an entry as it is sealed, and what breaks a chain of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FIRST_DIGEST = "0" * 64


@dataclass(frozen=True)
class Sealed:
    """One entry with the digest of the entry before it and its own."""

    sequence: int
    at: datetime
    act: str
    subject: str
    by: str
    ground: str
    values: Mapping[str, Any]
    previous: str
    digest: str


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold."""

    sequence: int
    says: str
