"""The words of bills: what a run, a bill, a note and a payment can be, and what the doors hand in."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from terezi.evidence.numerics.bills.lines import Charged


class RunState(StrEnum):
    """A run binds nobody until a second officer has issued it."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ISSUED = "issued"
    DECLINED = "declined"
    DROPPED = "dropped"


class RunKind(StrEnum):
    """What a run bills: a month of all sites, or use that nobody had a right to."""

    MONTH = "month"
    UNLAWFUL = "unlawful"


class BillState(StrEnum):
    """A bill is held where the law or the readings leave something open; a draft that was overtaken is dropped."""

    DRAFT = "draft"
    HELD = "held"
    ISSUED = "issued"
    DROPPED = "dropped"


class NoteState(StrEnum):
    """A credit note counts when a second officer has signed it."""

    PROPOSED = "proposed"
    SIGNED = "signed"
    DECLINED = "declined"


class Act(StrEnum):
    """What the journal calls the changes made here."""

    DRAFT = "bills.draft"
    PROPOSE = "bills.propose"
    ISSUE = "bills.issue"
    DECLINE = "bills.decline"
    PROPOSE_CREDIT = "bills.propose_credit"
    CREDIT = "bills.credit"
    DECLINE_CREDIT = "bills.decline_credit"
    LOAD_PAYMENTS = "payments.load"
    MATCH_PAYMENT = "payments.match"
    TELL_DECLARED = "levies.tell_declared"
    TELL_READERS = "bills.tell_readers"
    ADMIT_READER = "bills.admit_reader"


class How(StrEnum):
    """How a payment found its bill."""

    NUMBER = "number"  # the number of the bill stands in the text
    AMOUNT = "amount"  # the one open bill of who paid, to the last minor unit
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class SiteBill:
    """What a run says of one site; energy in Wh, time in seconds; `average_price` per kWh as the levy took it."""

    site_id: str
    licence_number: str
    holder: str
    region: str
    starts_on: date
    ends_before: date
    charged: Charged
    wh: int
    estimated_wh: int
    unmeasured_wh: int
    astride_wh: int
    seconds: int
    expected_seconds: int
    licensed_w: int
    power_source: str
    has_meter: bool = True
    average_price: Decimal | None = None
    is_lawful: bool = True


@dataclass(frozen=True)
class Told:
    """One payment as a bank tells it; `reference` is the bank's own and stands once in an account."""

    account: str
    reference: str
    paid_on: date
    amount_minor: int
    currency: str
    payer: str = ""
    text: str = ""


@dataclass(frozen=True)
class Statement:
    """The payments of one file, and how many entries of it were none (debits, not yet booked, taken back)."""

    payments: tuple[Told, ...]
    passed_over: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """What a licensee declared as levy of a period."""

    site_id: str
    period_from: date
    period_until: date
    levy_minor: int
    currency: str


@dataclass(frozen=True)
class Loaded:
    """What became of a statement: payments new, known before, matched to a bill, and left over."""

    new: int
    known: int
    matched: int
    unmatched: int
    passed_over: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        return dict(vars(self))
