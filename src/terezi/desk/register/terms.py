"""What a certificate may turn out to be, and the words of the public register."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from terezi.base.credential import Credential
from terezi.base.status_list import PLACES, Standing
from terezi.desk.licences.terms import Status


class Answer(StrEnum):
    """The one thing a verifier says of a certificate."""

    MAY_OPERATE = "may_operate"
    WITH_CONDITIONS = "with_conditions"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    ENDED = "ended"
    EXPIRED = "expired"
    REPLACED = "replaced"
    STATUS_UNKNOWN = "status_unknown"
    NOT_ISSUED = "not_issued"

    @property
    def is_good(self) -> bool:
        return self in {Answer.MAY_OPERATE, Answer.WITH_CONDITIONS}


STANDING_OF = {
    Status.REGISTERED: Standing.STANDS,
    Status.LICENSED: Standing.STANDS,
    Status.LIMITED: Standing.LIMITED,
    Status.SUSPENDED: Standing.SUSPENDED,
    Status.WITHDRAWN: Standing.WITHDRAWN,
    Status.EXPIRED: Standing.EXPIRED,
    Status.STRUCK_OFF: Standing.STRUCK_OFF,
}
"""What the status list says of a certificate whose licence has this status."""

ANSWER_OF = {
    Standing.STANDS: Answer.MAY_OPERATE,
    Standing.LIMITED: Answer.WITH_CONDITIONS,
    Standing.SUSPENDED: Answer.SUSPENDED,
    Standing.WITHDRAWN: Answer.ENDED,
    Standing.STRUCK_OFF: Answer.ENDED,
    Standing.EXPIRED: Answer.EXPIRED,
    Standing.REPLACED: Answer.REPLACED,
}

SENTENCES = {
    Answer.MAY_OPERATE: "{holder} may operate within the limits shown. Status as of {as_of}.",
    Answer.WITH_CONDITIONS: "{holder} may operate, with conditions. Status as of {as_of}.",
    Answer.NOT_YET: "{holder} may not operate yet: the licence begins on {from}.",
    Answer.SUSPENDED: "{holder} may not operate: the licence is suspended. Status as of {as_of}.",
    Answer.ENDED: "{holder} may not operate: the licence has ended. Status as of {as_of}.",
    Answer.EXPIRED: "{holder} may not operate: the term of the licence has run out.",
    Answer.REPLACED: "This certificate was replaced by a newer one: ask {holder} for it. Status as of {as_of}.",
    Answer.STATUS_UNKNOWN: "We issued this certificate to {holder}, but nothing here says whether it stands today: ask for its status.",
    Answer.NOT_ISSUED: "This certificate was not issued by us",
}
"""The sentence of each answer, in English; screens translate it."""


class Proven(StrEnum):
    """What the public log says of a certificate."""

    IN_LOG = "in_log"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True)
class Verdict:
    """What a verifier found: one answer, what the certificate says, and as of when its status is known."""

    answer: Answer
    because: str = ""
    certificate: Credential | None = None
    as_of: datetime | None = None
    proven: Proven = Proven.NOT_SHOWN

    @property
    def sentence(self) -> str:
        """Say it in English."""
        return self.template.format(**self.values)

    @property
    def template(self) -> str:
        return SENTENCES[self.answer]

    @property
    def values(self) -> dict[str, str]:
        told = self.certificate
        return {
            "holder": told.holder if told else "",
            "from": told.valid_from.isoformat() if told else "",
            "as_of": f"{self.as_of:%Y-%m-%d %H:%M} UTC" if self.as_of else "",
        }

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it; power in W, `valid_until` exclusive."""
        said = {"answer": self.answer, "says": self.sentence, "because": self.because, "log": self.proven}
        told = self.certificate
        if told is None:
            return said
        return said | {
            "status_as_of": self.as_of.isoformat() if self.as_of else None,
            "number": told.number,
            "holder": told.holder,
            "actor_class": told.actor_class,
            "region": told.region,
            "licensed_w": told.licensed_w,
            "valid_from": told.valid_from.isoformat(),
            "valid_until": told.valid_until.isoformat() if told.valid_until else None,
            "issued_at": told.issued_at.isoformat(),
            "issuer": told.issuer,
        }


class WarningKind(StrEnum):
    """Why the public is warned of somebody."""

    CLONE = "clone"  # shows somebody else's licence as its own
    LOOK_ALIKE = "look_alike"  # carries a name like that of a licensed firm
    UNLICENSED = "unlicensed"  # offers what needs a licence, and has none


class Act(StrEnum):
    """What the journal calls the changes made here."""

    BEGIN_KEY = "certificates.begin_key"
    DECLARE_ADDRESS = "register.declare_address"
    END_WARNING = "warnings.end"
    ISSUE = "certificates.issue"
    LIFT_REFUSAL = "register.lift_refusal"
    NOTE_SIGHTINGS = "warnings.note_sightings"
    PUBLISH = "register.publish"
    PUT_ASIDE = "warnings.put_aside"
    SHOW_REFUSAL = "register.show_refusal"
    WARN = "warnings.warn"


def list_name(place: int) -> str:
    """Return the name of the status list in which a certificate has its place."""
    return f"status/{place // PLACES + 1}"


@dataclass(frozen=True)
class Seen:
    """A licence number as somebody saw it at a web address."""

    number: str
    web_address: str
    seen_on: date


@dataclass(frozen=True)
class Days:
    """What the register says of a licence over days on which nothing changes; `valid_until` is exclusive."""

    valid_from: date
    valid_until: date | None
    status: str
    licensed_w: int
    conditions: str
    suspended_until: date | None
    decision: str
    article: str


@dataclass(frozen=True)
class WarningShown:
    """A warning as the public sees it."""

    id: int
    kind: WarningKind
    name: str
    number: str
    web_address: str
    says: str
    since: date
    ended_on: date | None
    why_ended: str


@dataclass(frozen=True)
class RefusalShown:
    """A refused application as the public sees it; the name is empty for a private person."""

    number: str
    name: str
    actor_class: str
    refused_on: date
    articles: tuple[str, ...]
    lifted_on: date | None


@dataclass(frozen=True)
class Record:
    """Everything the public may know of one licence. Of a private person: name, number, class and what stands.

    `now` is what stands today, or what stood last; power in W.
    """

    number: str
    name: str
    actor_class: str
    is_private: bool
    region: str
    now: Days
    history: tuple[Days, ...]
    warnings: tuple[WarningShown, ...]
    is_verified: bool
    last_checked: datetime
    other_names: tuple[str, ...] = ()
    is_waiting: bool = False  # of a class whose grant alone lets nobody operate

    @property
    def since(self) -> date:
        """Return since when what stands now has stood, whatever else changed meanwhile."""
        begun = self.now.valid_from
        for days in reversed(self.history):
            if days.valid_until == begun and days.status == self.now.status:
                begun = days.valid_from
        return begun

    @property
    def may_operate(self) -> bool:
        """Answer for the day on which the record was last checked."""
        return Status(self.now.status).may_operate and not (
            self.has_run_out or self.is_to_come or self.is_waiting
        )

    @property
    def has_run_out(self) -> bool:
        until = self.now.valid_until
        return until is not None and until <= self.last_checked.date()

    @property
    def is_to_come(self) -> bool:
        return self.now.valid_from > self.last_checked.date()
