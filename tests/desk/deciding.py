"""What tests of decisions propose, sign and decide on."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

from terezi.desk.decisions import actions
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Reason, SubjectKind
from terezi.desk.licences import actions as licences
from terezi.desk.licences import queries as register
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Basis, Status
from terezi.desk.licences.transitions import Act
from terezi.desk.parties.actions import know_party
from terezi.desk.people.models import Officer

from .conftest import AT

ON = AT.date()
LATER = AT + timedelta(hours=3)
FILE = "GG-APP-2026-000001"
NUMBER = "GG-MIN-000001"
FIRM = "Günbatar Hash"
REASON = Reason(
    article="Licensing Regulation, art. 12",
    article_in_force_from=date(2025, 1, 1),
    facts="The connection is 12 MW, as the grid confirms.",
    evidence=("finding:7",),
    text="All conditions are met.",
)
BASIS = Basis("GG-DEC-2025-000001", "art. 12", None, "v1", ("a", "b"), "the conditions are met")


def proposed(by: Officer, **changes: Any) -> Decision:
    told: dict[str, Any] = {
        "act": Act.LICENSE,
        "subject_kind": SubjectKind.APPLICATION,
        "subject": FILE,
        "before": Status.DECISION_PROPOSED,
        "after": Status.LICENSED,
        "effective_on": ON,
        "conditions": {"licensed_w": 12_000_000},
        "reasons": [REASON],
        "parties": [FIRM],
        "by": by,
        "at": AT,
    }
    return actions.propose(**told | changes)


def signed(decision: Decision, by: Officer, **changes: Any) -> Decision:
    told = {"number": decision.number, "by": by, "standing": Status(decision.before), "at": LATER}
    return actions.sign(**told | changes)


def a_licence(status: Status = Status.LICENSED, **changes: Any) -> Licence:
    told: dict[str, Any] = {
        "number": NUMBER,
        "holder": know_party(name=FIRM, kind="", registration_number="", country=""),
        "actor_class": "industrial",
        "status": status,
        "site_id": "GG-S-001",
        "region": "Balkan",
        "licensed_w": 12_000_000,
        "valid_from": date(2025, 6, 1),
        "basis": BASIS,
        "by": "maral",
        "at": AT - timedelta(days=200),
    }
    return licences.grant(**told | changes)


def on_licence(by: Officer, act: Act = Act.SUSPEND, **changes: Any) -> Decision:
    told: dict[str, Any] = {
        "number": NUMBER,
        "act": act,
        "effective_on": ON,
        "reason": REASON,
        "conditions": {},
        "by": by,
        "at": AT,
    }
    return actions.propose_on_licence(**told | changes)


def standing() -> Status:
    row = register.licence_on(NUMBER, ON)
    assert row is not None
    return Status(row.status)


def plain(page: str) -> str:
    """Return what a reader of a page reads: no tags, single spaces, no marks of direction."""
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
    return text.replace("\u2068", "").replace("\u2069", "").replace(" :", ":").replace(" ,", ",")
