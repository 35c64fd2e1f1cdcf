"""The list of transitions: no status without an exit, none entered outside it, none that one hand can do for two."""

from collections.abc import Iterable
from datetime import date
from itertools import product

import pytest
from django.db import transaction as database

from terezi.base.errors import Refused
from terezi.desk.licences import rules
from terezi.desk.licences.actions import change, correct
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import LIVE, OVER, PUBLIC_SENTENCES, Status
from terezi.desk.licences.transitions import (
    GRANTED,
    TRANSITIONS,
    Act,
    Hand,
    open_from,
    transition,
)
from terezi.desk.parties.models import KNOWN_NOW

from .conftest import AT, DAY
from .licensing import ONE_SIGNER, a_party, basis, granted

OF_A_LICENCE = LIVE | OVER
ONE_HANDED = [
    ("ogulgerek", "ogulgerek"),
    ("ogulgerek", " ogulgerek "),
    ("ogulgerek", ""),
    ("", "maral"),
    ("", ""),
]


def test_every_status_has_an_exit():
    stuck = [status for status in Status if not any(one.after is not status for one in open_from(status))]

    assert stuck == []


def test_every_status_of_an_application_has_an_exit_that_does_not_wait_for_the_applicant():
    waiting = [
        status
        for status in (Status.SUBMITTED, Status.IN_REVIEW, Status.RETURNED, Status.DECISION_PROPOSED)
        if all(one.hand is Hand.APPLICANT for one in open_from(status, of_licence=False))
    ]

    assert waiting == []


def test_a_question_is_answered_by_the_applicant_and_taken_back_by_an_officer():
    back = {one.act: one.hand for one in open_from(Status.RETURNED) if one.after is Status.IN_REVIEW}

    assert back == {Act.ANSWER: Hand.APPLICANT, Act.TAKE_BACK: Hand.OFFICER}


def test_every_status_can_be_reached_and_every_act_is_in_the_list():
    assert reached(TRANSITIONS) == set(Status)
    assert {one.act for one in TRANSITIONS} == set(Act)


def test_every_transition_has_a_ground_and_a_hand():
    assert all(one.ground.strip() and isinstance(one.hand, Hand) for one in TRANSITIONS)


def test_no_transition_is_in_the_list_twice():
    told = [(one.act, one.before, one.after) for one in TRANSITIONS]

    assert len(told) == len(set(told))


def test_an_act_needs_the_same_hand_wherever_it_starts():
    hands = {act: {one.hand for one in TRANSITIONS if one.act is act} for act in Act}

    assert {act for act, needed in hands.items() if len(needed) != 1} == set()


def test_nothing_stands_that_two_officers_did_not_sign():
    by_one_hand = [one for one in TRANSITIONS if one.hand is not Hand.TWO_OFFICERS]

    assert reached(by_one_hand) & LIVE == set()


def test_whatever_touches_a_licence_is_signed_by_two_save_what_the_law_itself_ends():
    alone = {
        one.act for one in TRANSITIONS if one.before in OF_A_LICENCE and one.hand is not Hand.TWO_OFFICERS
    }

    assert alone == {Act.EXPIRE}
    assert {one.after for one in TRANSITIONS if one.hand is Hand.LAW} == {Status.EXPIRED}


def test_an_application_that_was_given_up_leads_nowhere():
    assert open_from(Status.WITHDRAWN, of_licence=False) == ()
    assert open_from(Status.WITHDRAWN, of_licence=True) == open_from(Status.WITHDRAWN)


def test_every_status_of_a_licence_has_its_own_sentence():
    assert set(PUBLIC_SENTENCES) >= OF_A_LICENCE


def test_a_licence_never_goes_back_into_review():
    assert {one.after for one in TRANSITIONS if one.before in OF_A_LICENCE} <= OF_A_LICENCE


@pytest.mark.parametrize("act", Act)
def test_only_what_is_in_the_list_leads_anywhere(act):
    for before, after in product(Status, Status):
        listed = transition(act, before, after)
        if listed is not None and after in OF_A_LICENCE and act is not Act.CORRECT:
            assert rules.leading(act, [before], after) is listed
        else:
            with pytest.raises(Refused):
                rules.leading(act, [before], after)


@pytest.mark.django_db
class TestOnTheRegister:
    @pytest.mark.parametrize("act", Act)
    def test_no_act_changes_a_status_outside_the_list(self, act):
        """Every act from every status to every status: it is done if it is listed, and refused if not."""
        done, listed = set(), set()
        for before, after in product(sorted(OF_A_LICENCE), Status):
            with database.atomic():
                number = standing_as(before)
                if transition(act, before, after) and act is not Act.EXPIRE:
                    listed.add((before, after))
                try:
                    do(act, number, after)
                except Refused:
                    assert said_now(number) == [before]
                else:
                    assert said_now(number)[-1] is after
                    done.add((before, after))
                database.set_rollback(True)

        # a licence that was registered is not reinstated as licensed, nor the other way round
        strange = {(b, a) for b, a in listed if {b, a} == set(GRANTED)} if act is not Act.CORRECT else set()
        same = {(b, a) for b, a in listed if b == a} if act is Act.CORRECT else set()
        assert done == listed - strange - same

    @pytest.mark.parametrize("signed_by", ONE_HANDED)
    def test_nothing_two_officers_must_do_is_done_by_one(self, signed_by):
        basis_ = basis(signed_by=signed_by)
        for one in TRANSITIONS:
            if one.hand is not Hand.TWO_OFFICERS or not {one.before, one.after} <= OF_A_LICENCE:
                continue
            with database.atomic():
                number = standing_as(one.before)
                with pytest.raises(Refused, match="Two different officers"):
                    do(one.act, number, one.after, basis_=basis_)
                assert said_now(number) == [one.before]
                database.set_rollback(True)

    @pytest.mark.parametrize("status", Status)
    def test_a_licence_begins_only_as_the_list_grants_it(self, status):
        listed = any(
            one.before is Status.DECISION_PROPOSED and one.after is status and status in LIVE
            for one in TRANSITIONS
        )

        if listed:
            assert granted(status=status).status is status
        else:
            with pytest.raises(Refused, match="does not begin as"):
                granted(status=status)
            assert not Licence.objects.exists()

    def test_a_licence_is_not_granted_by_one_officer(self):
        with pytest.raises(Refused, match="Two different officers"):
            granted(basis=ONE_SIGNER)


def reached(transitions: Iterable) -> set[Status]:
    found, fresh = {Status.DRAFT}, {Status.DRAFT}
    while fresh:
        fresh = {one.after for one in transitions if one.before in fresh} - found
        found |= fresh
    return found


def standing_as(status: Status) -> str:
    Licence.objects.create(
        number="GG-MIN-000001",
        holder=a_party(),
        status=status,
        actor_class="industrial",
        region="Balkan",
        licensed_w=1,
        valid_from=date(2025, 1, 1),
        known_since=AT,
    )
    return "GG-MIN-000001"


def do(act, number, after, *, basis_=None):
    told = {"number": number, "basis": basis_ or basis(), "by": "maral", "at": AT}
    if act is Act.CORRECT:
        return correct(from_day=DAY, until_day=None, values={"status": after}, **told)
    return change(act=act, after=after, effective_on=DAY, **told)


def said_now(number):
    return [
        Status(row.status) for row in Licence.objects.filter(KNOWN_NOW, number=number).order_by("valid_from")
    ]
