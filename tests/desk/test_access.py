"""Who may open what: every route says so, and means it."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from terezi.base.errors import Refused
from terezi.desk.journal.models import Entry
from terezi.desk.people import access, actions, queries
from terezi.desk.people.models import ApiToken, Officer
from terezi.desk.people.terms import ANYONE, MAY, SIGNED_IN, Permission, Role

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


def test_only_sign_in_language_and_schema_are_open_to_anyone():
    opened = {route.name for route in every_route() if route.callback.access == ANYONE}

    assert opened == {
        "account_inactive",
        "account_login",
        "account_logout",
        "account_signup",
        "api-root",
        "mfa_authenticate",
        "openapi-json",
        "set_language",
    }


def test_the_vocabulary_is_in_order_and_says_scope_and_verb():
    assert list(Permission) == sorted(Permission)
    assert all(permission.count(".") == 1 for permission in Permission)


def test_every_role_is_in_the_table_and_every_permission_is_held():
    assert set(MAY) == set(Role)
    assert frozenset().union(*MAY.values()) == set(Permission)


def test_the_system_administrator_reads_no_case():
    assert not {Permission.FINDINGS_READ, Permission.FACTS_READ, Permission.SITES_READ} & MAY[Role.SYSADMIN]


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
    def test_demo_officers_are_appointed_once(self):
        made = actions.appoint_demo_officers(password=PASSWORD, by="terezi demo", at=AT)
        again = actions.appoint_demo_officers(password=PASSWORD, by="terezi demo", at=AT)

        assert ({one.role for one in made}, again) == (set(Role), [])
        assert Officer.objects.get(username="kamran").check_password(PASSWORD)
        assert PASSWORD not in str(list(Entry.objects.values()))

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
