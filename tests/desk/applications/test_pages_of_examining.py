"""Pages of the licensing desk: requests, checks and opinions."""

import re

import pytest

from terezi.desk.applications import actions
from terezi.desk.applications.models import CheckResult, RequestToApplicant
from terezi.desk.licences.terms import Status
from terezi.desk.people.terms import Role
from tests.desk.applications.pages import address, of, read
from tests.desk.applying import AT, drawn, person, reviewer, submitted

pytestmark = pytest.mark.django_db


class TestAsking:
    def test_a_request_names_field_reason_and_day_and_stops_the_clock(self, in_review):
        client = of(in_review.officer)
        told = {"field": "sites", "reason": "Name the transformer", "who_acts": ""}

        page = client.post(address(in_review, "ask"), told, follow=True).content.decode()

        asked = RequestToApplicant.objects.get()
        assert (asked.field, asked.who_acts) == ("sites", in_review.party_name)
        assert "The clock stands still until then" in page
        assert "Name the transformer" in page
        assert "waits for the applicant" in page

    def test_the_field_comes_along_from_where_the_officer_was(self, in_review):
        page = read(of(in_review.officer), address(in_review, "ask") + "?field=document:premises_safety")

        assert re.search(r'value="document:premises_safety"[^>]*selected', page)

    def test_what_is_missing_is_said_at_its_field_and_on_top(self, in_review):
        answer = of(in_review.officer).post(address(in_review, "ask"), {"field": "", "reason": ""})
        page = answer.content.decode()

        assert answer.status_code == 422
        assert "2 things are not right yet" in page
        assert 'aria-invalid="true"' in page
        assert not RequestToApplicant.objects.exists()

    def test_another_officer_is_told_whose_file_it_is_to_work_on(self, in_review):
        answer = of(reviewer(in_review)).post(
            address(in_review, "ask"), {"field": "sites", "reason": "Name the transformer"}
        )

        assert answer.status_code == 422
        assert "given to another officer" in answer.content.decode()

    def test_a_request_is_taken_back_with_a_reason(self, in_review):
        asked = actions.ask_applicant(
            number=in_review.number, field="sites", reason="Where?", by=in_review.officer, at=AT
        )
        where = f"/licensing/requests/{asked.pk}/take-back"

        assert of(in_review.officer).post(where, {"reason": ""}).status_code == 422
        of(in_review.officer).post(where, {"reason": "Found it on the map"})

        asked.refresh_from_db()
        in_review.refresh_from_db()
        assert asked.taken_back_reason == "Found it on the map"
        assert in_review.status == Status.IN_REVIEW

    def test_a_request_of_a_file_out_of_sight_is_not_there(self, in_review):
        asked = actions.ask_applicant(
            number=in_review.number, field="sites", reason="Where?", by=in_review.officer, at=AT
        )
        client = of(person("lebap", region="Lebap"))

        assert client.get(f"/licensing/requests/{asked.pk}/take-back").status_code == 404


class TestChecks:
    def test_all_is_compared_again_and_told(self, in_review):
        page = of(in_review.officer).post(address(in_review, "checks"), follow=True).content.decode()

        assert re.search(r"Compared again: \d+ checks changed", page)
        assert CheckResult.objects.filter(application=in_review).exists()

    def test_a_check_set_by_hand_carries_the_reason(self, in_review):
        told = {"state": "done", "outcome": "clear", "reason": "Read the whole name", "waiting_on": ""}

        page = of(in_review.officer).post(address(in_review, "checks", "words"), told, follow=True)

        assert "Read the whole name" in page.content.decode()
        assert CheckResult.objects.get(check_id="words").by_hand

    @pytest.mark.parametrize(
        ("told", "says"),
        [
            ({"state": "done", "reason": "x"}, "Say what came of it"),
            ({"state": "waiting", "reason": "x"}, "Say on whom the check waits"),
            ({"state": "looking", "reason": ""}, "required"),
            ({"state": "approved", "reason": "x"}, "Select a valid choice"),
        ],
    )
    def test_what_a_state_needs_is_asked_for(self, in_review, told, says):
        answer = of(in_review.officer).post(address(in_review, "checks", "words"), told)

        assert answer.status_code == 422
        assert says in answer.content.decode()

    def test_another_officer_reads_a_check_and_does_not_set_it(self, in_review):
        client = of(reviewer(in_review))
        told = {"state": "done", "outcome": "clear", "reason": "x"}

        assert "Only the officer who has the file" in read(client, address(in_review, "checks", "words"))
        assert client.post(address(in_review, "checks", "words"), told).status_code == 422
        assert not CheckResult.objects.exists()

    def test_a_check_the_class_does_not_have_is_not_there(self, in_review):
        assert of(in_review.officer).get(address(in_review, "checks", "astrology")).status_code == 404


class TestOpinions:
    def test_an_agency_says_what_it_thinks_and_why(self, in_review):
        of(in_review.officer).post(address(in_review, "opinions"))
        client = of(person("batyr_f", Role.FIRE_OFFICER))
        assert "Give the opinion of your agency" in read(client, address(in_review))

        wordless = client.post(address(in_review, "opinion"), {"position": "for", "says": ""})
        client.post(address(in_review, "opinion"), {"position": "against", "says": "No second exit"})

        assert wordless.status_code == 422
        assert "No second exit" in read(of(in_review.officer), address(in_review))
        assert "Give the opinion of your agency" not in read(client, address(in_review))

    def test_one_agency_does_not_read_what_another_says(self, zainab, desk):
        file = drawn(submitted(zainab, actor_class="industrial"))
        actions.ask_opinions(number=file.number, by=file.officer, at=AT)
        kamran = of(person("kamran", Role.ENERGY_INSPECTOR))
        kamran.post(address(file, "opinion"), {"position": "for", "says": "The feeder carries it"})

        assert "The feeder carries it" in read(kamran, address(file))
        assert "The feeder carries it" not in read(of(person("batyr_f", Role.FIRE_OFFICER)), address(file))

    def test_silence_is_written_down_only_once_it_was_escalated(self, in_review):
        client = of(in_review.officer)
        client.post(address(in_review, "opinions"))

        answer = client.post(address(in_review, "opinions", "fire", "silence"), {"reason": "Rang twice"})

        assert answer.status_code == 422
        assert "escalated first" in answer.content.decode()
        assert client.get(address(in_review, "opinions", "navy", "silence")).status_code == 404
