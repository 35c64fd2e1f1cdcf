"""The words of an application: what is asked, who holds it, how far each check and opinion has come."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from terezi.base.errors import BadData
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as StatusAct


class Act(StrEnum):
    """What the journal calls the acts on a file; one that moves it carries the act's name in `values`."""

    BEGIN = "applications.begin"
    ANSWER = "applications.answer"
    ATTACH = "applications.attach"
    REMOVE_DOCUMENT = "applications.remove_document"
    CLAIM_SITE = "applications.claim_site"
    CLAIM_EQUIPMENT = "applications.claim_equipment"
    CLAIM_WALLET = "applications.claim_wallet"
    PROVE_WALLET = "applications.prove_wallet"
    CLAIM_OWNER = "applications.claim_owner"
    CLAIM_CLIENT = "applications.claim_client"
    REMOVE_CLAIM = "applications.remove_claim"
    SUBMIT = "applications.submit"
    ABANDON = "applications.abandon"
    DRAW = "applications.draw"
    ASSIGN = "applications.assign_by_hand"
    RUN_CHECKS = "applications.run_checks"
    SET_CHECK = "applications.set_check"
    ASK = "applications.ask_applicant"
    REPLY = "applications.answer_request"
    TAKE_BACK = "applications.take_back_request"
    ASK_OPINION = "applications.ask_opinions"
    GIVE_OPINION = "applications.give_opinion"
    OPINION_NOT_GIVEN = "applications.opinion_not_given"
    ESCALATE = "applications.escalate"
    PROPOSE = "applications.propose_decision"
    SIGN = "applications.sign_decision"
    DECLINE = "applications.decline_decision"
    REOPEN = "applications.reopen"


class Part(StrEnum):
    """What a form may ask besides who applies; the law of each class says which."""

    SITES = "sites"
    EQUIPMENT = "equipment"
    WALLETS = "wallets"
    OWNERS = "owners"
    CAPITAL = "capital"
    ADVERTISING = "advertising"
    HOSTING = "hosting"


class Field(StrEnum):
    """What an applicant answers in words or numbers."""

    PARTY_NAME = "party_name"
    PARTY_KIND = "party_kind"
    REGISTRATION_NUMBER = "registration_number"
    PARTY_COUNTRY = "party_country"
    AGENT_NAME = "agent_name"
    LANGUAGE = "language"
    CONTACT = "contact"
    WEB_ADDRESS = "web_address"
    CAPITAL = "capital"  # in whole units of the currency of the country
    ADVERTISING = "advertising"
    FOLLOWS = "follows"  # the number of the licence that must stand first
    HOSTING = "hosting"  # `NONE_SUCH` where no client is hosted yet
    FEE_REFERENCE = "fee_reference"
    NOTE = "note"


COLUMNS = frozenset(
    {
        Field.PARTY_NAME,
        Field.PARTY_KIND,
        Field.REGISTRATION_NUMBER,
        Field.PARTY_COUNTRY,
        Field.AGENT_NAME,
        Field.LANGUAGE,
    }
)
"""The answers that have a column of their own; the others lie in `answers`."""

NONE_SUCH = "none"
"""What an applicant answers who does not advertise, or hosts nobody yet."""
LONGEST_ANSWER = 10_000
MOST_DOCUMENTS = 200
MOST_BYTES = 20 * 1024 * 1024
MOST_MACHINES = 10_000
MOST_CSV_BYTES = 4 * 1024 * 1024
MOST_SITES = 100
MOST_WALLETS = 500
MOST_OWNERS = 1_000
MOST_CLIENTS = 2_000


class CheckState(StrEnum):
    """How far somebody has come with a check: not looked is not the same as cannot."""

    NOT_STARTED = "not_started"
    LOOKING = "looking"
    WAITING = "waiting"
    DONE = "done"
    CANNOT = "cannot"


class Drawn(StrEnum):
    """How a file came to its officer."""

    RANDOM = "random"
    BY_HAND = "by_hand"


class Position(StrEnum):
    """What an agency says; `not_given` is written by the desk once silence was escalated."""

    FOR = "for"
    AGAINST = "against"
    NOT_GIVEN = "not_given"


class Holder(StrEnum):
    """Who holds the ball."""

    APPLICANT = "applicant"
    AUTHORITY = "authority"  # nobody took it up yet
    OFFICER = "officer"
    AGENCIES = "agencies"
    REVIEWER = "reviewer"
    NOBODY = "nobody"


class Basis(StrEnum):
    """Where a number of days comes from."""

    LAW = "law"
    POLICY = "policy"
    UNKNOWN = "unknown"


class Queue(StrEnum):
    """The workqueues of the desk."""

    MINE = "mine"
    READY = "ready_to_review"
    WAITING = "waiting_on_agencies"
    TO_SIGN = "to_sign"
    OVERDUE = "overdue"
    TO_DRAW = "to_draw"


EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
"""In these the applicant holds the ball and may change his file."""
OPEN = frozenset(
    {Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED, Status.DECISION_PROPOSED}
)
GRANTED = frozenset({Status.REGISTERED, Status.LICENSED, Status.LIMITED})
GRANTING = frozenset({StatusAct.REGISTER, StatusAct.LICENSE, StatusAct.LIMIT})
DECIDING = GRANTING | {StatusAct.REFUSE}


@dataclass(frozen=True)
class Missing:
    """What a file still lacks: the field, why, and who acts."""

    field: str
    says: str
    who: Holder = Holder.APPLICANT


@dataclass(frozen=True)
class Due:
    """A day by which somebody acts, and where the number of days comes from."""

    on: date | None
    basis: Basis
    says: str


@dataclass(frozen=True)
class Clock:
    """The time a file has left. `stopped` while the applicant holds the ball."""

    holder: Holder
    who: str
    due_on: date | None
    days_left: int | None
    kind: str
    stopped: bool
    basis: Basis
    says: str

    @property
    def is_overdue(self) -> bool:
        return self.days_left is not None and self.days_left < 0 and not self.stopped


@dataclass(frozen=True)
class Step:
    """One dated step of a file and whose it was; `sequence` finds it in the journal."""

    sequence: int
    at: datetime
    act: str
    owner: Holder
    by: str
    ground: str
    status: str


@dataclass(frozen=True)
class Candidate:
    """An officer who may be drawn, with the number of files he has open."""

    username: str
    load: int


@dataclass(frozen=True)
class RowError:
    """What is wrong with one cell of a file, and what to do."""

    file: str
    row: int
    column: str
    check: str
    says: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, {self.column}: {self.check} {self.says}. {self.remedy}"


class BadRows(BadData):
    """A file with bad rows: nothing of it was taken. `errors` holds the first of them, `count` all."""

    def __init__(self, errors: tuple[RowError, ...], count: int) -> None:
        super().__init__(f"{count} faults, nothing was taken. First: {errors[0]}")
        self.errors = errors
        self.count = count


@dataclass(frozen=True)
class Machine:
    """One machine of an equipment list."""

    serial: str
    model: str
    hash_rate_ghs: int
    power_w: int
    site: str


@dataclass(frozen=True)
class SiteTold:
    """What an applicant says of a place where he wants to mine."""

    label: str
    region: str
    address: str
    feeder: str
    connection_w: int
    requested_w: int
    asset: str = "BTC"
    scheme: str = "FPPS"
    pool_id: str = ""
    power_source: str = "grid"
    pue_ppm: int = 1_000_000
