"""An appeal against a decision is decided by two officers who had no part in it."""

from datetime import timedelta

import pytest

from terezi.base.errors import Refused
from terezi.desk.decisions import actions, queries
from terezi.desk.decisions.models import Appeal, Decision
from terezi.desk.decisions.terms import DISMISS, Outcome
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.law.book import law_on
from tests.desk.conftest import AT
from tests.desk.deciding import (
    FILE,
    FIRM,
    LATER,
    ON,
    REASON,
    a_licence,
    on_licence,
    proposed,
    signed,
    standing,
)


@pytest.mark.django_db
class TestAppeals:
    def refused(self, proposer, second):
        return signed(proposed(proposer, act=Act.REFUSE, after=Status.REFUSED, conditions={}), second)

    def test_an_appeal_knows_its_last_day_from_the_law(self, proposer, second, third):
        decision = self.refused(proposer, second)

        made = actions.appeal(
            number=decision.number, by=third, said_by=FIRM, says="The grid did confirm", at=LATER
        )

        rights = queries.appeal_rights(decision)
        assert (rights.bodies, rights.clock.count) == (("Appeal Board", "Court"), 30)
        assert made.last_day == rights.last_day
        assert made.last_day >= ON + timedelta(days=30)
        assert (made.is_late, queries.appeal_pending(FILE)) == (False, True)

    def test_a_late_appeal_is_recorded_as_late(self, proposer, second, third):
        decision = self.refused(proposer, second)

        made = actions.appeal(number=decision.number, by=third, says="Only now", at=AT + timedelta(days=60))

        assert made.is_late

    def test_where_the_law_is_unknown_no_last_day_is_invented(self, proposer, second):
        decision = proposed(
            proposer, country="PK", subject="PK-APP-2026-000001", act=Act.REFUSE, after=Status.REFUSED
        )
        signed(decision, second)
        law = law_on("PK", ON)
        assert not law.licensing.appeal.is_known or not law.licensing.appeal_bodies.is_known

        rights = queries.appeal_rights(Decision.objects.get(pk=decision.pk))

        assert (rights.last_day is None) is (not law.licensing.appeal.is_known)
        assert bool(rights.bodies) is law.licensing.appeal_bodies.is_known

    def test_two_officers_who_had_no_part_in_it_decide(self, proposer, second, third, fourth):
        first = self.refused(proposer, second)
        actions.appeal(number=first.number, by=third, says="The grid did confirm", at=LATER)
        told = {
            "number": first.number,
            "outcome": Outcome.UPHELD,
            "reasons": [REASON],
            "standing": Status.REFUSED,
            "at": LATER,
        }

        for took_part in (proposer, second):
            with pytest.raises(Refused, match="two other officers decide"):
                actions.decide_appeal(**told, after=Status.IN_REVIEW, by=took_part)
        decision = actions.decide_appeal(**told, after=Status.IN_REVIEW, by=third)
        for took_part in (proposer, second):
            with pytest.raises(Refused, match="two other officers decide"):
                signed(decision, took_part)
            assert queries.to_sign(took_part, ON) == []
        with pytest.raises(Refused, match="Nobody decides on his own"):
            signed(decision, third)
        signed(decision, fourth)

        assert Appeal.objects.get().outcome == Outcome.UPHELD
        assert not queries.appeal_pending(FILE)

    def test_dismissed_everything_stays_as_it_was_decided(self, proposer, second, third, fourth):
        a_licence()
        first = signed(on_licence(proposer), second)
        actions.appeal(number=first.number, by=third, says="Cured", at=LATER)

        decision = actions.decide_appeal(
            number=first.number,
            outcome=Outcome.DISMISSED,
            reasons=[REASON],
            standing=Status.SUSPENDED,
            by=third,
            at=LATER,
        )
        signed(decision, fourth)

        assert (decision.act, standing()) == (DISMISS, Status.SUSPENDED)
        assert Appeal.objects.get().outcome == Outcome.DISMISSED

    def test_upheld_the_licence_stands_again(self, proposer, second, third, fourth):
        a_licence()
        first = signed(on_licence(proposer, Act.WITHDRAW), second)
        actions.appeal(number=first.number, by=third, says="Cured", at=LATER)

        signed(
            actions.decide_appeal(
                number=first.number,
                outcome=Outcome.UPHELD,
                after=Status.LICENSED,
                reasons=[REASON],
                standing=Status.WITHDRAWN,
                by=third,
                at=LATER,
            ),
            fourth,
        )

        assert standing() is Status.LICENSED

    def test_a_declined_answer_leaves_the_appeal_pending(self, proposer, second, third, fourth):
        first = self.refused(proposer, second)
        actions.appeal(number=first.number, by=third, says="No", at=LATER)
        answer = actions.decide_appeal(
            number=first.number,
            outcome=Outcome.DISMISSED,
            reasons=[REASON],
            standing=Status.REFUSED,
            by=third,
            at=LATER,
        )
        actions.decline(number=answer.number, by=fourth, reason="Look again", at=LATER)

        assert queries.appeal_pending(FILE)

    def test_only_what_is_signed_is_appealed_against_and_once_at_a_time(self, proposer, second, third):
        decision = proposed(proposer)
        with pytest.raises(Refused, match="binds nobody"):
            actions.appeal(number=decision.number, by=third, says="No", at=LATER)
        signed(decision, second)
        actions.appeal(number=decision.number, by=third, says="No", at=LATER)
        with pytest.raises(Refused, match="pending already"):
            actions.appeal(number=decision.number, by=third, says="No", at=LATER)

    def test_nothing_is_decided_that_nobody_appealed_against(self, proposer, second, third):
        decision = self.refused(proposer, second)

        with pytest.raises(Refused, match="No appeal against"):
            actions.decide_appeal(
                number=decision.number,
                outcome=Outcome.DISMISSED,
                reasons=[REASON],
                standing=Status.REFUSED,
                by=third,
                at=LATER,
            )
