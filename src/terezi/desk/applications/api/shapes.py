"""What goes in and out of the routes of applications."""

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

from terezi.desk.applications.terms import CheckState, Drawn, Queue
from terezi.desk.licences.terms import Status

MOST = 10**15
LONGEST = 10_000


class ClockOut(Schema):
    """The time a file has left and who holds the ball."""

    holder: str
    due_on: date | None
    days_left: int | None = Field(description="Below 0 it is late; empty where no day is known")
    kind: str = Field(description="working or calendar days")
    stopped: bool = Field(description="It stands still while the applicant answers")
    basis: str = Field(description="law, policy or unknown")


class ApplicationOut(Schema):
    """A file as a list shows it."""

    number: str
    country: str
    actor_class: str
    party_name: str
    party_kind: str
    status: Status
    submitted_at: datetime | None
    officer: str | None = Field(description="Empty while a proposal waits for a second officer")
    drawn: Drawn | Literal[""]
    decision: str
    licence_number: str
    clock: ClockOut


class ApplicationsOut(Schema):
    """One page of files."""

    count: int
    next_offset: int | None
    items: list[ApplicationOut]


class AnswerOut(Schema):
    """One answer of the form."""

    field: str
    label: str
    says: str


class DocumentOut(Schema):
    """One document; its bytes are fetched from `address`."""

    kind: str
    filename: str
    media_type: str
    size: int
    sha256: str
    address: str


class CheckOut(Schema):
    """One check of the file."""

    check: str
    state: CheckState
    says: str
    claim: str
    compared: str
    list_versions: list[str]
    by_hand: bool
    at: datetime | None


class RequestOut(Schema):
    """What was asked of the applicant."""

    id: int
    field: str
    reason: str
    who_acts: str
    due_on: date
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    taken_back_at: datetime | None


class OpinionOut(Schema):
    """What an agency was asked and says."""

    agency: str
    due_on: date | None
    position: str
    says: str
    given_at: datetime | None
    escalated_at: datetime | None


class FileOut(ApplicationOut):
    """One file, as far as the work of whoever asks needs it."""

    answers: list[AnswerOut]
    documents: list[DocumentOut]
    machines: int | None = Field(description="Empty where it is not asked for or not yours to see")
    checks: list[CheckOut]
    requests: list[RequestOut]
    opinions: list[OpinionOut]
    against_granting: list[str] = Field(
        description="What stands against a grant today; of the officer's own file"
    )


class Asked(Schema):
    """Which files: all that may be seen, or those of one workqueue."""

    queue: Queue | None = None
    status: Status | None = None
    limit: int = Field(50, ge=1, le=500)
    offset: int = Field(0, ge=0, le=MOST)


class AskIn(Schema):
    """What is asked of the applicant."""

    field: str = Field(max_length=100)
    reason: str = Field(max_length=LONGEST)
    who_acts: str = Field("", max_length=200)


class CheckIn(Schema):
    """How far a check has come, by an officer's own word."""

    state: CheckState
    outcome: Literal["clear", "match"] = "clear"
    waiting_on: str = Field("", max_length=200)
    reason: str = Field(max_length=LONGEST)


class AssignIn(Schema):
    """To whom a file goes past the draw, and why."""

    officer: str = Field(max_length=150)
    reason: str = Field(max_length=LONGEST)


class OpinionIn(Schema):
    """What an agency says."""

    position: Literal["for", "against"]
    says: str = Field(max_length=LONGEST)


class DecisionIn(Schema):
    """A decision on a file, with its reason."""

    act: Literal["register", "license", "limit", "refuse"]
    article: str = Field(max_length=300)
    article_in_force_from: date | None = None
    ground: str = Field("", max_length=100)
    facts: str = Field(max_length=LONGEST)
    evidence: list[str] = Field(default=[], max_length=100)
    text: str = Field("", max_length=LONGEST)
    written_in: Literal["en", "ru", "tk", "ur", "kk", "uz"] = "en"
    effective_on: date
    licensed_w: dict[str, int] | None = Field(None, description="W by the label of the site, to grant less")
    conditions: str = Field("", max_length=LONGEST)
    valid_until: date | None = None


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(max_length=LONGEST)


class ProposedOut(Schema):
    """The number under which a decision waits for a second officer."""

    decision: str
