"""A proposal binds nobody until a second, different, non-conflicted officer signs it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.base.errors import Refused
from terezi.desk.decisions import actions, queries, rules
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Outcome, Reason, State, Verb
from terezi.desk.journal.models import Entry, Seal
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from terezi.jobs.audit import audit
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
        assert queries.to_sign(proposer, ON) == []

    def test_the_database_itself_lets_nobody_sign_alone(self, proposer):
        decision = proposed(proposer)

        with pytest.raises(IntegrityError, match="decision_by_two_officers"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(
                state=State.SIGNED, decided_by=proposer, decided_at=LATER
            )

    @pytest.mark.parametrize("role", [Role.APPLICANT, Role.ENERGY_INSPECTOR, Role.AUDITOR, Role.SYSADMIN])
    def test_only_an_officer_who_may_sign_decides(self, proposer, officer, role):
        decision = proposed(proposer)

        with pytest.raises(Refused, match="Only an officer who may sign"):
            signed(decision, officer(role))

    def test_an_officer_who_left_signs_no_more(self, proposer, second):
        decision = proposed(proposer)
        second.is_active = False

        with pytest.raises(Refused, match="Only an officer who may sign"):
            signed(decision, second)

    def test_what_is_signed_is_not_signed_declined_or_lapsed_again(self, proposer, second, third):
        decision = signed(proposed(proposer), second)

        with pytest.raises(Refused, match="signed already"):
            signed(decision, third)
        with pytest.raises(Refused, match="signed already"):
            actions.decline(number=decision.number, by=third, reason="no", at=LATER)
        with pytest.raises(Refused, match="signed already"):
            actions.lapse(number=decision.number, by="law", standing=Status.LICENSED, at=LATER)

    def test_a_second_open_proposal_on_a_subject_is_refused(self, proposer, third):
        first = proposed(proposer)

        with pytest.raises(Refused, match=f"{first.number} is open on {FILE}"):
            proposed(third)
        assert proposed(third, subject="GG-APP-2026-000002").number == "GG-DEC-2026-000002"

    def test_the_database_itself_keeps_one_proposal_open(self, proposer):
        copy = proposed(proposer)
        copy.pk, copy.number = None, "GG-DEC-2026-000099"

        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)

    def test_who_declines_says_why_and_nothing_changes(self, proposer, second, third):
        a_licence()
        decision = on_licence(proposer)

        with pytest.raises(Refused, match="Say why"):
            actions.decline(number=decision.number, by=second, reason=" ", at=LATER)
        actions.decline(number=decision.number, by=second, reason="The meter was read wrongly", at=LATER)

        assert standing() is Status.LICENSED
        assert on_licence(third).state == State.PROPOSED

    def test_a_number_nobody_gave_is_no_decision(self, second):
        with pytest.raises(Refused, match="There is no decision"):
            actions.sign(number="GG-DEC-2026-000042", by=second, at=LATER)

    def test_an_audit_finds_every_row_of_a_decision_as_it_was_sealed(
        self, proposer, second, third, fourth, tmp_path
    ):
        first = signed(proposed(proposer, act=Act.REFUSE, after=Status.REFUSED, conditions={}), second)
        actions.appeal(number=first.number, by=third, says="No", at=LATER)
        answer = actions.decide_appeal(
            number=first.number,
            outcome=Outcome.DISMISSED,
            reasons=[REASON],
            standing=Status.REFUSED,
            by=third,
            at=LATER,
        )
        signed(answer, fourth)
        declined = proposed(proposer, subject="GG-APP-2026-000002")
        actions.decline(number=declined.number, by=second, reason="No", at=LATER)
        lapsed = proposed(proposer, subject="GG-APP-2026-000003")
        actions.lapse(number=lapsed.number, by="law", standing=Status.RETURNED, at=LATER)
        told = {"officer": second, "party": FIRM, "says": "Brother", "from_day": date(2026, 1, 1)}
        made = actions.declare_conflict(**told, by=second, at=AT)
        actions.end_conflict(conflict=made.pk, on=ON, by=third, at=AT)

        home = Home.create(tmp_path, country="GG")
        faults = audit(home=home, by="auditor", at=LATER, noted=False).faults
        assert [one for one in faults if "decisions." in str(one)] == []
        Decision.objects.filter(pk=first.pk).update(declined_reason="altered")
        again = audit(home=home, by="auditor", at=LATER, noted=False).faults
        assert [one for one in again if "decisions.decision" in str(one)]

    def test_what_is_signed_is_sealed_with_its_entry(self, proposer, second):
        decision = signed(proposed(proposer), second)

        tables = set(Seal.objects.values_list("table", flat=True))
        assert {"decisions.decision", "decisions.numbering"} <= tables
        last = Entry.objects.get(act=Verb.SIGN)
        assert Seal.objects.filter(sequence=last.sequence, row_key=str(decision.pk)).exists()


@pytest.mark.django_db
class TestReasons:
    @pytest.mark.parametrize("told", [{"reasons": []}, {"reasons": [Reason(article="art. 1", facts=" ")]}])
    def test_a_decision_has_reasons(self, proposer, told):
        with pytest.raises(Refused, match="A decision has reasons"):
            proposed(proposer, **told)

    def test_a_decision_touches_somebody(self, proposer):
        with pytest.raises(Refused, match="touches somebody"):
            proposed(proposer, parties=[])

    def test_evidence_is_named_by_its_kind(self, proposer):
        wrong = Reason(article="art. 1", facts="Seen", evidence=("the blue folder",))

        with pytest.raises(Refused, match="“the blue folder” names no evidence"):
            proposed(proposer, reasons=[wrong])

    @pytest.mark.parametrize("words", ["I, Ogulgerek, have seen it", "ask ogulgerek about it"])
    def test_the_proposer_leaves_his_name_out_of_the_reasons(self, proposer, words):
        with pytest.raises(Refused, match="Leave your own name out"):
            proposed(proposer, reasons=[Reason(article="art. 1", facts=words)])

    def test_a_reason_names_the_text_of_the_law_it_rests_on(self, proposer):
        (reason,) = proposed(proposer).why

        assert reason.law_version == law_on("GG", ON).version
        assert (reason.article_in_force_from, reason.evidence) == (date(2025, 1, 1), ("finding:7",))

    def test_no_decision_takes_effect_before_it_is_made(self, proposer):
        with pytest.raises(Refused, match="cannot take effect before"):
            proposed(proposer, effective_on=ON - timedelta(days=1))

    def test_signed_later_it_holds_from_the_day_it_was_signed(self, proposer, second):
        decision = signed(proposed(proposer), second, at=AT + timedelta(days=3))

        assert decision.holds_from == ON + timedelta(days=3)


@pytest.mark.django_db
class TestConflicts:
    def bind(self, officer, party=FIRM, from_day=ON, **told):
        return actions.declare_conflict(
            officer=officer,
            party=party,
            says="My brother works there",
            from_day=from_day,
            by=officer,
            at=AT,
            **told,
        )

    def test_a_conflicted_officer_neither_proposes_nor_signs(self, proposer, second):
        self.bind(second)

        with pytest.raises(Refused, match="You have declared a conflict with Günbatar Hash"):
            proposed(second)
        with pytest.raises(Refused, match="You have declared a conflict with Günbatar Hash"):
            signed(proposed(proposer), second)
        assert (queries.to_sign(second, ON), queries.kept_from(second, ON)) == ([], 1)

    @pytest.mark.parametrize(
        "spelt", ["GUNBATAR HASH", "  günbatar   hash ", "Günbatar Hash LLC", "«Günbatar» Hash"]
    )
    def test_another_spelling_of_the_name_is_the_same_conflict(self, proposer, second, spelt):
        self.bind(second, party=spelt)

        with pytest.raises(Refused, match="declared a conflict"):
            signed(proposed(proposer), second)

    def test_a_conflict_with_somebody_else_is_none(self, proposer, second):
        self.bind(second, party="Mary Hash")

        assert signed(proposed(proposer), second).state == State.SIGNED

    def test_a_conflict_counts_on_its_days_only(self, proposer, second):
        self.bind(second, from_day=ON - timedelta(days=9), until_day=ON)

        assert signed(proposed(proposer), second).state == State.SIGNED

    def test_the_holder_of_a_licence_always_counts_among_whom_it_touches(self, proposer, second):
        a_licence()
        decision = on_licence(proposer)
        self.bind(second)

        assert decision.parties == [FIRM]
        with pytest.raises(Refused, match="declared a conflict"):
            actions.sign(number=decision.number, by=second, at=LATER)

    def test_a_proposer_bound_since_lets_nobody_sign_and_stays_nameless(self, proposer, second):
        decision = proposed(proposer)
        self.bind(proposer)

        with pytest.raises(Refused, match="Whoever proposed this has declared a conflict") as refused:
            signed(decision, second)
        assert "gulgerek" not in str(refused.value)

    def test_nobody_ends_his_own_conflict(self, second, third):
        made = self.bind(second, from_day=ON - timedelta(days=5))

        with pytest.raises(Refused, match="Nobody ends his own conflict"):
            actions.end_conflict(conflict=made.pk, on=ON, by=second, at=AT)
        actions.end_conflict(conflict=made.pk, on=ON, by=third, at=AT)
        assert queries.conflicted_with(second, [FIRM], ON) == ""

    @pytest.mark.parametrize("told", [{"party": " "}, {"until_day": ON}])
    def test_a_conflict_is_with_somebody_and_lasts(self, second, told):
        with pytest.raises(Refused):
            self.bind(second, **told)


def test_what_no_alphabet_holds_is_one_with_itself_alone():
    assert rules.shared_party(["!"], ["?"]) == ""
    assert rules.shared_party(["!"], ["!"]) == "!"


@settings(deadline=None)  # the first call reads the tables of all scripts
@given(st.text(max_size=40))
def test_spaces_and_capitals_make_no_other_name(name):
    assert rules.shared_party([f"  {name.casefold()} "], [name]) or not name.strip()
