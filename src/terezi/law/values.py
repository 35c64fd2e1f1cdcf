"""What the rules of licensing are made of: fees, terms, grounds, documents, words. No country stands here."""

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from terezi.base.clocks import Clock
from terezi.base.money import Money
from terezi.law.levy_schedule import NO_OTHER_KEYS, NotNegative

Count = Annotated[int, Field(ge=1)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Title = Annotated[str, Field(min_length=1)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Place = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]

INDEX = "index"
Regime = Literal["registration", "licence", "permit", "accreditation", "certificate", "no_objection"]
ApplicantKind = Literal["legal_entity", "individual_entrepreneur", "natural_person"]
Part = Literal["sites", "equipment", "wallets", "owners", "capital", "advertising", "hosting"]
Check = Literal[
    "names",
    "words",
    "owners",
    "serials",
    "wallet_proof",
    "capital",
    "connection",
    "advert",
    "same_party",
]
Agency = Literal["energy", "fire", "communications", "fiu"]


@dataclass(frozen=True)
class Amount:
    """An amount in major units of a currency (ISO 4217, or GGM for Garagum)."""

    __pydantic_config__ = NO_OTHER_KEYS
    amount: NotNegative
    currency: Currency

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True)
class Fee:
    """An amount in major units of a currency, or a multiple of the index unit (`unit: index`)."""

    __pydantic_config__ = NO_OTHER_KEYS
    amount: NotNegative
    unit: Currency | Literal["index"]

    def in_money(self, index: Amount | None) -> Money:
        """Return the money due; `index` is the worth of one index unit, asked for only where the fee counts in it."""
        if self.unit != INDEX:
            return Money.of(self.amount, self.unit)
        if index is None:
            raise ValueError("a fee in index units needs the worth of the unit")
        return Money.of(self.amount * index.amount, index.currency)

    def __str__(self) -> str:
        return f"{self.amount} {'index units' if self.unit == INDEX else self.unit}"


@dataclass(frozen=True)
class Validity:
    """How long a licence holds: whole years, or without end."""

    __pydantic_config__ = NO_OTHER_KEYS
    years: Count | Literal["unlimited"]

    def ends_before(self, start: date) -> date | None:
        """Return the first day on which what begins on `start` holds no more; none where it has no end."""
        if self.years == "unlimited":
            return None
        year = start.year + int(self.years)
        if (start.month, start.day) == (2, 29) and not calendar.isleap(year):
            return date(year, 3, 1)
        return start.replace(year=year)

    def __str__(self) -> str:
        return (
            f"{self.years} year{'' if self.years == 1 else 's'}" if self.years != "unlimited" else "unlimited"
        )


@dataclass(frozen=True)
class Range:
    """From a least to a most, in the unit of the rule."""

    __pydantic_config__ = NO_OTHER_KEYS
    least: Count
    most: Count

    def __post_init__(self) -> None:
        if self.most < self.least:
            raise ValueError("a range goes from the least to the most")

    def __str__(self) -> str:
        return f"{self.least} to {self.most}"


@dataclass(frozen=True)
class Ground:
    """What a decision against a holder may rest on; `regimes` names the only ones it is for, none means all."""

    __pydantic_config__ = NO_OTHER_KEYS
    id: Code
    title: Title
    regimes: tuple[Regime, ...] = ()

    def applies_to(self, regime: str) -> bool:
        return not self.regimes or regime in self.regimes

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class Document:
    """A paper an applicant attaches."""

    __pydantic_config__ = NO_OTHER_KEYS
    id: Code
    title: Title
    required: bool = True

    def __str__(self) -> str:
        return self.title if self.required else f"{self.title} (optional)"


@dataclass(frozen=True)
class Prerequisite:
    """A condition of the grant; `shown_by` is one of the class's documents, parts or checks."""

    __pydantic_config__ = NO_OTHER_KEYS
    id: Code
    title: Title
    shown_by: Code

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class Opinion:
    """An agency that is asked; without a clock of its own the general one runs."""

    __pydantic_config__ = NO_OTHER_KEYS
    agency: Agency
    clock: Clock | None = None

    def __str__(self) -> str:
        return f"{self.agency} {self.clock}" if self.clock else self.agency


@dataclass(frozen=True)
class Word:
    """A form of a word in a language: a `word` stands alone, a `stem` begins words.

    Words that begin with anything in `unless` are spared. All stand in lower case; a text of several words is
    looked for as a phrase, in a stem each of them as a beginning.
    """

    __pydantic_config__ = NO_OTHER_KEYS
    text: Title
    kind: Literal["stem", "word"]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    unless: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(text != text.lower() for text in (self.text, *self.unless)):
            raise ValueError("words stand in lower case")
        if astray := [text for text in self.unless if not text.startswith(self.text)]:
            raise ValueError(f"{', '.join(astray)} would not be hit by {self.text} anyhow")

    def __str__(self) -> str:
        spared = f" (not {' '.join(self.unless)})" if self.unless else ""
        return f"{self.text}{'-' if self.kind == 'stem' else ''}{spared}"
