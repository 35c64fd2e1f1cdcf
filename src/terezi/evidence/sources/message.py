"""One message of a gateway, and what became of those taken together."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import polars as pl

from terezi.evidence.facts.home import Home
from terezi.evidence.facts.receipts import Problem, Receipt


@dataclass(frozen=True)
class Message:
    """What one gateway said at one time; `topic` says in which language."""

    gateway: str
    topic: str
    payload: bytes
    at: datetime

    @cached_property
    def digest(self) -> str:
        """Name the message by who said what: 32 hexadecimal digits."""
        said = b"\0".join([self.gateway.encode(), self.topic.encode(), self.payload])
        return hashlib.sha256(said).hexdigest()[:32]


@dataclass
class Taken:
    """What became of a batch: receipts, and why which messages (by their place in it) were refused."""

    receipts: list[Receipt] = field(default_factory=list)
    refused: dict[int, tuple[Problem, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Door:
    """What stays the same for a batch."""

    home: Home
    zone: str
    at: datetime
    gateways: pl.DataFrame
    occasion: str
    before_commit: Callable[[str, Sequence[Message]], None]
