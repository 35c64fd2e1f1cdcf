"""Asking the applicant and the agencies, and the clock that runs or stands still meanwhile."""

from datetime import date

import pytest

from terezi.base.errors import Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import OpinionAsked
from terezi.desk.applications.terms import Basis, Holder, Position, Queue
from terezi.desk.decisions import actions as decisions
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.people.terms import Role
from terezi.jobs.escalate import escalate
from tests.desk.applications.days import DAY, LATER
from tests.desk.applying import AT, drafted, person, proposed, reviewed

pytestmark = pytest.mark.django_db


class TestRequests:
    def test_it_names_field_reason_who_acts_and_by_when(self, in_review, zainab):
        request = actions.ask_applicant(
            number=in_review.number, field="sites", reason="which feeder?", by=in_review.officer, at=AT
        )

        in_review.refresh_from_db()
        assert in_review.status == Status.RETURNED
        assert request.who_acts == in_review.party_name
        assert request.due_on > date(2026, 3, 11)

    def test_one_without_a_reason_is_not_sent(self, in_review):
        with pytest.raises(Refused, match="field and the reason"):
            actions.ask_applicant(
                number=in_review.number, field="sites", reason=" ", by=in_review.officer, at=AT
            )

    def test_the_file_goes_back_with_the_last_answer_and_an_answer_counts_once(self, in_review, zainab):
        told = {"number": in_review.number, "by": in_review.officer, "at": AT, "reason": "why?"}
        one, other = (actions.ask_applicant(**told, field=field) for field in ("sites", "wallets"))

        actions.answer_request(request=one.pk, answer="so", by=zainab, at=LATER)
        in_review.refresh_from_db()
        assert in_review.status == Status.RETURNED
        actions.answer_request(request=other.pk, answer="so", by=zainab, at=LATER)
        in_review.refresh_from_db()
        assert in_review.status == Status.IN_REVIEW
        with pytest.raises(Refused, match="over already"):
            actions.answer_request(request=other.pk, answer="again", by=zainab, at=LATER)

    def test_a_refusal_need_not_wait_for_an_answer_that_does_not_come(self, in_review, zainab):
        told = {"number": in_review.number, "by": in_review.officer, "at": AT}
        request = actions.ask_applicant(**told, field="sites", reason="which feeder?")

        proposed(in_review, act=StatusAct.REFUSE)

        in_review.refresh_from_db()
        assert in_review.status == Status.DECISION_PROPOSED
        with pytest.raises(Refused, match="over already"):
            actions.answer_request(request=request.pk, answer="too late", by=zainab, at=LATER)

    def test_a_silent_applicant_does_not_hold_the_file_for_ever(self, in_review):
        request = actions.ask_applicant(
            number=in_review.number, field="sites", reason="r", by=in_review.officer, at=AT
        )

        actions.take_back_request(
            request=request.pk, reason="no answer in time", by=in_review.officer, at=AT + 60 * DAY
        )

        in_review.refresh_from_db()
        assert in_review.status == Status.IN_REVIEW


class TestClock:
    def test_it_counts_the_working_days_of_the_law_from_the_day_after(self, in_review):
        clock = queries.clock(in_review, AT)

        # ten working days after Wednesday 11 March 2026, over the holidays the pack of Garagum names
        law = queries.law_of(in_review)
        assert clock.due_on == law.licensing.due_on(
            date(2026, 3, 11), queries.actor_class_of(in_review).decision.value
        )
        assert (clock.days_left, clock.kind, clock.basis) == (10, "working", Basis.LAW)
        assert (clock.holder, clock.who) == (Holder.OFFICER, in_review.officer.name)

    def test_it_stands_still_while_the_applicant_holds_the_ball(self, in_review, zainab):
        before = queries.clock(in_review, LATER)
        request = actions.ask_applicant(
            number=in_review.number, field="sites", reason="r", by=in_review.officer, at=LATER
        )
        in_review.refresh_from_db()

        for day in (2, 9, 30):
            clock = queries.clock(in_review, AT + day * DAY)
            assert (clock.stopped, clock.days_left, clock.holder) == (
                True,
                before.days_left,
                Holder.APPLICANT,
            )
        actions.answer_request(request=request.pk, answer="so", by=zainab, at=AT + 30 * DAY)
        in_review.refresh_from_db()
        after = queries.clock(in_review, AT + 30 * DAY)

        assert (after.stopped, after.days_left) == (False, before.days_left)

    def test_two_requests_at_once_do_not_stop_it_twice(self, in_review, zainab):
        before = queries.clock(in_review, LATER).days_left
        told = {"number": in_review.number, "by": in_review.officer, "reason": "r"}
        asked = [actions.ask_applicant(**told, field=field, at=LATER) for field in ("sites", "wallets")]
        for request in asked:
            actions.answer_request(request=request.pk, answer="so", by=zainab, at=AT + 8 * DAY)
        in_review.refresh_from_db()

        assert queries.clock(in_review, AT + 8 * DAY).days_left == before

    def test_a_file_past_its_clock_is_overdue(self, in_review):
        officer = in_review.officer

        assert queries.queues(officer, AT)[Queue.OVERDUE] == []
        assert queries.queues(officer, AT + 40 * DAY)[Queue.OVERDUE] == [in_review]

    def test_before_it_is_handed_in_no_clock_runs(self, zainab):
        assert queries.clock(drafted(zainab), AT).due_on is None


class TestOpinions:
    def test_every_agency_the_law_names_is_asked_once(self, in_review):
        told = {"number": in_review.number, "by": in_review.officer, "at": AT}

        first, again = actions.ask_opinions(**told), actions.ask_opinions(**told)

        assert [one.agency for one in first] == list(queries.asked(in_review).agencies)
        assert again == []
        assert all(one.due_on > date(2026, 3, 11) for one in first)

    def test_only_an_officer_of_the_agency_speaks_for_it_and_once(self, in_review):
        actions.ask_opinions(number=in_review.number, by=in_review.officer, at=AT)
        told = {"number": in_review.number, "position": Position.AGAINST, "says": "no exit", "at": AT}

        for stranger in (in_review.officer, person("energy", Role.ENERGY_INSPECTOR)):
            with pytest.raises(Refused, match="No opinion was asked of"):
                actions.give_opinion(**told, by=stranger)
        fire = person("fire", Role.FIRE_OFFICER)
        actions.give_opinion(**told, by=fire)
        with pytest.raises(Refused, match="given its opinion already"):
            actions.give_opinion(**told, by=fire)

    def test_an_officer_of_an_agency_bound_to_the_applicant_does_not_speak(self, in_review):
        actions.ask_opinions(number=in_review.number, by=in_review.officer, at=AT)
        fire = person("fire", Role.FIRE_OFFICER)
        decisions.declare_conflict(
            officer=fire, party=in_review.party_name, says="x", from_day=AT.date(), by=fire, at=AT
        )

        with pytest.raises(Refused, match="another officer of the agency speaks"):
            actions.give_opinion(number=in_review.number, position=Position.FOR, says="fine", by=fire, at=AT)

    def test_silence_is_escalated_once_and_approves_nothing(self, in_review):
        officer = in_review.officer
        actions.ask_opinions(number=in_review.number, by=officer, at=AT)

        assert escalate(at=AT) == []
        (late,) = escalate(at=AT + 60 * DAY)
        assert escalate(at=AT + 61 * DAY) == []

        assert (late.agency, late.position, late.escalated_at) == ("fire", "", AT + 60 * DAY)
        assert "head of the agency fire" in late.escalated_to
        assert any("fire has not spoken" in one for one in queries.against_granting(in_review))

    def test_a_missing_opinion_is_written_down_only_after_it_was_escalated(self, in_review):
        officer = in_review.officer
        actions.ask_opinions(number=in_review.number, by=officer, at=AT)
        told = {
            "number": in_review.number,
            "agency": "fire",
            "says": "no answer in sixty days",
            "by": officer,
        }

        with pytest.raises(Refused, match="escalated first"):
            actions.opinion_not_given(**told, at=AT)
        escalate(at=AT + 60 * DAY)
        actions.opinion_not_given(**told, at=AT + 60 * DAY)

        assert OpinionAsked.objects.get().position == Position.NOT_GIVEN
        assert not any("fire" in one for one in queries.against_granting(in_review))

    def test_the_decision_shows_the_opinions(self, in_review):
        decision = proposed(reviewed(in_review))

        assert decision.conditions["opinions"] == {"fire": "for"}

    def test_a_file_that_waits_for_an_agency_is_in_its_queue(self, in_review):
        fire = person("fire", Role.FIRE_OFFICER)
        actions.ask_opinions(number=in_review.number, by=in_review.officer, at=AT)

        assert queries.queues(fire, AT)[Queue.WAITING] == [in_review]
        assert queries.queues(in_review.officer, AT)[Queue.READY] == []
        assert queries.clock(in_review, AT).holder is Holder.AGENCIES
