"""What two officers decide on a licence is carried out when it is signed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.decisions import rules
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Reason, State, Verb
from terezi.desk.journal.models import Entry
from terezi.desk.licences import actions as licences
from terezi.desk.licences import queries as register
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import GRANTED, TRANSITIONS, Act, Hand
from terezi.desk.people.models import Officer
from terezi.law.book import law_on
from tests.desk.conftest import AT
from tests.desk.deciding import (
    BASIS,
    FILE,
    NUMBER,
    ON,
    REASON,
    a_licence,
    on_licence,
    proposed,
    signed,
    standing,
)

# what was refused never was a licence: its application is heard again (TestAppeals)
NEVER_ON_THE_REGISTER = {Status.DECISION_PROPOSED, Status.REFUSED}

ON_LICENCES = [
    one for one in TRANSITIONS if one.hand is Hand.TWO_OFFICERS and one.before not in NEVER_ON_THE_REGISTER
]

WAYS = {
    Status.LIMITED: (Act.LIMIT,),
    Status.SUSPENDED: (Act.SUSPEND,),
    Status.WITHDRAWN: (Act.WITHDRAW,),
    Status.STRUCK_OFF: (Act.STRIKE_OFF,),
}


def _licence_in(status: Status, back_to: Status) -> None:
    """Put a licence into a status, from which it may come back to another."""
    stood = [one for one in (status, back_to) if one in {*GRANTED, Status.LIMITED}]
    if status is Status.LIMITED and back_to in GRANTED:
        stood = [back_to]
    granted = stood[0] if stood else Status.LICENSED
    until = date(2026, 3, 1) if status is Status.EXPIRED else None
    a_licence(granted, valid_until=until, conditions="by night only" if granted is Status.LIMITED else "")
    if status is Status.LIMITED and granted is not Status.LIMITED:
        _do(Act.LIMIT, Status.LIMITED, conditions="by night only")
    if status in WAYS and status is not Status.LIMITED:
        _do(WAYS[status][0], status)


def _do(act: Act, after: Status, **told: Any) -> None:
    licences.change(
        number=NUMBER,
        act=act,
        after=after,
        effective_on=date(2026, 2, 1),
        basis=BASIS,
        by="maral",
        at=AT - timedelta(days=30),
        **told,
    )


@pytest.mark.django_db
class TestActsOnLicences:
    @pytest.mark.parametrize("one", ON_LICENCES, ids=lambda one: f"{one.act}-{one.before}-{one.after}")
    def test_every_transition_of_two_officers_is_carried_out_when_signed(self, proposer, second, one):
        _licence_in(one.before, one.after)
        conditions = {
            Act.LIMIT: {"licensed_w": 6_000_000},
            Act.CORRECT: {"values": {"region": "Mary", "status": one.after}},
        }.get(one.act, {})

        decision = on_licence(proposer, one.act, after=one.after, conditions=conditions)
        assert standing() is one.before
        signed(decision, second)

        assert standing() is one.after
        row = register.licence_on(NUMBER, ON)
        assert (row.decision, row.article, row.law_version) == (
            decision.number,
            REASON.article,
            law_on("GG", ON).version,
        )

    def test_no_other_transition_can_be_proposed(self, proposer):
        pairs = {(one.act, one.before, one.after) for one in TRANSITIONS if one.hand is Hand.TWO_OFFICERS}
        opened = [
            (act, before, after)
            for act in Act
            for before in Status
            for after in Status
            if not _refuses(proposer, act, before, after)
        ]

        assert set(opened) == pairs

    def test_a_limitation_gives_a_condition_and_no_more_power(self, proposer):
        a_licence()

        with pytest.raises(Refused, match="A limitation sets a condition"):
            on_licence(proposer, Act.LIMIT)
        with pytest.raises(Refused, match="no more power than the licence has"):
            on_licence(proposer, Act.LIMIT, conditions={"licensed_w": 12_000_001})

    @pytest.mark.parametrize("act", [Act.SUSPEND, Act.WITHDRAW, Act.STRIKE_OFF])
    def test_what_ends_or_halts_a_licence_sets_neither_power_nor_term(self, proposer, act):
        a_licence()

        with pytest.raises(Refused, match="sets no power"):
            on_licence(proposer, act, conditions={"licensed_w": 10**14})
        with pytest.raises(Refused, match="sets no term"):
            on_licence(proposer, act, conditions={"valid_until": "2099-01-01"})

    def test_a_licence_comes_back_from_a_suspension_with_the_power_it_had(self, proposer):
        _licence_in(Status.SUSPENDED, Status.LICENSED)

        with pytest.raises(Refused, match="sets no power"):
            on_licence(proposer, Act.REINSTATE, after=Status.LICENSED, conditions={"licensed_w": 10**14})

    def test_a_limitation_sets_power_and_words(self, proposer, second):
        a_licence()
        signed(
            on_licence(proposer, Act.LIMIT, conditions={"licensed_w": 5_000_000, "text": "by night"}), second
        )

        row = register.licence_on(NUMBER, ON)
        assert (row.licensed_w, row.conditions) == (5_000_000, "by night")

    def test_a_correction_keeps_what_was_said_as_it_was_known(self, proposer, second):
        a_licence()
        conditions = {"values": {"licensed_w": 10_000_000}, "until_day": "2026-02-01"}
        signed(
            on_licence(proposer, Act.CORRECT, effective_on=date(2026, 1, 1), conditions=conditions), second
        )

        said = [register.licence_on(NUMBER, day).licensed_w for day in (date(2026, 1, 15), date(2026, 2, 15))]
        known = register.licence_on(NUMBER, date(2026, 1, 15), known_at=AT)
        assert (said, known.licensed_w) == ([10_000_000, 12_000_000], 12_000_000)

    def test_a_correction_says_what_is_to_stand(self, proposer):
        a_licence()

        with pytest.raises(Refused, match="A correction says"):
            on_licence(proposer, Act.CORRECT)

    def test_a_suspension_ends_on_its_day(self, proposer, second):
        a_licence()
        least = law_on("GG", ON).licensing.suspension_months.value.least
        until = rules.months_later(ON, least)
        signed(on_licence(proposer, conditions={"suspended_until": until.isoformat()}), second)

        assert register.licence_on(NUMBER, ON).suspended_until == until

    def test_a_suspension_lasts_as_long_as_the_law_says(self, proposer):
        a_licence()
        months = law_on("GG", ON).licensing.suspension_months.value
        too_long = rules.months_later(ON, months.most) + timedelta(days=1)

        with pytest.raises(Refused, match="A suspension lasts from"):
            on_licence(proposer, conditions={"suspended_until": too_long.isoformat()})

    def test_a_ground_is_one_the_law_lists(self, proposer):
        a_licence()
        wrong = Reason(article="art. 35", facts="Two months without a report", ground="bad_weather")

        with pytest.raises(Refused, match="“bad_weather” is no ground the law lists"):
            on_licence(proposer, reason=wrong)

    def test_a_licence_nobody_knows_is_not_decided_on(self, proposer):
        with pytest.raises(Refused, match="No licence GG-MIN-000001 is on the register"):
            on_licence(proposer)

    def test_when_the_register_refuses_nothing_is_signed(self, proposer, second):
        a_licence()
        decision = on_licence(proposer)
        Decision.objects.filter(pk=decision.pk).update(after=Status.EXPIRED)

        with pytest.raises(Refused):
            signed(decision, second)
        decision.refresh_from_db()
        assert (decision.state, standing()) == (State.PROPOSED, Status.LICENSED)
        assert not Entry.objects.filter(act=Verb.SIGN).exists()


def _refuses(proposer: Officer, act: Act, before: Status, after: Status) -> bool:
    conditions = {"text": "by night", "values": {"status": after}}
    told = {"act": act, "before": before, "after": after, "conditions": conditions, "subject": FILE}
    try:
        with transaction.atomic():
            proposed(proposer, **told)
            transaction.set_rollback(True)
    except Refused as refused:
        return "No officers may" in str(refused)
    return False
