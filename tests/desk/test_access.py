"""Who may open what: every route names a permission, and every permission its roles."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from terezi.base.errors import Refused
from terezi.desk.journal.models import Entry
from terezi.desk.people import access, actions, queries
from terezi.desk.people.models import ApiToken, Officer
from terezi.desk.people.terms import ANYONE, MAY, SIGNED_IN, Permission, Role


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
