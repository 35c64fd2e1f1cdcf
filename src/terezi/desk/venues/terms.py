"""The words of what venues file and prove, where a duty stands, and how far officers have come with an alert."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a return."""

    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"
    REFUSED = "quarantined"


class State(StrEnum):
    """Where one duty of one day stands."""

    FILED = "filed"
    FILED_LATE = "filed_late"
    WAITING = "waiting"
    OVERDUE = "overdue"


DUTY_OF = {
    "venue_orders": "orders",
    "venue_trades": "trades",
    "venue_balances": "balances",
    "venue_fees": "fees",
    "venue_accounts": "accounts",
    "venue_transfers": "transfers",
    "venue_listings": "listings",
    "venue_incidents": "incidents",
}
"""The duty of law.exchanges.return_deadlines that each table answers."""
WHEN_SOMETHING_HAPPENS = frozenset({"listings", "incidents"})
"""Nothing is owed of a day on which nothing happened."""


@dataclass(frozen=True)
class Due:
    """One return of one settlement day: by when it is due, when it came, and where that stands."""

    venue_id: str
    duty: str
    day: date
    due_on: date
    filed_on: date | None
    state: State


class Act(StrEnum):
    """What the journal calls the changes made here."""

    FILE = "returns.file"
    NAME_FILER = "returns.name_filer"
    END_FILER = "returns.end_filer"
    CHALLENGE = "venues.challenge"
    PROVE = "venues.prove"
    LOOK_AT_ALERT = "venues.look_at_alert"
    ASK = "venues.ask"
    ANSWER = "venues.answer"


class AlertState(StrEnum):
    """How far officers have come with an alert; the last three close it."""

    LOOKING = "looking"
    ASKED = "asked"
    EXPLAINED = "explained"
    RECORDS_WRONG = "records_wrong"
    UNEXPLAINED = "unexplained"


CLOSED = frozenset({AlertState.EXPLAINED, AlertState.RECORDS_WRONG, AlertState.UNEXPLAINED})


class QuestionState(StrEnum):
    """Where a question to an exchange stands; nobody waits for the last two."""

    WAITING = "waiting"
    LATE = "late"
    ANSWERED = "answered"
    ENDED = "ended"


@dataclass(frozen=True)
class AnswerBy:
    """By which day an exchange answers (None where nobody knows), and the rule that says so, or what is not known."""

    due_on: date | None
    says: str


@dataclass(frozen=True)
class AlertTold:
    """Which alert of the lake is meant, and what a record needs to name it without the lake."""

    venue_id: str
    alert_id: str
    day: date
    kind: str
    cluster: str
    instrument: str


class Ended(StrEnum):
    """Why a challenge stands no more."""

    ANSWERED = "answered"
    REPLACED = "replaced"


NO_QUESTION = "A question has words: say what you want to know"
NO_ANSWER = "An answer has words: say what you found, or why you cannot tell"
NO_SUCH_QUESTION = "No such question was asked of an exchange you file for"
OVER_ALREADY = "This question is over already: nobody waits for an answer"
ASKED_ALREADY = (
    "The exchange was asked about this already, and its answer is awaited: no second question was sent"
)
ANSWERED_ALREADY = (
    "The exchange was asked this in the same words and has answered: ask for what is still missing"
)
ASK_IN_WORDS = "Write down what the exchange is asked: the question goes to it"
NO_REASON = "Write down why: the next officer reads it, and so may a court"
NOT_YOURS = "Alerts of exchanges are closed by supervisors of markets who work for the whole country"
REFUSALS = (
    NO_QUESTION,
    NO_ANSWER,
    NO_SUCH_QUESTION,
    OVER_ALREADY,
    ASKED_ALREADY,
    ANSWERED_ALREADY,
    ASK_IN_WORDS,
    NO_REASON,
    NOT_YOURS,
)
"""What is refused here in whole sentences, which the screen translates."""
