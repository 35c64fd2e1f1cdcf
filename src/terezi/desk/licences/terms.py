"""The states of a licence and what each means to the public."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict


class Status(StrEnum):
    """One list for the register, the API and the certificate."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    DECISION_PROPOSED = "decision_proposed"
    REGISTERED = "registered"
    LICENSED = "licensed"
    LIMITED = "limited"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    EXPIRED = "expired"
    STRUCK_OFF = "struck_off"

    @property
    def public_sentence(self) -> str:
        return PUBLIC_SENTENCES.get(self, NOT_YET)

    @property
    def may_operate(self) -> bool:
        return self in MAY_OPERATE


class Overlay(StrEnum):
    """What may be true beside any status."""

    APPEAL_PENDING = "appeal_pending"
    INSPECTION_OPEN = "inspection_open"
    DATA_OVERDUE = "data_overdue"


MAY_OPERATE = frozenset({Status.REGISTERED, Status.LICENSED, Status.LIMITED})
LIVE = MAY_OPERATE | {Status.SUSPENDED}
"""A licence that stands or may stand again by itself: it keeps its site and its power."""
OVER = frozenset({Status.WITHDRAWN, Status.EXPIRED, Status.STRUCK_OFF})
"""A licence that no longer stands."""
NOT_YET = "May not operate yet"
NOT_ISSUED = "This certificate was not issued by us"
PUBLIC_SENTENCES = {
    Status.REGISTERED: "May operate within the limits shown",
    Status.LICENSED: "May operate within the limits shown",
    Status.LIMITED: "May operate, with conditions",
    Status.SUSPENDED: "May not operate until the suspension ends",
    Status.WITHDRAWN: "May not operate",
    Status.REFUSED: "May not operate",
    Status.EXPIRED: "May not operate",
    Status.STRUCK_OFF: "May not operate",
}


class Provenance(StrEnum):
    """Where what the register says of a licence comes from."""

    DECISION = "decision"
    IMPORT = "import"
    LAW = "law"  # a term that ran out
    LEGACY = "legacy"  # an older book, verified by nobody


@dataclass(frozen=True)
class Basis:
    """What an act on a licence rests on: the decision, the law, who signed, and the ground as the law names it.

    The ground goes into the journal: no names of people in it.
    """

    decision: str
    article: str
    article_in_force_from: date | None
    law_version: str
    signed_by: tuple[str, str]
    ground: str


class Corrected(TypedDict, total=False):
    """What a correction may say otherwise."""

    holder_id: int
    status: Status
    actor_class: str
    site_id: str | None
    region: str
    licensed_w: int
    conditions: str
    suspended_until: date | None


class Import(StrEnum):
    """What the journal calls taking in an older book."""

    LEGACY = "licences.legacy"


@dataclass(frozen=True)
class LicensedSite:
    """A site and its licence over days on which neither changes: one row of `ref_sites`."""

    site_id: str
    name: str
    licence_number: str
    status: str
    actor_class: str
    region: str
    feeder_id: str
    licensed_w: int
    pue_ppm: int
    evidence_grade: str
    asset: str
    scheme: str
    pool_id: str
    pool_share_ppm: int
    tariff_minor_per_mwh: int | None
    power_source: str
    valid_from: date
    valid_until: date | None

    @property
    def public_sentence(self) -> str:
        return Status(self.status).public_sentence

    @property
    def may_operate(self) -> bool:
        return Status(self.status).may_operate
