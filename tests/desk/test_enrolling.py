"""An applicant makes an account and says how to reach him."""

from typing import ClassVar

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from terezi.desk.journal.models import Entry
from terezi.desk.people import queries
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import Role
from terezi.evidence.facts.home import Home
from terezi.jobs.audit import audit

from .conftest import PASSWORD

TOLD = {
    "name": "Serdar Annayev",
    "username": "serdar",
    "password": PASSWORD,
    "again": PASSWORD,
    "email": "serdar@example.org",
    "phone": "+993 12 345678",
    "language": "tk",
}


@pytest.mark.django_db
class TestEnrolling:
    def enrol(self, client, **changes):
        return client.post("/portal/new/", TOLD | changes)

    def test_anybody_makes_an_account_and_is_at_the_portal(self, client):
        answer = self.enrol(client)

        applicant = Officer.objects.get(username="serdar")
        assert (answer.status_code, answer.url) == (302, "/portal/")
        assert (applicant.role, applicant.language, applicant.phone) == ("applicant", "tk", "+993 12 345678")
        assert b"Serdar Annayev" in client.get("/portal/").content

    def test_enrolling_is_in_the_journal_without_what_is_personal(self, client):
        self.enrol(client)

        entry = Entry.objects.get(act="applicants.enrol")
        assert (entry.subject, entry.by) == ("serdar", "serdar")
        told = str(Entry.objects.values())
        assert not [kept for kept in ("Annayev", "example.org", "345678", PASSWORD) if kept in told]

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"username": "Кamran1"}, "small Latin letters"),
            ({"username": "serdar@example.org"}, "small Latin letters"),
            ({"username": "ab"}, "small Latin letters"),
            ({"password": "short", "again": "short"}, "too short"),
            ({"password": "password1234", "again": "password1234"}, "too common"),
            ({"password": "serdar-annayev", "again": "serdar-annayev"}, "too similar"),
            ({"again": "another-long-one"}, "two passwords differ"),
            ({"phone": "call me"}, "telephone number"),
            ({"phone": "call +993 12 345678 now"}, "telephone number"),
            ({"name": ""}, "required"),
            ({"language": "xx"}, "Select a valid choice"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_no_account_made(self, client, changes, says):
        answer = self.enrol(client, **changes)

        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert not Officer.objects.exists()
        assert client.get("/portal/").status_code == 302

    @pytest.mark.parametrize("spelling", ["auditor", "Auditor", "AUDITOR"])
    def test_a_name_somebody_has_is_taken_whatever_its_capitals(self, client, officer, spelling):
        officer(Role.AUDITOR)

        assert "This name is taken" in self.enrol(client, username=spelling).content.decode()
        assert Officer.objects.count() == 1

    def test_the_record_itself_keeps_two_spellings_apart(self, officer):
        officer(Role.AUDITOR, "kamran")

        with pytest.raises(IntegrityError):
            officer(Role.AUDITOR, "Kamran")

    def test_nobody_enrols_as_an_officer(self, client):
        self.enrol(client, role="sysadmin", is_active="0", region="Balkan")

        applicant = Officer.objects.get()
        assert (applicant.role, applicant.region) == ("applicant", "")

    def test_floods_from_one_address_wait(self, client):
        answers = [self.enrol(Client(), username=f"serdar-{number}") for number in range(25)]

        assert {answer.status_code for answer in answers[:20]} == {302}
        assert {answer.status_code for answer in answers[20:]} == {429}
        assert Officer.objects.count() == 20

    def test_looking_at_the_form_is_not_counted(self, client):
        assert {client.get("/portal/new/").status_code for _ in range(30)} == {200}

    def test_who_has_signed_in_is_not_asked_again(self, signed_in):
        assert signed_in(Role.APPLICANT).get("/portal/new/").url == "/portal/"

    def test_an_applicant_is_no_officer(self, client):
        self.enrol(client)

        assert (queries.officer("serdar"), list(queries.officers())) == (None, [])
        assert [each.username for each in queries.applicants()] == ["serdar"]

    def test_an_applicant_reads_a_plain_page_at_every_door_of_the_desk(self, signed_in):
        answer = signed_in(Role.APPLICANT).get("/journal/")

        assert answer.status_code == 403
        assert b"for officers of the authority" in answer.content
        assert b"journal.read" not in answer.content

    def test_an_applicant_comes_back_to_the_portal_in_his_language(self, client):
        self.enrol(client)
        client.logout()
        again = Client()

        answer = again.post("/sign-in/", {"login": "serdar", "password": PASSWORD})

        assert (answer.status_code, answer.url) == (302, "/portal/")
        assert again.cookies["django_language"].value == "tk"


@pytest.mark.django_db
class TestTellingHowToBeReached:
    TOLD: ClassVar = {"email": "s@example.org", "phone": "", "language": "ru"}

    def test_an_applicant_says_it_himself_and_the_journal_does_not_repeat_it(self, signed_in):
        answer = signed_in(Role.APPLICANT).post("/portal/account/", self.TOLD)

        applicant = Officer.objects.get()
        assert (answer.status_code, applicant.email, applicant.language) == (302, "s@example.org", "ru")
        entry = Entry.objects.get(act="applicants.tell_contact")
        assert entry.values["changed"] == ["language", "email"]
        assert "example.org" not in str(Entry.objects.values())

    def test_after_all_this_the_record_says_what_the_journal_sealed(self, client, tmp_path):
        client.post("/portal/new/", TOLD)
        client.post("/portal/account/", self.TOLD)
        client.post("/sign-out/")
        client.post("/sign-in/", {"login": "serdar", "password": PASSWORD})

        assert client.get("/portal/account/").status_code == 200
        assert audit(home=Home.create(tmp_path, country="GG"), by="tests", at=timezone.now()).faults == ()

    def test_what_we_know_already_is_not_written_twice(self, signed_in):
        client = signed_in(Role.APPLICANT)
        client.post("/portal/account/", self.TOLD)

        assert b"Nothing was changed" in client.post("/portal/account/", self.TOLD).content
        assert Entry.objects.count() == 1
