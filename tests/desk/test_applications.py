"""An application from its first draft to its decision, as the regulation tells it."""

from datetime import date, timedelta

import pytest

from terezi.base.errors import BadData, Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import Application, CheckResult, EquipmentClaim, OpinionAsked
from terezi.desk.applications.terms import (
    BadRows,
    Basis,
    CheckState,
    Drawn,
    Holder,
    Position,
    Queue,
    SiteTold,
)
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
from terezi.desk.people.terms import Role
from terezi.desk.screening.terms import Outcome
from terezi.evidence.facts.home import Home
from terezi.jobs.escalate import escalate
from terezi.law.book import law_on

from . import applying
from .applying import (
    AT,
    PDF,
    REASON,
    SITE,
    drafted,
    drawn,
    filled,
    person,
    proposed,
    reviewed,
    reviewer,
    submitted,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = AT + DAY


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.TEREZI_HOME = Home.create(tmp_path / "home", country="GG").path


@pytest.fixture
def zainab():
    return person("zainab", Role.APPLICANT)


@pytest.fixture
def desk():
    return [person("maral"), person("ogulgerek")]


@pytest.fixture
def in_review(zainab, desk):
    return drawn(submitted(zainab))


class TestDrafts:
    def test_a_draft_sent_twice_is_one_draft(self, zainab):
        first, again = drafted(zainab, key="form-1"), drafted(zainab, key="form-1")

        assert first.number == again.number == "GG-APP-2026-000001"
        assert entries(act="applications.begin").count() == 1

    def test_numbers_follow_each_other(self, zainab):
        assert [drafted(zainab, key=str(n)).number[-6:] for n in range(3)] == ["000001", "000002", "000003"]

    def test_an_officer_does_not_apply(self, desk):
        with pytest.raises(Refused, match="Only an applicant applies"):
            drafted(desk[0])

    def test_a_class_the_law_does_not_know_is_refused(self, zainab):
        with pytest.raises(Refused, match="choose one of"):
            drafted(zainab, actor_class="wizard")

    def test_what_is_missing_names_the_field_and_who_acts(self, zainab):
        file = drafted(zainab)

        told = {one.field: one for one in queries.missing(file, queries.law_of(file))}
        assert {"party_name", "sites", "equipment", "wallets", "document:premises_safety"} <= set(told)
        assert all(one.who is Holder.APPLICANT and one.says for one in told.values())

    def test_an_incomplete_file_is_not_taken(self, zainab):
        file = drafted(zainab)

        with pytest.raises(Refused, match="Name at least one site"):
            actions.submit(number=file.number, by=zainab, at=AT)

    def test_an_applicant_the_class_is_not_for_is_told(self, zainab):
        file = filled(drafted(zainab))
        actions.answer(number=file.number, fields={"party_kind": "legal_entity"}, by=zainab, at=AT)

        with pytest.raises(Refused, match="natural_person only: choose another class"):
            actions.submit(number=file.number, by=zainab, at=AT)

    def test_a_non_resident_is_told(self, zainab):
        file = filled(drafted(zainab))
        actions.answer(number=file.number, fields={"party_country": "CN"}, by=zainab, at=AT)

        with pytest.raises(Refused, match="residents of GG only"):
            actions.submit(number=file.number, by=zainab, at=AT)

    def test_it_is_handed_in_once_and_stands_under_the_law_of_that_day(self, zainab):
        file = submitted(zainab, at=AT)

        assert (file.status, file.law_day) == (Status.SUBMITTED, date(2026, 3, 11))
        assert file.law_version == law_on("GG", date(2026, 3, 11)).version
        with pytest.raises(Refused, match="submit is not open"):
            actions.submit(number=file.number, by=zainab, at=AT)

    def test_once_handed_in_it_cannot_be_changed(self, zainab):
        file = submitted(zainab)

        with pytest.raises(Refused, match="cannot be changed now"):
            actions.answer(number=file.number, fields={"note": "x"}, by=zainab, at=AT)
        with pytest.raises(Refused, match="cannot be changed now"):
            actions.attach(
                number=file.number, kind="other", filename="x.pdf", content_bytes=PDF, by=zainab, at=AT
            )

    def test_a_file_can_be_taken_back_until_a_decision_is_proposed(self, in_review, zainab):
        actions.abandon(number=in_review.number, by=zainab, at=LATER, reason="moved away")

        in_review.refresh_from_db()
        assert in_review.status == Status.WITHDRAWN
        assert not in_review.assignments.filter(ended_at__isnull=True).exists()

    def test_nothing_an_applicant_takes_back_is_deleted(self, zainab):
        file = filled(drafted(zainab))
        document = file.documents.first()

        actions.remove_document(document=document.pk, by=zainab, at=LATER)
        actions.claim_equipment(
            number=file.number, content=applying.equipment(file, 5), filename="m.csv", by=zainab, at=LATER
        )

        document.refresh_from_db()
        assert document.removed_at == LATER
        assert EquipmentClaim.objects.filter(removed_at=LATER).count() == 3
        assert EquipmentClaim.objects.filter(removed_at__isnull=True).count() == 5


class TestOwnFilesOnly:
    def test_another_applicants_file_is_as_if_it_were_not_there(self, zainab):
        file = filled(drafted(zainab))
        serdar = person("serdar", Role.APPLICANT)
        wallet, site, document = file.wallets.get(), file.sites.get(), file.documents.first()
        told = {"by": serdar, "at": AT}

        for act in (
            lambda: actions.answer(number=file.number, fields={"note": "x"}, **told),
            lambda: actions.submit(number=file.number, **told),
            lambda: actions.abandon(number=file.number, **told),
            lambda: actions.attach(
                number=file.number, kind="other", filename="x.pdf", content_bytes=PDF, **told
            ),
            lambda: actions.remove_document(document=document.pk, **told),
            lambda: actions.prove_wallet(wallet=wallet.pk, signature="x", **told),
            lambda: actions.remove_claim(what="site", claim=site.pk, **told),
            lambda: actions.claim_site(number=file.number, told=SITE, **told),
            lambda: actions.claim_equipment(number=file.number, content=b"x", filename="x", **told),
            lambda: actions.claim_wallet(number=file.number, address="b" * 30, **told),
            lambda: queries.document_for(person=serdar, document=document.pk),
            lambda: queries.file(file.number, person=serdar),
        ):
            with pytest.raises(Refused, match=r"There is no|no such"):
                act()
        assert list(queries.visible_to(serdar)) == []

    def test_a_draft_is_seen_by_its_applicant_alone(self, zainab, desk):
        file = drafted(zainab)

        assert list(queries.visible_to(zainab)) == [file]
        assert list(queries.visible_to(desk[0])) == []

    def test_an_officer_of_a_region_sees_a_file_that_has_no_site_anywhere(self, in_review):
        far = person("far", region="Lebap")
        in_review.sites.update(removed_at=AT)

        assert list(queries.visible_to(far)) == [in_review]

    def test_an_officer_of_a_region_sees_the_files_of_his_region(self, in_review):
        near, far = person("near", region="Balkan"), person("far", region="Lebap")

        assert list(queries.visible_to(near)) == [in_review]
        assert list(queries.visible_to(far)) == []

    def test_an_agency_sees_what_it_was_asked_about(self, in_review):
        fire, energy = person("fire", Role.FIRE_OFFICER), person("energy", Role.ENERGY_INSPECTOR)

        actions.ask_opinions(number=in_review.number, by=in_review.officer, at=AT)

        assert list(queries.visible_to(fire)) == [in_review]
        assert list(queries.visible_to(energy)) == []

    @pytest.mark.parametrize("role", [Role.SYSADMIN, Role.POLICY_ECONOMIST, Role.MARKET_SUPERVISOR])
    def test_who_has_no_business_with_files_sees_none(self, in_review, role):
        assert list(queries.visible_to(person("other", role))) == []

    def test_an_auditor_sees_every_file_that_was_handed_in(self, in_review):
        assert list(queries.visible_to(person("auditor", Role.AUDITOR))) == [in_review]


class TestDocuments:
    def test_it_is_handed_out_as_it_was_given_to_who_may_see_the_file(self, in_review, zainab, desk):
        document = in_review.documents.first()

        for reader in (zainab, *desk):
            _, content = queries.document_for(person=reader, document=document.pk)
            assert content.startswith(b"%PDF-")

    def test_the_same_bytes_of_the_same_kind_are_one_document(self, zainab):
        file = drafted(zainab)
        told = {"number": file.number, "kind": "other", "content_bytes": PDF, "by": zainab, "at": AT}

        first = actions.attach(filename="a.pdf", **told)
        again = actions.attach(filename="b.pdf", **told)

        assert first == again
        assert entries(act="applications.attach").count() == 1

    def test_one_that_is_too_big_is_refused_before_it_is_stored(self, zainab, settings):
        file = drafted(zainab)

        with pytest.raises(BadData, match=r"a\.pdf is bigger than 20 MiB"):
            actions.attach(
                number=file.number,
                kind="other",
                filename="a.pdf",
                content_bytes=b"%PDF-" + b"0" * 21 * 1024 * 1024,
                by=zainab,
                at=AT,
            )
        assert not (settings.TEREZI_HOME / "documents").exists()

    def test_one_nobody_asked_for_is_refused(self, zainab):
        with pytest.raises(Refused, match="choose one of"):
            actions.attach(
                number=drafted(zainab).number,
                kind="../../x",
                filename="a.pdf",
                content_bytes=PDF,
                by=zainab,
                at=AT,
            )


class TestEquipment:
    def test_ten_thousand_machines_are_taken_at_once(self, zainab):
        file = drafted(zainab)
        actions.claim_site(number=file.number, told=SITE, by=zainab, at=AT)

        count = actions.claim_equipment(
            number=file.number, content=applying.equipment(file, 10_000), filename="m.csv", by=zainab, at=AT
        )

        assert count == file.machines.count() == 10_000

    def test_a_list_with_one_bad_row_changes_nothing(self, zainab):
        file = filled(drafted(zainab))
        before = list(file.machines.values_list("serial", "removed_at"))

        with pytest.raises(BadRows):
            actions.claim_equipment(
                number=file.number,
                content=applying.equipment(file, 9) + b"AB12,M,none,1\n",
                filename="m.csv",
                by=zainab,
                at=AT,
            )
        assert list(file.machines.values_list("serial", "removed_at")) == before

    def test_machines_stay_at_a_site_that_is_told_anew(self, zainab):
        file = filled(drafted(zainab))

        site = actions.claim_site(
            number=file.number, told=SiteTold(**{**vars(SITE), "feeder": "Balkan-2"}), by=zainab, at=LATER
        )

        assert site.machines.count() == 3


class TestWallets:
    def test_a_signature_of_other_words_proves_nothing(self, zainab):
        file = drafted(zainab)
        wallet = actions.claim_wallet(number=file.number, address=applying.ADDRESS, by=zainab, at=AT)

        with pytest.raises(Refused, match="Sign exactly the words shown"):
            actions.prove_wallet(wallet=wallet.pk, signature=applying.signature("other"), by=zainab, at=AT)

        wallet.refresh_from_db()
        assert wallet.proved_at is None

    def test_the_words_are_of_one_file_so_that_a_proof_cannot_be_used_twice(self, zainab):
        one, other = (drafted(zainab, key=key) for key in "ab")
        first = actions.claim_wallet(number=one.number, address=applying.ADDRESS, by=zainab, at=AT)
        second = actions.claim_wallet(number=other.number, address=applying.ADDRESS, by=zainab, at=AT)

        assert first.challenge != second.challenge
        with pytest.raises(Refused):
            actions.prove_wallet(
                wallet=second.pk, signature=applying.signature(first.challenge), by=zainab, at=AT
            )


class TestDraw:
    def test_an_auditor_can_draw_again_from_what_the_journal_says(self, in_review):
        (entry,) = entries(act="applications.draw")

        assert queries.draw_holds(entry)
        entry.values["drawn"] = "somebody else"
        assert not queries.draw_holds(entry)

    def test_an_officer_bound_to_the_applicant_his_agent_or_an_owner_is_not_drawn(self, zainab):
        maral, ogulgerek = person("maral"), person("ogulgerek")
        file = submitted(zainab)
        decisions.declare_conflict(
            officer=maral, party=file.party_name, says="cousin", from_day=date(2026, 1, 1), by=maral, at=AT
        )

        for seed in range(8):
            free, bound = queries.candidates(file, at=AT)
            assert ([one.username for one in free], bound) == (["ogulgerek"], ["maral"]), seed
        assert drawn(file, by=ogulgerek).officer == ogulgerek

    def test_where_all_are_bound_nobody_is_drawn(self, zainab):
        maral = person("maral")
        file = submitted(zainab)
        decisions.declare_conflict(
            officer=maral, party=file.party_name, says="cousin", from_day=date(2026, 1, 1), by=maral, at=AT
        )

        with pytest.raises(Refused, match="No officer can be drawn"):
            drawn(file, by=maral)

    def test_a_file_is_drawn_once(self, in_review):
        with pytest.raises(Refused, match="take_up is not open"):
            drawn(in_review)

    def test_past_the_draw_only_with_a_reason_which_is_counted(self, zainab, desk):
        older, file = submitted(zainab), submitted(zainab, at=LATER)

        with pytest.raises(Refused, match="Say why"):
            actions.assign_by_hand(number=file.number, officer=desk[0], reason=" ", by=desk[1], at=LATER)
        actions.assign_by_hand(
            number=file.number, officer=desk[0], reason="knows the site", by=desk[1], at=LATER
        )

        report = queries.integrity(country="GG", since=AT - DAY, until=LATER + DAY)
        (by_hand,), (jump,) = report.by_hand, report.jumps
        assert (by_hand.number, by_hand.reason, by_hand.by) == (
            file.number,
            "knows the site",
            desk[1].username,
        )
        assert (jump.number, jump.passed_over) == (file.number, 1)
        assert older.status == Status.SUBMITTED

    def test_not_even_by_hand_to_a_bound_officer(self, zainab, desk):
        file = submitted(zainab)
        decisions.declare_conflict(
            officer=desk[0], party=file.party_name, says="x", from_day=date(2026, 1, 1), by=desk[0], at=AT
        )

        with pytest.raises(Refused, match="bound to"):
            actions.assign_by_hand(number=file.number, officer=desk[0], reason="r", by=desk[1], at=AT)

    def test_a_file_handed_over_leaves_its_first_officer(self, in_review, desk):
        other = next(one for one in desk if one != in_review.officer)

        actions.assign_by_hand(number=in_review.number, officer=other, reason="leave", by=desk[0], at=LATER)

        in_review.refresh_from_db()
        assert (in_review.officer, in_review.drawn) == (other, Drawn.BY_HAND)
        assert in_review.assignments.filter(ended_at__isnull=True).count() == 1


class TestChecks:
    def test_what_nobody_looked_at_is_not_started(self, in_review):
        assert {one.state for one in queries.checklist(in_review)} == {CheckState.NOT_STARTED}

    def test_running_them_says_what_was_compared_with_which_lists_and_why(self, in_review):
        actions.run_checks(number=in_review.number, by=in_review.officer, at=AT)

        for check in queries.checklist(in_review):
            assert check.state != CheckState.NOT_STARTED
            assert check.says
            assert check.compared

    def test_run_again_nothing_changes(self, in_review):
        told = {"number": in_review.number, "by": in_review.officer}
        actions.run_checks(**told, at=AT)
        rows, written = list(CheckResult.objects.values()), Entry.objects.count()

        assert actions.run_checks(**told, at=LATER) == []
        assert (list(CheckResult.objects.values()), Entry.objects.count()) == (rows, written)

    def test_by_hand_only_with_a_reason(self, in_review):
        told = {"number": in_review.number, "check": "names", "by": in_review.officer, "at": AT}

        with pytest.raises(Refused, match="Say why"):
            actions.set_check(**told, state=CheckState.CANNOT, reason="")
        with pytest.raises(Refused, match="on whom the check waits"):
            actions.set_check(**told, state=CheckState.WAITING, reason="customs asked")

    def test_by_hand_only_by_the_officer_of_the_file(self, in_review, desk):
        other = next(one for one in desk if one != in_review.officer)

        with pytest.raises(Refused, match="given to another officer"):
            actions.set_check(
                number=in_review.number, check="names", state=CheckState.DONE, reason="r", by=other, at=AT
            )

    def test_what_was_said_by_hand_stays_said_until_the_file_changes(self, in_review, zainab):
        officer = in_review.officer
        told = {"number": in_review.number, "by": officer}
        actions.set_check(**told, check="names", state=CheckState.CANNOT, reason="list is down", at=AT)
        actions.run_checks(**told, at=AT)
        kept = next(one for one in queries.checklist(in_review) if one.check_id == "names")

        request = actions.ask_applicant(**told, field="party_name", reason="as in the passport", at=AT)
        actions.answer(number=in_review.number, fields={"party_name": "Zainab B."}, by=zainab, at=LATER)
        actions.answer_request(request=request.pk, answer="done", by=zainab, at=LATER)
        actions.run_checks(**told, at=LATER)

        now = next(one for one in queries.checklist(in_review) if one.check_id == "names")
        assert (kept.by_hand, kept.says, now.by_hand) == (True, "list is down", False)

    def test_serials_of_another_application_are_found(self, zainab, desk):
        first = submitted(zainab)
        second = filled(drafted(zainab))
        actions.claim_equipment(
            number=second.number, content=applying.equipment(first), filename="m.csv", by=zainab, at=AT
        )
        actions.submit(number=second.number, by=zainab, at=AT)
        second = drawn(second)

        found = queries.compare("serials", second)

        assert found.outcome is Outcome.MATCH
        assert any(row.get("where") == first.number for row in found.evidence)


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
