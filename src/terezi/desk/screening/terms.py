"""The words of screening: what was compared with what, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol


class Outcome(StrEnum):
    """What a comparison found. None of them decides anything: an officer does."""

    CLEAR = "clear"
    MATCH = "match"
    POSSIBLE = "possible"
    CANNOT = "cannot"


GRAVITY = (Outcome.CLEAR, Outcome.CANNOT, Outcome.POSSIBLE, Outcome.MATCH)
"""From nothing found to found; of several comparisons the gravest is told."""


@dataclass(frozen=True)
class Compared:
    """One comparison: what came of it, in words, what was compared, with which versions of which lists.

    `says` is `sentence` with `values` filled in; a page translates the sentence and fills it in itself.
    """

    outcome: Outcome
    says: str
    compared: str
    list_versions: tuple[str, ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = ()
    sentence: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


class WordKind(StrEnum):
    """How a word of the law is looked for: as a whole word, or as the beginning of words."""

    STEM = "stem"
    WORD = "word"


class WordOfLaw(Protocol):
    """One form of a forbidden or reserved word, as the law pack holds it; it may be several words.

    Words that begin with anything in `unless` are spared.
    """

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def unless(self) -> tuple[str, ...]: ...


class ListKind(StrEnum):
    """What a list holds."""

    SANCTIONS = "sanctions"
    OFFICE_HOLDERS = "office_holders"
    WALLETS = "wallets"
    CUSTOMS = "customs"


class Schema(StrEnum):
    """What a listed name names."""

    PERSON = "person"
    ORGANISATION = "organisation"
    THING = "thing"  # a ship or an aircraft
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NameRow:
    """One name of a list; `entry` is the list's own number of whoever bears it."""

    entry: str
    name: str
    schema: Schema = Schema.UNKNOWN
    is_alias: bool = False
    is_weak: bool = False
    countries: str = ""
    born: str = ""
    programme: str = ""


@dataclass(frozen=True, slots=True)
class WalletRow:
    """One address of a list, with its asset as the list calls it."""

    address: str
    asset: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class SerialRange:
    """Serial numbers from `first` to `last` that share a prefix; one number where they are the same."""

    prefix: str
    first: int
    last: int
    width: int

    def __contains__(self, serial: object) -> bool:
        number = str(serial)[len(self.prefix) :]
        return (
            str(serial).startswith(self.prefix)
            and len(number) == self.width
            and number.isascii()
            and number.isdigit()
            and self.first <= int(number) <= self.last
        )

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class CustomsLine:
    """What an importer declared: units of one model, and the serial numbers as far as they were written down."""

    declaration: str
    importer: str
    model: str
    units: int
    serials: tuple[str, ...] = ()
    ranges: tuple[SerialRange, ...] = ()
    list_version: str = ""


Row = NameRow | WalletRow | CustomsLine


@dataclass(frozen=True)
class Parsed:
    """One file read to its end, as a list of one kind."""

    list_id: str
    title: str
    kind: ListKind
    format: str
    rows: tuple[Row, ...]
    taken_on: date | None = None


@dataclass(frozen=True)
class Thresholds:
    """From which likeness, between 0 and 1, a name is told as a match, and from which as possible.

    They are policy: the law pack says them.
    """

    match: Decimal
    possible: Decimal


@dataclass(frozen=True)
class Tie:
    """That `owner` holds `share_ppm` millionths of `owned`; country (ISO) and kinds are the owner's.

    A kind is a bar of the law's `ownership_bars` that holds of the owner, or anything else.
    """

    owner: str
    owned: str
    share_ppm: int
    country: str = ""
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Machine:
    """A machine somebody claims: its serial number and model."""

    serial: str
    model: str = ""


@dataclass(frozen=True)
class Warning:
    """What an advertisement must warn of; it does so where it holds any of the `forms`."""

    id: str
    title: str
    forms: tuple[WordOfLaw, ...]


@dataclass(frozen=True)
class Candidate:
    """Somebody on the record who may be the same person or firm."""

    key: str
    name: str
    registration_number: str = ""


@dataclass(frozen=True)
class Likeness:
    """Why a candidate may be the same: a likeness between 0 and 1, and reasons in words."""

    candidate: Candidate
    score: float
    reasons: tuple[str, ...]


class Act(StrEnum):
    """What the journal calls the changes made here."""

    LOAD_LIST = "lists.load"
