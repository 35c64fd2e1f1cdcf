"""Decisions: a proposal binds nobody until a second, different, non-conflicted officer signs it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from terezi.base.errors import Refused
from terezi.desk.decisions import actions, queries, rules
from terezi.desk.decisions.models import Appeal, Decision
from terezi.desk.decisions.terms import DISMISS, Outcome, Reason, Stale, State, Verb
from terezi.desk.journal.models import Entry, Seal
from terezi.desk.licences import actions as licences
from terezi.desk.licences import queries as register
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import GRANTED, TRANSITIONS, Act, Hand
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from terezi.jobs.audit import audit
from terezi.law.book import law_on
from terezi.law.term import Status as LawStatus

from .conftest import AT
from .deciding import (
    BASIS,
    FILE,
    FIRM,
    LATER,
    NUMBER,
    ON,
    REASON,
    a_licence,
    on_licence,
    proposed,
    signed,
    standing,
)


@pytest.fixture
def proposer(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "ogulgerek")


@pytest.fixture
def second(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "maral")


@pytest.fixture
def third(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "selbi")


@pytest.fixture
def fourth(officer) -> Officer:
    return officer(Role.LICENSING_OFFICER, "jeren")


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


@pytest.mark.django_db
class TestLapse:
    def test_a_proposal_lapses_when_its_subject_has_changed(self, proposer, second):
        decision = proposed(proposer)

        with pytest.raises(
            Stale, match="It was decision_proposed when this was proposed and is returned now"
        ):
            signed(decision, second, standing=Status.RETURNED)
        actions.lapse(number=decision.number, by="maral", standing=Status.RETURNED, at=LATER)
        assert proposed(proposer).state == State.PROPOSED

    def test_a_proposal_lapses_when_the_text_of_the_law_has_changed(self, proposer, second):
        decision = proposed(proposer)
        Decision.objects.filter(pk=decision.pk).update(law_version="an older text")

        with pytest.raises(Stale, match="The law changed since this was proposed"):
            signed(decision, second)

    def test_nothing_lapses_that_nothing_has_overtaken(self, proposer):
        decision = proposed(proposer)

        with pytest.raises(Refused, match="Nothing has changed"):
            actions.lapse(number=decision.number, by="law", standing=Status.DECISION_PROPOSED, at=LATER)

    def test_of_an_application_somebody_must_tell_the_status(self, proposer, second):
        with pytest.raises(Refused, match="say what status that has"):
            signed(proposed(proposer), second, standing=None)

    def test_of_a_licence_the_register_tells_it(self, proposer, second):
        a_licence()
        decision = on_licence(proposer)
        licences.change(
            number=NUMBER,
            act=Act.LIMIT,
            after=Status.LIMITED,
            effective_on=ON,
            conditions="by night only",
            basis=BASIS,
            by="maral",
            at=LATER,
        )

        with pytest.raises(Stale, match="It was licensed when this was proposed and is limited now"):
            actions.sign(number=decision.number, by=second, standing=Status.LICENSED, at=LATER)


class TestTheLawChanges:
    """Under the same text of the pack another value may have come into force."""

    LAW = law_on("GG", ON)

    def why(self, now, before=Status.LICENSED, standing=Status.LICENSED):
        return rules.why_stale(
            before=before, standing=standing, then=self.LAW, now=now, version=self.LAW.version
        )

    def changed(self, section: str, name: str):
        part = getattr(self.LAW, section)
        term = replace(getattr(part, name), status=LawStatus.DRAFT)
        return replace(self.LAW, **{section: replace(part, **{name: term})})

    @pytest.mark.parametrize(
        ("section", "name"),
        [("licensing", "suspension_grounds"), ("mining", "wallets_declared"), ("authorities", "levies")],
    )
    def test_a_rule_by_which_licences_are_decided_overtakes_a_proposal(self, section, name):
        assert self.why(self.changed(section, name)) == rules.LAW_CHANGED

    @pytest.mark.parametrize(("section", "name"), [("levy", "period"), ("settlement", "usd_rate")])
    def test_a_rate_or_a_levy_does_not(self, section, name):
        assert self.why(self.changed(section, name)) == ""


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


def test_what_no_alphabet_holds_is_one_with_itself_alone():
    assert rules.shared_party(["!"], ["?"]) == ""
    assert rules.shared_party(["!"], ["!"]) == "!"


@settings(deadline=None)  # the first call reads the tables of all scripts
@given(st.text(max_size=40))
def test_spaces_and_capitals_make_no_other_name(name):
    assert rules.shared_party([f"  {name.casefold()} "], [name]) or not name.strip()
