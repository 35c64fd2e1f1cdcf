"""A decision of two officers, an appeal against it, and the history that stays."""

from datetime import date

import pytest

from terezi.base.errors import Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.terms import CheckState, Holder
from terezi.desk.decisions import actions as decisions
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import Outcome as OfAppeal
from terezi.desk.decisions.terms import Stale
from terezi.desk.journal.models import Entry
from terezi.desk.journal.queries import entries
from terezi.desk.journal.queries.audits.rows import rows_against_seals
from terezi.desk.licences import queries as licences
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act as StatusAct
from terezi.desk.parties.actions import know_party
from terezi.desk.parties.models import MachineBatch, SiteEntry, Wallet
from terezi.desk.screening.terms import Outcome
from tests.desk import applying
from tests.desk.applications.days import LATER
from tests.desk.applying import AT, REASON, drafted, filled, person, proposed, reviewed, reviewer

pytestmark = pytest.mark.django_db


class TestDecision:
    def test_a_grant_is_not_proposed_while_anything_is_open(self, in_review):
        with pytest.raises(Refused, match="not_started") as refused:
            proposed(in_review)

        assert "fire was not asked" in str(refused.value)
        assert Decision.objects.count() == 0

    def test_a_check_that_found_something_stands_against_it_until_weighed_by_hand(self, in_review):
        reviewed(in_review)
        told = {"number": in_review.number, "by": in_review.officer, "at": AT, "check": "names"}
        actions.set_check(**told, state=CheckState.DONE, reason="the same man", outcome=Outcome.MATCH)

        with pytest.raises(Refused, match="names found something: the same man"):
            proposed(in_review)

    def test_a_refusal_needs_no_finished_checks(self, in_review):
        decision = proposed(in_review, act=StatusAct.REFUSE)
        actions.sign_decision(number=in_review.number, by=reviewer(in_review), at=AT)

        in_review.refresh_from_db()
        assert (in_review.status, in_review.decision) == (Status.REFUSED, decision.number)
        assert Licence.objects.count() == 0

    def test_a_proposal_binds_nobody(self, in_review):
        proposed(reviewed(in_review))

        assert Licence.objects.count() == 0

    def test_nobody_signs_his_own_proposal(self, in_review):
        proposed(reviewed(in_review))

        with pytest.raises(Refused, match="own proposal"):
            actions.sign_decision(number=in_review.number, by=in_review.officer, at=AT)
        in_review.refresh_from_db()
        assert in_review.status == Status.DECISION_PROPOSED

    def test_who_does_not_sign_says_why_and_the_file_goes_back(self, in_review):
        proposed(reviewed(in_review))

        actions.decline_decision(
            number=in_review.number, reason="the feeder is full", by=reviewer(in_review), at=AT
        )

        in_review.refresh_from_db()
        assert (in_review.status, in_review.decision) == (Status.IN_REVIEW, "")
        assert proposed(in_review).state == "proposed"

    def test_with_the_second_signature_the_register_says_it_all(self, in_review):
        decision = proposed(reviewed(in_review))
        second = reviewer(in_review)
        actions.sign_decision(number=in_review.number, by=second, at=LATER)

        in_review.refresh_from_db()
        licence = licences.licence_on(in_review.licence_number, date(2026, 3, 12))
        assert (in_review.status, licence.status) == (Status.REGISTERED, Status.REGISTERED)
        assert (licence.holder.name, licence.licensed_w) == (in_review.party_name, 100_000)
        assert licence.decision == decision.number
        assert licence.number.startswith("GG-PMN-")
        site = in_review.sites.get().site_code
        assert SiteEntry.objects.get(site_id=site).feeder_id == "Balkan-1"
        assert MachineBatch.objects.filter(site_id=site).count() == 3
        assert Wallet.objects.get(site_id=site).address == applying.ADDRESS

    def test_it_may_grant_less_than_was_asked_and_never_more(self, in_review):
        reviewed(in_review)
        with pytest.raises(Refused, match="cannot be granted"):
            proposed(in_review, licensed_w={"A": 100_001})

        proposed(in_review, act=StatusAct.LIMIT, licensed_w={"A": 60_000}, text="By night only")
        actions.sign_decision(number=in_review.number, by=reviewer(in_review), at=AT)

        in_review.refresh_from_db()
        licence = licences.licence_on(in_review.licence_number, date(2026, 3, 12))
        assert (licence.status, licence.licensed_w, licence.conditions) == (
            "limited",
            60_000,
            "By night only",
        )

    def test_what_the_register_refuses_leaves_no_half_of_a_grant(self, in_review, monkeypatch):
        proposed(reviewed(in_review))
        monkeypatch.setattr(
            "terezi.desk.applications.actions.granting.parties.keep",
            lambda *_, **__: (_ for _ in ()).throw(Refused("the register is closed")),
        )
        written = Entry.objects.count()

        with pytest.raises(Refused, match="closed"):
            actions.sign_decision(number=in_review.number, by=reviewer(in_review), at=AT)

        in_review.refresh_from_db()
        assert in_review.status == Status.DECISION_PROPOSED
        assert (Licence.objects.count(), Entry.objects.count()) == (0, written)
        assert Decision.objects.get().state == "proposed"

    def test_the_same_firm_twice_is_one_party(self, zainab, desk):
        files = [filled(drafted(zainab)) for _ in range(2)]
        for file in files:
            told = {"party_name": "Zainab Bibi", "registration_number": "R-1"}
            actions.answer(number=file.number, fields=told, by=zainab, at=AT)
            applying.granted(file)

        assert len({one.holder_id for one in Licence.objects.all()}) == 1

    def test_a_firm_written_in_another_script_is_the_party_it_is_recognised_as(self, in_review):
        known = know_party(name="Зайнаб Биби", kind="natural_person", country="GG")

        proposed(reviewed(in_review), party=known.pk)
        actions.sign_decision(number=in_review.number, by=reviewer(in_review), at=AT)

        assert Licence.objects.get().holder == known

    def test_a_law_that_changed_lets_the_proposal_lapse(self, in_review, monkeypatch):
        proposed(reviewed(in_review))
        Decision.objects.update(law_version="another")

        with pytest.raises(Stale, match="law changed"):
            actions.sign_decision(number=in_review.number, by=reviewer(in_review), at=AT)
        actions.lapse_decision(number=in_review.number, by=reviewer(in_review), at=AT)

        in_review.refresh_from_db()
        assert in_review.status == Status.IN_REVIEW


class TestAppeal:
    def test_upheld_by_two_others_the_file_is_drawn_to_somebody_new(self, in_review, zainab):
        proposer = in_review.officer
        decision = proposed(in_review, act=StatusAct.REFUSE)
        signer = reviewer(in_review)
        actions.sign_decision(number=in_review.number, by=signer, at=AT)
        third, fourth = person("third"), person("fourth")
        decisions.appeal(number=decision.number, by=zainab, says="My feeder is not full", at=LATER)
        decisions.decide_appeal(
            number=decision.number,
            outcome=OfAppeal.UPHELD,
            reasons=[REASON],
            standing=Status.REFUSED,
            after=Status.IN_REVIEW,
            by=third,
            at=LATER,
        )

        with pytest.raises(Refused):
            actions.sign_appeal(number=in_review.number, seed="s", by=signer, at=LATER)
        actions.sign_appeal(number=in_review.number, seed="s", by=fourth, at=LATER)

        in_review.refresh_from_db()
        assert in_review.status == Status.IN_REVIEW
        assert in_review.officer not in {proposer, signer}

    def test_dismissed_it_stays_refused(self, in_review, zainab):
        decision = proposed(in_review, act=StatusAct.REFUSE)
        actions.sign_decision(number=in_review.number, by=reviewer(in_review), at=AT)
        third, fourth = person("third"), person("fourth")
        decisions.appeal(number=decision.number, by=zainab, says="No", at=LATER)
        decisions.decide_appeal(
            number=decision.number,
            outcome=OfAppeal.DISMISSED,
            reasons=[REASON],
            standing=Status.REFUSED,
            by=third,
            at=LATER,
        )
        actions.sign_appeal(number=in_review.number, seed="s", by=fourth, at=LATER)

        in_review.refresh_from_db()
        assert in_review.status == Status.REFUSED


class TestHistory:
    def test_every_step_is_dated_and_has_an_owner(self, in_review, desk):
        proposed(reviewed(in_review))
        actions.sign_decision(number=in_review.number, by=reviewer(in_review), at=LATER)

        steps = queries.history(in_review, person=desk[0])

        assert steps[0].act == "applications.begin"
        assert steps[-1].act == "applications.sign_decision"
        assert {one.owner for one in steps} == {Holder.APPLICANT, Holder.OFFICER, Holder.AGENCIES}
        assert steps == sorted(steps, key=lambda one: one.sequence)

    def test_the_applicant_reads_his_own_acts_and_what_binds_him_without_names(self, in_review, zainab):
        proposed(reviewed(in_review))

        steps = queries.history(in_review, person=zainab)

        assert "applications.propose_decision" not in {one.act for one in steps}
        assert {one.by for one in steps} == {"zainab", ""}

    def test_every_act_is_written_once(self, in_review):
        acts = list(entries(subject=in_review.number).values_list("act", flat=True))

        for once in ("applications.begin", "applications.submit", "applications.draw"):
            assert acts.count(once) == 1


def test_every_number_is_an_application_of_its_country(in_review):
    assert Application.objects.get().number.startswith("GG-APP-2026-")


def test_the_record_agrees_with_the_journal_after_every_kind_of_act(in_review):
    """Every row an act has written was sealed with it, so an audit finds nothing."""
    proposed(reviewed(in_review))
    actions.sign_decision(number=in_review.number, by=reviewer(in_review), at=LATER)

    faults = [one.says for one in rows_against_seals().faults if one.table != "people.officer"]
    assert faults == []
