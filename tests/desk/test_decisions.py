"""Decisions: a proposal binds nobody until a second, different, non-conflicted officer signs it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from terezi.base.errors import Refused
from terezi.desk.decisions import actions, queries
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Reason, Stale, State, SubjectKind, Verb
from terezi.desk.journal.models import Entry
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role

from .conftest import AT

ON = AT.date()
LATER = AT + timedelta(hours=3)
FILE = "GG-APP-2026-000001"
FIRM = "Günbatar Hash"
REASON = Reason(
    article="Licensing Regulation, art. 12",
    facts="The connection is 12 MW, as the grid confirms.",
    evidence=("finding:7",),
    text="All conditions are met.",
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def proposer(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "ogulgerek")


@pytest.fixture
def second(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "maral")


def proposed(by: Officer, **changes) -> Decision:
    told = {
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


def signed(decision: Decision, by: Officer, **changes) -> Decision:
    told = {"number": decision.number, "by": by, "standing": Status.DECISION_PROPOSED, "at": LATER}
    return actions.sign(**told | changes)


class TestTwoOfficers:
    def test_a_second_officer_signs(self, proposer, second):
        decision = signed(proposed(proposer), second)

        assert (decision.number, decision.state) == ("GG-DEC-2026-000001", State.SIGNED)
        assert list(Entry.objects.filter(subject=decision.number).values_list("act", "by")) == [
            (Verb.PROPOSE, "ogulgerek"),
            (Verb.SIGN, "maral"),
        ]

    def test_nobody_decides_on_his_own_proposal(self, proposer):
        decision = proposed(proposer)

        with pytest.raises(Refused, match="Nobody decides on his own proposal"):
            signed(decision, proposer)
        with pytest.raises(Refused, match="Nobody decides on his own proposal"):
            actions.decline(number=decision.number, by=proposer, reason="a slip", at=LATER)

    def test_the_database_itself_lets_nobody_sign_alone(self, proposer):
        decision = proposed(proposer)

        with pytest.raises(IntegrityError, match="decision_by_two_officers"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(
                state=State.SIGNED, decided_by=proposer, decided_at=LATER
            )
