"""Signing in, appointing officers, and whose address counts behind a proxy."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client, RequestFactory
from django.urls import reverse

from terezi.base.errors import Refused
from terezi.desk.journal.models import Entry
from terezi.desk.people import actions, queries
from terezi.desk.people.models import Officer
from terezi.desk.people.sign_in import address_of
from terezi.desk.people.terms import Role
from terezi.site import environment

from .conftest import AT, PASSWORD


@pytest.mark.django_db
class TestSigningIn:
    def sign_in(self, client, password, username="auditor"):
        return client.post("/sign-in/", {"login": username, "password": password})

    def test_an_officer_signs_in(self, client, officer):
        officer(Role.AUDITOR)

        answer = self.sign_in(client, PASSWORD)

        assert (answer.status_code, answer.url) == (302, "/")
        assert client.get("/api/sites").status_code == 200

    def test_a_wrong_password_does_not(self, client, officer):
        officer(Role.AUDITOR)

        assert self.sign_in(client, "wrong").status_code == 200
        assert client.get("/api/sites").status_code == 401

    def test_five_wrong_passwords_close_the_door_for_a_while(self, client, officer):
        officer(Role.AUDITOR)
        for _ in range(5):
            last = self.sign_in(client, "wrong")

        assert last.status_code == 429
        assert self.sign_in(client, PASSWORD).status_code == 429
        assert client.get("/api/sites").status_code == 401

    def test_another_spelling_of_the_name_does_not_open_a_closed_door(self, client, officer):
        officer(Role.AUDITOR)
        for name in ("auditor", "Auditor", "aUditor", "AUDITOR", "auditoR"):
            last = self.sign_in(client, "wrong", username=name)

        assert last.status_code == 429
        assert self.sign_in(client, PASSWORD, username="AudiTor").status_code == 429

    def test_a_lockout_touches_nobody_else(self, client, officer):
        officer(Role.AUDITOR)
        officer(Role.SYSADMIN)
        for _ in range(5):
            self.sign_in(client, "wrong")

        assert self.sign_in(Client(), PASSWORD, username="sysadmin").status_code == 302

    def test_ten_wrong_codes_of_the_second_step_are_enough(self, client, officer):
        auditor = officer(Role.AUDITOR)
        TOTP.activate(auditor, generate_totp_secret())
        self.sign_in(client, PASSWORD)

        answers = [client.post(reverse("mfa_authenticate"), {"code": f"{guess:06}"}) for guess in range(12)]

        assert b"Incorrect code" in answers[0].content
        assert b"Incorrect code" not in answers[-1].content
        assert client.get("/api/sites").status_code == 401

    def test_nobody_signs_up(self, client):
        client.post(
            reverse("account_signup"),
            {"username": "meret", "password1": "long-enough-password", "email": "m@example.org"},
        )

        assert not Officer.objects.filter(username="meret").exists()

    def test_a_second_step_may_be_set_up(self, client, officer):
        client.force_login(
            officer(Role.AUDITOR), backend="allauth.account.auth_backends.AuthenticationBackend"
        )

        assert client.get(reverse("mfa_index")).status_code == 200
        assert reverse("mfa_activate_totp").startswith("/account/second-step/")


@pytest.mark.django_db
class TestAppointing:
    def test_demo_officers_and_applicants_are_there_once(self):
        made = self.demo_people()
        again = self.demo_people()

        assert ({one.role for one in made}, again) == (
            set(Role) - {Role.DATA_SENDER},  # a machine, which signs in nowhere
            [],
        )
        assert Officer.objects.get(username="kamran").check_password(PASSWORD)
        assert PASSWORD not in str(list(Entry.objects.values()))

    def test_the_demo_has_two_officers_who_license_so_that_one_can_sign_what_the_other_proposes(self):
        self.demo_people()

        assert queries.officers().filter(role=Role.LICENSING_OFFICER).count() == 2

    def demo_people(self):
        officers = actions.appoint_demo_officers(password=PASSWORD, by="terezi demo", at=AT)
        return officers + actions.enrol_demo_applicants(password=PASSWORD, at=AT)

    def test_a_name_is_taken_once(self, officer):
        officer(Role.AUDITOR)

        with pytest.raises(Refused, match="already an officer called auditor"):
            actions.appoint(
                username="auditor", name="A", role=Role.AUDITOR, password=PASSWORD, by="batyr", at=AT
            )

    @pytest.mark.parametrize("password", ["short", "password1234", ""])
    def test_a_weak_password_appoints_nobody(self, db, password):
        with pytest.raises(Refused, match="password"):
            actions.appoint(username="new", name="N", role=Role.AUDITOR, password=password, by="batyr", at=AT)

        assert not Officer.objects.exists()


class TestBehindAProxy:
    """Five wrong passwords close the door for the one address that sent them."""

    @pytest.fixture(autouse=True)
    def _an_officer(self, officer):
        officer(Role.AUDITOR)

    def sign_in(self, password, forwarded):
        told = {"login": "auditor", "password": password}
        return Client().post("/sign-in/", told, headers={"X-Forwarded-For": forwarded}).status_code

    def test_a_lockout_counts_the_address_our_proxy_saw(self, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        for _ in range(5):
            last = self.sign_in("wrong", "203.0.113.7")

        assert (last, self.sign_in(PASSWORD, "203.0.113.7")) == (429, 429)
        assert self.sign_in(PASSWORD, "198.51.100.20") == 302

    def test_what_the_sender_wrote_himself_before_it_changes_nothing(self, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        answers = [self.sign_in("wrong", f"192.0.2.{number}, 203.0.113.7") for number in range(5)]

        assert answers[-1] == 429

    def test_without_a_proxy_no_forwarded_address_is_believed(self):
        answers = [self.sign_in("wrong", f"192.0.2.{number}") for number in range(5)]

        assert answers[-1] == 429

    def test_an_address_nobody_can_read_is_one_address(self, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        request = RequestFactory().get("/", headers={"X-Forwarded-For": "not an address"})

        assert address_of(request) is None

    @pytest.mark.parametrize(("told", "count"), [("", 0), ("0", 0), ("1", 1), ("2", 2)])
    def test_the_machine_tells_how_many_proxies_there_are(self, told, count):
        assert environment.proxies({"TEREZI_BEHIND_PROXY": told}) == count

    def test_anything_else_does_not_start(self):
        with pytest.raises(RuntimeError, match="how many"):
            environment.proxies({"TEREZI_BEHIND_PROXY": "yes"})
