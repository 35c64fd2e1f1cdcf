"""Who examines a file, by chance, and what is compared."""

from datetime import date

import pytest

from terezi.base.errors import Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import CheckResult
from terezi.desk.applications.terms import CheckState, Drawn
from terezi.desk.decisions import actions as decisions
from terezi.desk.journal.models import Entry
from terezi.desk.journal.queries import entries
from terezi.desk.licences.terms import Status
from terezi.desk.screening.terms import Outcome
from tests.desk import applying
from tests.desk.applications.days import DAY, LATER
from tests.desk.applying import AT, drafted, drawn, filled, person, submitted

pytestmark = pytest.mark.django_db


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
