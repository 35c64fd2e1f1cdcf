"""Who may open what: every route says so, and means it."""

from datetime import timedelta
from typing import ClassVar

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from terezi.base.errors import Refused
from terezi.desk.journal.models import Entry
from terezi.desk.people import access, actions, places, queries, rules
from terezi.desk.people.models import ApiToken, Officer
from terezi.desk.people.sign_in import address_of
from terezi.desk.people.terms import ANYONE, MAY, SIGNED_IN, Permission, Role
from terezi.evidence.facts.home import Home
from terezi.jobs.audit import audit
from terezi.site import environment

from .conftest import AT, PASSWORD


def every_route(resolver: URLResolver | None = None) -> list[URLPattern]:
    patterns = (resolver or get_resolver()).url_patterns
    return [
        leaf for one in patterns for leaf in (every_route(one) if isinstance(one, URLResolver) else [one])
    ]


def test_every_route_says_who_may_open_it():
    unguarded = [str(route.pattern) for route in every_route() if not hasattr(route.callback, "access")]

    assert len(every_route()) > 15
    assert unguarded == []


def test_every_route_names_a_permission_there_is():
    assert {route.callback.access for route in every_route()} <= {*Permission, ANYONE, SIGNED_IN}


def test_the_vocabulary_is_in_order_and_says_scope_and_verb():
    assert list(Permission) == sorted(Permission)
    assert all(permission.count(".") == 1 for permission in Permission)


def test_every_role_is_in_the_table_and_every_permission_is_held():
    assert set(MAY) == set(Role)
    assert frozenset().union(*MAY.values()) == set(Permission)


def test_the_system_administrator_reads_no_case():
    assert not {Permission.FINDINGS_READ, Permission.FACTS_READ, Permission.SITES_READ} & MAY[Role.SYSADMIN]


def test_an_applicant_uses_the_portal_and_nothing_else():
    assert MAY[Role.APPLICANT] == {Permission.PORTAL_USE}
    assert [role for role in Role if Permission.PORTAL_USE in MAY[role]] == [Role.APPLICANT]


def test_the_auditor_changes_nothing():
    assert all(permission.endswith(".read") for permission in MAY[Role.AUDITOR])


ROUTES = {
    "/api/findings": Permission.FINDINGS_READ,
    "/api/findings/1": Permission.FINDINGS_READ,
    "/api/sites": Permission.SITES_READ,
    "/api/sites/none": Permission.SITES_READ,
    "/api/facts/no_table": Permission.FACTS_READ,
    "/api/law/GG?on=2026-03-10": Permission.LAW_READ,
}


@pytest.mark.parametrize("role", Role)
def test_a_route_opens_for_those_who_hold_its_permission(role, signed_in):
    client = signed_in(role)

    for address, permission in ROUTES.items():
        answer = client.get(address)
        assert (answer.status_code != 403) == (permission in MAY[role]), (address, role)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ROUTES)
def test_a_stranger_is_told_to_sign_in(address, client):
    assert client.get(address).status_code == 401


def test_a_refusal_names_those_who_may(signed_in):
    answer = signed_in(Role.SYSADMIN).get("/api/findings")

    assert "Auditor" in answer.json()["detail"]


@access.page(may="journal.read")
def a_page(request):
    return HttpResponse(f"Welcome, {request.user.name}")


@pytest.mark.django_db
class TestPages:
    def ask(self, user):
        request = RequestFactory().get("/journal/?page=2")
        request.user = user
        return a_page(request)

    def test_a_page_says_who_may_open_it(self):
        assert a_page.access == "journal.read"

    def test_a_permission_nobody_defined_does_not_start(self):
        with pytest.raises(ValueError, match=r"journal\.red"):
            access.page(may="journal.red")

    def test_a_stranger_signs_in_first_and_comes_back(self):
        from django.contrib.auth.models import AnonymousUser

        answer = self.ask(AnonymousUser())

        assert (answer.status_code, answer.url) == (302, "/sign-in/?next=/journal/%3Fpage%3D2")

    def test_another_officer_learns_who_may(self, officer):
        answer = self.ask(officer(Role.MARKET_SUPERVISOR))

        assert answer.status_code == 403
        assert b"Auditor" in answer.content
        assert b"Policy economist" not in answer.content

    def test_who_may_is_let_in(self, officer):
        assert self.ask(officer(Role.AUDITOR)).content == b"Welcome, Auditor"

    def test_an_officer_who_left_holds_nothing(self, officer):
        left = officer(Role.AUDITOR)
        left.is_active = False

        assert not access.may(left, "journal.read")
        assert not access.may(left, SIGNED_IN)


@pytest.mark.django_db
class TestTokens:
    @pytest.fixture
    def token(self, officer):
        return actions.issue_token(officer=officer(), name="nightly", by="batyr", at=timezone.now())

    def ask(self, text):
        return Client().get("/api/findings", headers={"Authorization": f"Bearer {text}"})

    def test_a_token_opens_what_its_officer_may_open(self, token):
        assert self.ask(token[1]).status_code == 200

    def test_a_token_of_another_role_does_not(self, officer):
        _, text = actions.issue_token(officer=officer(Role.SYSADMIN), name="x", by="batyr", at=timezone.now())

        assert self.ask(text).status_code == 403

    def test_a_token_is_not_kept(self, token):
        assert token[1] not in str(list(ApiToken.objects.values())) + str(list(Entry.objects.values()))

    def test_an_ended_token_opens_nothing(self, token):
        actions.end_token(token=token[0], by="batyr", at=timezone.now())

        assert self.ask(token[1]).status_code == 401
        with pytest.raises(Refused, match="nightly ended"):
            actions.end_token(token=token[0], by="batyr", at=timezone.now())

    def test_a_token_past_its_time_opens_nothing(self, token):
        later = timezone.now() + timedelta(days=91)

        assert queries.officer_of_token(token[1], at=later) is None

    def test_a_token_of_an_officer_who_left_opens_nothing(self, token):
        Officer.objects.update(is_active=False)

        assert self.ask(token[1]).status_code == 401

    def test_a_made_up_token_opens_nothing(self, token):
        assert self.ask("terezi_made_up").status_code == 401


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


class TestWhereWorkStarts:
    @pytest.mark.parametrize(
        ("role", "place"),
        [
            (Role.APPLICANT, "/portal/"),
            (Role.ENERGY_INSPECTOR, "/"),
            (Role.LICENSING_OFFICER, "/"),
            (Role.SYSADMIN, "/law/"),
        ],
    )
    def test_everybody_lands_where_he_may_work(self, officer, role, place):
        assert places.first_of(officer(role)) == place

    def test_nobody_lands_at_a_closed_door(self, signed_in, settings, tmp_path):
        settings.TEREZI_HOME = Home.create(tmp_path, country="GG").path
        for role in Role:
            client = signed_in(role)
            assert client.get(places.first_of(Officer.objects.get(role=role))).status_code == 200, role

    def test_a_place_shows_only_to_those_who_may_open_it(self, officer):
        shown = {
            role: [
                place.key for group in places.open_to(officer(role), places.DESK) for place in group.places
            ]
            for role in (Role.APPLICANT, Role.ENERGY_INSPECTOR)
        }

        assert shown[Role.APPLICANT] == []
        assert {"today", "sites", "law"} <= set(shown[Role.ENERGY_INSPECTOR])
        assert "journal" not in shown[Role.ENERGY_INSPECTOR]

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
    def test_whoever_works_on_cases_sees_nine_places_at_most(self, officer, role):
        # an auditor does not work on cases: every place lies open to him
        shown = places.open_to(officer(role), places.DESK)

        assert sum(len(group.places) for group in shown) <= 9

    def test_a_place_without_a_page_is_not_shown(self, officer):
        nowhere = places.Place("nowhere", "/there-is-no-such-page/", "Nowhere")

        assert not places.is_open(nowhere, officer(Role.AUDITOR))

    def test_an_address_lies_in_the_place_it_begins_with(self):
        assert places.place_of("/sites/GG-S-001") == "sites"
        assert places.place_of("/portal/account/") == "account"
        assert places.place_of("/elsewhere/") == ""


class TestRegion:
    @pytest.mark.parametrize(
        ("role", "own", "region", "sees"),
        [
            (Role.LICENSING_OFFICER, "", "Balkan", True),
            (Role.LICENSING_OFFICER, "", "", True),
            (Role.LICENSING_OFFICER, "Balkan", "Balkan", True),
            (Role.LICENSING_OFFICER, "Balkan", "Lebap", False),
            (Role.LICENSING_OFFICER, "Balkan", "", False),
            (Role.APPLICANT, "", "Balkan", False),
        ],
    )
    def test_an_officer_of_a_region_sees_what_lies_in_it(self, role, own, region, sees):
        assert rules.sees_region(Officer(role=role, region=own), region) is sees


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
