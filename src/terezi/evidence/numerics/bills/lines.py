"""A line of a bill: so much energy at a price, by an article, in minor units of money."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Line:
    """One charge. `price` is per kWh of `wh`; where `base_minor` stands instead, a share of that amount.

    The price of an `allocation` is the mean of its hours, weighed by energy; the amount is what the hours come to.
    `estimated_wh` is part of `wh`. `seconds` of `expected_seconds` were covered by readings.
    """

    kind: str
    code: str
    title: str
    starts_on: date
    ends_before: date
    price: Decimal
    amount_minor: int
    article: str
    in_force_from: date
    wh: int = 0
    base_minor: int | None = None
    estimated_wh: int = 0
    seconds: int = 0
    expected_seconds: int = 0

    @property
    def key(self) -> tuple[str, str, date]:
        """What the line of another version of the bill is compared by."""
        return self.kind, self.code, self.starts_on


@dataclass(frozen=True)
class Charged:
    """The lines of a bill; `unknown` says which articles left something open, so that it may not be issued.

    `remarks` say what is not known and left nothing open.
    """

    currency: str
    lines: tuple[Line, ...]
    unknown: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def total_minor(self) -> int:
        return sum(line.amount_minor for line in self.lines)
