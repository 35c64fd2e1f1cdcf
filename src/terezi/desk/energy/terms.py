"""The words of surplus power: what a plan and an order can be, to whom an order goes and what the doors hand in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class PlanState(StrEnum):
    """A plan binds nobody until a second officer has published it."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    DECLINED = "declined"


class OrderState(StrEnum):
    """An order holds once issued; in an emergency it is issued before the second officer has signed."""

    PROPOSED = "proposed"
    ISSUED = "issued"
    DECLINED = "declined"
    LIFTED = "lifted"


class Reason(StrEnum):
    """Why mines are cut."""

    SHORTAGE = "shortage"
    LINE = "line"
    UNIT = "unit"
    BAN = "ban"
    OTHER = "other"


class Post(StrEnum):
    """What the outbox holds: a row for the lake, or a message to a gateway."""

    LAKE = "lake"
    MQTT = "mqtt"


class Channel(StrEnum):
    """How a site said that it has the order."""

    PORTAL = "portal"
    MQTT = "mqtt"
    HTTP = "http"


class Obeyed(StrEnum):
    """What the meter says of an order."""

    YES = "yes"
    NO = "no"
    PAPER = "paper"  # the machines report that they obey, and the meter does not show it
    PARTLY = (
        "partly"  # what was read lies below, and some of the time was not read: who reads could choose what
    )
    SILENT = "silent"  # no reading covers the time
    NOT_YET = "not_yet"  # the time to obey is not over


class Act(StrEnum):
    """What the journal calls the changes made here."""

    PROPOSE_PLAN = "plans.propose"
    PUBLISH_PLAN = "plans.publish"
    DECLINE_PLAN = "plans.decline"
    PROPOSE = "orders.propose"
    ISSUE = "orders.issue"
    ISSUE_EMERGENCY = "orders.issue_emergency"
    SIGN = "orders.sign"
    DECLINE = "orders.decline"
    LIFT = "orders.lift"
    SEND = "orders.send"
    ACKNOWLEDGE = "orders.acknowledge"


@dataclass(frozen=True)
class Addressee:
    """A site an order may touch: who holds its licence, and the gateway that brings its readings, if one does."""

    site_id: str
    holder: str
    licence_number: str
    region: str
    gateway_id: str = ""


@dataclass(frozen=True)
class Wanted:
    """What an officer orders: so many watts less by region, from an instant to another, and why."""

    reason: Reason
    ground: str
    needed_w: Mapping[str, int]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Allocated:
    """A day's plan as the lake and its certificate hold it; energy in Wh."""

    country: str
    day: date
    certificate_sha256: str
    rule: str
    is_firm: bool
    sites: int
    allocated_wh: int


@dataclass(frozen=True)
class Sent:
    """What became of one message of the outbox."""

    pk: int
    error: str = ""


@dataclass(frozen=True)
class Change:
    """What is changed; what is empty stays as it is. Power in MW, the bid in minor units per MWh, the share in per cent."""

    more_mw: Decimal | None = None
    regions: tuple[str, ...] = ()
    bid_minor: int = 0
    dry_percent: Decimal | None = None
    lines: tuple[str, ...] = ()
