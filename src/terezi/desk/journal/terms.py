"""The words of the journal: an entry as it is sealed, and what breaks a chain of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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


@dataclass(frozen=True)
class Row:
    """A row of the record as an act left it: a digest per field; none for a row it took away."""

    table: str
    row_key: str
    digest: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Proof:
    """That entry `index` + 1 is among the first `tree_size`: hashes that lead from its leaf to the root."""

    index: int
    tree_size: int
    hashes: tuple[bytes, ...]
    root: bytes


@dataclass(frozen=True)
class Growth:
    """That the journal of `new_size` entries begins with that of `old_size`."""

    old_size: int
    new_size: int
    old_root: bytes
    new_root: bytes
    hashes: tuple[bytes, ...]


class Act(StrEnum):
    """What the journal calls what is done to it."""

    AUDIT_PASSED = "audit.passed"
    KEY = "journal.key"
    SEAL = "journal.seal"


class What(StrEnum):
    """What an audit finds wrong."""

    CHAIN = "chain"
    TREE = "tree"
    CHECKPOINT = "checkpoint"
    WITNESS = "witness"
    SEAL = "seal"
    ALTERED = "altered"
    INSERTED = "inserted"
    REMOVED = "removed"


@dataclass(frozen=True)
class Fault:
    """Something that was changed behind the application's back, and after which moment at the earliest.

    `sequence` is the entry it is about: the first that differs, or the last that wrote the row.
    """

    what: What
    says: str
    sequence: int | None = None
    since: datetime | None = None
    table: str = ""
    row_key: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """What a signed checkpoint says: so many entries, this root over them, at that moment."""

    size: int
    root: bytes
    at: datetime | None
