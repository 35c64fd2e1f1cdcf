"""Pages of the licensing desk: its queues, and that nobody learns of a file he may not see."""

import re

import pytest

from terezi.desk.applications import actions
from terezi.desk.journal.models import Entry
from terezi.desk.licences.terms import Status
from terezi.desk.people.terms import MAY, Permission, Role
from tests.desk.applications.pages import address, of, read
from tests.desk.applying import AT, drafted, drawn, person, proposed, reviewed, reviewer, submitted

pytestmark = pytest.mark.django_db


class TestQueues:
    def test_the_desk_says_how_many_files_are_where(self, in_review, zainab):
        submitted(zainab)

        page = read(of(in_review.officer), "/licensing/")

        assert in_review.number in page
        assert "1 file that was handed in has no officer yet" in page
        assert {"Mine", "Ready to review", "Waiting on agencies", "To sign", "Overdue", "To draw"} <= set(
            re.findall(r">([A-Z][a-z ]+) <span class=\"counted", page)
        )

    def test_a_file_past_its_day_is_told_as_overdue_with_who_holds_it(self, in_review):
        page = read(of(in_review.officer), "/licensing/?queue=overdue")

        assert in_review.number in page
        assert "working days over" in page
        assert "Next acts:" in page

    def test_an_empty_queue_says_what_to_do(self, desk):
        assert "Draw the next file" not in read(of(desk[0]), "/licensing/")
        assert "You have no open file" in read(of(desk[0]), "/licensing/")

    def test_an_officer_of_an_agency_sees_what_waits_for_it_alone(self, in_review, zainab):
        other = drawn(submitted(zainab))
        actions.ask_opinions(number=in_review.number, by=in_review.officer, at=AT)

        page = read(of(person("batyr_f", Role.FIRE_OFFICER)), "/licensing/")

        assert in_review.number in page
        assert other.number not in page
        assert "To sign" not in page

    def test_what_is_to_be_signed_leads_to_the_proposal(self, in_review):
        decision = proposed(reviewed(in_review))

        page = read(of(reviewer(in_review)), "/licensing/?queue=to_sign")

        assert f"/licensing/decisions/{decision.number}" in page

    def test_drawing_the_next_file_gives_the_oldest_to_somebody_by_chance(self, zainab, desk):
        first, second = submitted(zainab), submitted(zainab)

        answer = of(desk[0]).post("/licensing/draw")

        first.refresh_from_db()
        second.refresh_from_db()
        assert answer.url == address(first)
        assert (first.status, second.status) == (Status.IN_REVIEW, Status.SUBMITTED)
        assert len(Entry.objects.get(act="applications.draw").values["seed"]) == 32

    def test_with_nothing_to_draw_nothing_is_drawn(self, desk):
        page = of(desk[0]).post("/licensing/draw", follow=True).content.decode()

        assert "Every file that was handed in has an officer" in page


class TestPermissionBeforeExistence:
    @pytest.mark.parametrize("role", Role)
    def test_a_page_opens_for_those_who_hold_its_permission(self, role, in_review, zainab):
        client = of(person("somebody", role))
        pages = {
            "/licensing/": Permission.APPLICATIONS_READ,
            address(in_review): Permission.APPLICATIONS_READ,
            address(in_review, "machines"): Permission.APPLICATIONS_READ,
            address(in_review, "ask"): Permission.APPLICATIONS_WORK,
            address(in_review, "assign"): Permission.APPLICATIONS_ASSIGN,
            address(in_review, "checks", "names"): Permission.APPLICATIONS_WORK,
            address(in_review, "propose"): Permission.DECISIONS_PROPOSE,
            "/licensing/decisions/GG-DEC-2026-000001": Permission.DECISIONS_READ,
            "/integrity/": Permission.INTEGRITY_READ,
        }
        for where, permission in pages.items():
            status = client.get(where).status_code
            assert (status != 403) == (permission in MAY[role]), (where, role, status)

    @pytest.mark.parametrize(
        "what", ["", "/machines", "/ask", "/assign", "/checks/names", "/propose", "/opinion"]
    )
    def test_without_the_permission_a_file_there_is_answers_as_one_there_is_not(self, what, in_review):
        client = of(person("economist", Role.POLICY_ECONOMIST))

        there, nowhere = (
            client.get(f"/licensing/{number}{what}") for number in (in_review.number, "GG-APP-0")
        )

        assert (there.status_code, nowhere.status_code) == (403, 403)
        told = [re.search(r"<main.*</main>", one.content.decode(), re.S)[0] for one in (there, nowhere)]
        assert told[0] == told[1]

    @pytest.mark.parametrize("what", ["draw", "checks", "opinions", "ask", "assign", "propose"])
    def test_nobody_without_the_permission_changes_anything(self, what, in_review):
        written = Entry.objects.count()

        for role in (Role.AUDITOR, Role.FIRE_OFFICER, Role.APPLICANT):
            assert (
                of(person(role.value, role)).post(address(in_review, what), {"reason": "x"}).status_code
                == 403
            )

        assert Entry.objects.count() == written

    def test_a_draft_is_nowhere_for_officers(self, zainab, desk):
        assert of(desk[0]).get(address(drafted(zainab))).status_code == 404

    @pytest.mark.parametrize(("region", "status", "count"), [("Lebap", 404, 0), ("Balkan", 200, 1)])
    def test_queue_and_interface_show_an_officer_his_region_alone(self, in_review, region, status, count):
        client = of(person("regional", region=region))

        assert client.get(f"/api/applications/{in_review.number}").status_code == status
        assert client.get("/api/applications").json()["count"] == count

    @pytest.mark.parametrize("region", ["Lebap", "Balkan"])
    def test_a_queue_holds_what_lies_in_the_region(self, in_review, region):
        in_review.officer.region = region
        in_review.officer.save()

        shown = of(in_review.officer).get("/licensing/").content.decode()

        assert (in_review.number in shown) is (region == "Balkan")

    def test_an_officer_of_another_region_finds_nothing(self, in_review):
        client = of(person("lebap", region="Lebap"))

        assert client.get(address(in_review)).status_code == 404
        assert client.post(address(in_review, "checks")).status_code == 404
        assert of(person("balkan", region="Balkan")).get(address(in_review)).status_code == 200

    def test_an_agency_that_was_not_asked_finds_nothing(self, in_review):
        assert of(person("kamran", Role.ENERGY_INSPECTOR)).get(address(in_review)).status_code == 404
