"""Every state a file can reach is walked: each has an exit, and no way leads to a grant past two officers."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from django.db import transaction

from terezi.base.errors import Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.terms import GRANTED, OPEN
from terezi.desk.decisions.models import Decision
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import TRANSITIONS, Hand
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home

from .applying import AT, drafted, drawn, filled, person, proposed, reviewed

S = Status
FINAL = {*GRANTED, S.REFUSED, S.WITHDRAWN}
OF_FILES = [one for one in TRANSITIONS if one.before in OPEN]


def reached(start: Status, hands: set[Hand]) -> set[Status]:
    found, ahead = {start}, [start]
    while ahead:
        before = ahead.pop()
        for one in OF_FILES:
            if one.before is before and one.hand in hands and one.after not in found:
                found.add(one.after)
                ahead.append(one.after)
    return found


def test_from_every_state_of_a_file_some_way_leads_to_an_end():
    for status in reached(S.DRAFT, set(Hand)) - FINAL:
        assert reached(status, set(Hand)) & FINAL, status


def test_once_handed_in_the_authority_can_end_a_file_though_the_applicant_is_silent():
    for status in OPEN - {S.DRAFT}:
        assert reached(status, set(Hand) - {Hand.APPLICANT}) & FINAL, status


def test_no_grant_on_the_list_needs_fewer_than_two_officers():
    assert {one.hand for one in OF_FILES if one.after in GRANTED} == {Hand.TWO_OFFICERS}


class Back(Exception):
    """Undoes a step of the walk."""


class Walk:
    """Does every act in every state, each from where the one before it led, and undoes it."""

    def __init__(self, file: Application) -> None:
        self.number = file.number
        self.steps: dict[tuple[object, ...], set[tuple[object, ...]]] = defaultdict(set)
        self.moves: set[tuple[str, str]] = set()
        self.grants: set[tuple[str, str]] = set()

    @property
    def file(self) -> Application:
        return Application.objects.select_related("applicant", "officer").get(number=self.number)

    def state(self) -> tuple[object, ...]:
        """All that decides what may be done next."""
        file = self.file
        decision = Decision.objects.filter(subject=self.number, state="proposed").first()
        return (
            file.status,
            file.officer and file.officer.username,
            decision and (decision.act, decision.proposed_by.username),
            file.requests.filter(answered_at=None, taken_back_at=None).count(),
            bool(file.officer) and not queries.against_granting(file),
        )

    def go(self, acts: list[Callable[[Application], object]]) -> None:
        before = self.state()
        for act in acts:
            try:
                with transaction.atomic():
                    act(self.file)
                    self._look(before, acts)
                    raise Back
            except (Back, Refused):
                continue

    def _look(self, before: tuple[object, ...], acts: list[Callable[[Application], object]]) -> None:
        after = self.state()
        self.moves.add((str(before[0]), str(after[0])))
        if after[0] in GRANTED:
            self._note_grant()
        is_new = after not in self.steps
        self.steps[before].add(after)
        self.steps[after].update()
        if is_new:
            self.go(acts)

    def _note_grant(self) -> None:
        decision = Decision.objects.get(number=self.file.decision)
        assert decision.state == "signed"
        assert Licence.objects.filter(decision=decision.number).exists()
        self.grants.add((decision.proposed_by.username, decision.decided_by.username))


def every_act(officers: list[Officer], stranger: Officer) -> list[Callable[[Application], object]]:
    told = {"at": AT}
    applicant = [
        lambda f: actions.submit(number=f.number, by=f.applicant, **told),
        lambda f: actions.abandon(number=f.number, by=f.applicant, **told),
        lambda f: actions.answer_request(
            request=f.requests.order_by("-pk")[0].pk, answer="so", by=f.applicant, **told
        ),
        lambda f: actions.sign_decision(number=f.number, by=f.applicant, **told),
        lambda f: actions.abandon(number=f.number, by=stranger, **told),
    ]
    desk = [
        lambda f: drawn(f, by=officers[0]),
        reviewed,
        lambda f: actions.ask_applicant(
            number=f.number,
            field="sites",
            reason="r" * (1 if f.status == S.IN_REVIEW else 0),
            by=f.officer,
            **told,
        ),
        lambda f: actions.take_back_request(
            request=f.requests.order_by("-pk")[0].pk, reason="r", by=f.officer, **told
        ),
        proposed,
        lambda f: proposed(f, act=StatusAct.LIMIT, text="By night"),
        lambda f: proposed(f, act=StatusAct.REFUSE),
    ]
    hands = [
        act
        for officer in officers
        for act in (
            lambda f, o=officer: actions.assign_by_hand(number=f.number, officer=o, reason="r", by=o, **told),
            lambda f, o=officer: actions.sign_decision(number=f.number, by=o, **told),
            lambda f, o=officer: actions.decline_decision(number=f.number, reason="r", by=o, **told),
        )
    ]
    return [_refusing(act) for act in (*applicant, *desk, *hands)]


def _refusing(act: Callable[[Application], object]) -> Callable[[Application], object]:
    """An act that has nothing to act on is refused like any other that cannot be done."""

    def tried(file: Application) -> object:
        try:
            return act(file)
        except (IndexError, AttributeError) as nothing:
            raise Refused(str(nothing)) from nothing

    return tried


@pytest.mark.django_db
def test_every_reachable_state_has_an_exit_and_every_grant_two_signers(settings, tmp_path):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path
    officers = [person("maral"), person("ogulgerek")]
    file = filled(drafted(person("zainab", Role.APPLICANT)))
    walk = Walk(file)

    walk.go(every_act(officers, person("serdar", Role.APPLICANT)))

    reached_statuses = {str(state[0]) for state in walk.steps}
    assert reached_statuses >= {*OPEN, S.REGISTERED, S.LIMITED, S.REFUSED, S.WITHDRAWN}
    for state, nexts in walk.steps.items():
        assert state[0] in FINAL or any(one[0] != state[0] for one in nexts), f"no exit from {state}"
    listed = {(one.before.value, one.after.value) for one in TRANSITIONS}
    assert {move for move in walk.moves if move[0] != move[1]} <= listed
    assert walk.grants
    assert all(proposer != signer for proposer, signer in walk.grants)
