"""Every page and every route, asked as every role and as a stranger: what it says of itself is what it does.

New pages need nothing here: routes are read from the resolver, and what each must answer follows from the permission
it declares. A permission is asked before anything is looked up, so nobody learns which numbers exist.
"""

import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.conf import settings as site
from django.core.cache import cache as limits
from django.db import transaction
from django.template import engines
from django.template.loaders.locmem import Loader as Bare
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from terezi.desk.people.models import Officer
from terezi.desk.people.terms import ANYONE, MAY, SIGNED_IN, Permission, Role
from terezi.evidence.facts.home import Home

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NOBODYS = {
    "int": "987654321",
    "str": "no-such-thing",
    "slug": "no-such-thing",
    "path": "no/such/thing",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
PLACE = re.compile(r"<(?:(\w+):)?\w+>")
METHODS = ("GET", "POST")
# Doors of those who stand between password and code; who is not there is sent back to sign in
HALFWAY = {"mfa_authenticate"}


@dataclass(frozen=True)
class Route:
    """One address, with the name of something that does not exist where it wants a name."""

    address: str
    pattern: URLPattern

    @property
    def name(self) -> str:
        return str(self.pattern.name)

    @property
    def is_api(self) -> bool:
        return self.address.startswith("/api/")

    @property
    def asks_for_a_name(self) -> bool:
        return any(each in self.address for each in NOBODYS.values())

    def access(self, method: str) -> str:
        """The permission it declares: of the method where it is a route of the API, else of the page."""
        by_method: dict[str, str] = getattr(self.pattern.callback, "access_by_method", {})
        return by_method.get(method, self.pattern.callback.access)  # type: ignore[attr-defined]


def walk(resolver: URLResolver, before: str = "/") -> Iterator[Route]:
    for one in resolver.url_patterns:
        assert isinstance(one.pattern, RoutePattern), (
            f"{one.pattern} is no plain route: the walk cannot fill it"
        )
        address = before + PLACE.sub(lambda place: NOBODYS[place[1] or "str"], str(one.pattern))
        if isinstance(one, URLResolver):
            yield from walk(one, address)
        else:
            yield Route(address, one)


ROUTES = tuple(walk(get_resolver()))


def holds(role: Role | None, access: str) -> bool:
    if access == ANYONE:
        return True
    if role is None or access == SIGNED_IN:
        return role is not None
    return Permission(access) in MAY[role]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Return the home of a country in which nothing has happened yet."""
    return Home.create(tmp_path_factory.mktemp("home"), country="GG")


@pytest.fixture
def in_a_bare_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw what a page says without the frame around it, which is the same on all and drawn by the tests of pages."""
    drawn = engines["django"].engine
    bare = Bare(drawn, {"frame.html": "{% block content %}{% endblock %}"})
    monkeypatch.setattr(drawn, "template_loaders", [bare, *drawn.template_loaders])


@pytest.fixture
def as_of(db: None, settings: Any, home: Home, in_a_bare_frame: None) -> Any:
    """Return who opens a browser: a new one for each request on the same site, signed in once."""
    settings.TEREZI_HOME = home.path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    @cache
    def cookies(role: Role) -> Any:
        told = {"name": role.label, "role": role, "appointed_at": timezone.now()}
        client = Client()
        client.force_login(Officer.objects.create(username=role.value, **told), backend=BACKEND)
        return client.cookies

    @cache
    def site_of(**told: Any) -> Any:
        return Client(**told).handler

    def opened(role: Role | None, **told: Any) -> Client:
        client = Client(**told)
        client.handler = site_of(**told)
        if role is not None:
            client.cookies = copy(cookies(role))
        return client

    return opened


def asked(client: Client, route: Route, method: str) -> Any:
    """Ask, and undo what it did to the record, so that no request changes the next one's session."""
    limits.clear()
    with transaction.atomic():
        answer = client.generic(method, route.address)
        answer.close()
        transaction.set_rollback(True)
    return answer


def sent_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and answer.url.startswith(site.LOGIN_URL)


def denied(answer: Any) -> bool:
    return answer.status_code in {401, 403} or sent_to_sign_in(answer)


def test_the_walk_finds_every_door():
    assert len(ROUTES) > 40
    assert {route.name for route in ROUTES} >= {
        "today",
        "journal",
        "portal",
        "list_findings",
        "mfa_add_webauthn",
    }
    assert len({route.address for route in ROUTES if route.name != "None"}) > 40


def test_every_door_says_who_may_open_it():
    loose = [route.address for route in ROUTES for method in METHODS if not known(route.access(method))]

    assert loose == []


def known(access: str) -> bool:
    return access in {*Permission, ANYONE, SIGNED_IN}


# What a stranger needs in order to sign in, to make an account, to read the site in his language, and the API's schema
FOR_STRANGERS = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_signup",
    "api-root",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openapi-json",
    "portal_new",
    "set_language",
}


def test_only_the_way_in_and_the_public_register_are_open_to_anyone():
    opened = {
        route.name
        for route in ROUTES
        for method in METHODS
        if route.access(method) == ANYONE and not is_public(route)
    }

    assert opened == FOR_STRANGERS


def is_public(route: Route) -> bool:
    return route.address.startswith("/public/")


def test_nothing_but_the_portal_asks_for_what_an_applicant_holds():
    opened = {route.address for route in ROUTES if route.access("GET") == Permission.PORTAL_USE}

    assert MAY[Role.APPLICANT] == {Permission.PORTAL_USE}
    assert [address for address in opened if not address.startswith("/portal/")] == []


def test_whatever_lies_under_the_portal_is_for_applicants_or_for_anyone():
    under = {route.address: route.access("GET") for route in ROUTES if route.address.startswith("/portal/")}

    assert set(under.values()) <= {Permission.PORTAL_USE, ANYONE}


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "stranger")
def test_who_may_not_is_turned_away_before_anything_is_looked_up(as_of, role):
    let_in = []
    for route in ROUTES:
        for method in METHODS:
            if holds(role, route.access(method)):
                continue
            answer = asked(as_of(role), route, method)
            turned = answer.status_code == 403 if role else denied(answer)
            # 405: the address takes no such method from anybody; it must turn away by the other one
            if not turned and not (answer.status_code == 405 and by_no_method_let_in(as_of, role, route)):
                let_in.append((method, route.address, answer.status_code))

    assert let_in == []


def by_no_method_let_in(as_of: Any, role: Role | None, route: Route) -> bool:
    answers = [asked(as_of(role), route, method) for method in METHODS]
    return any(denied(answer) for answer in answers) and all(
        denied(answer) or answer.status_code == 405 for answer in answers
    )


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "stranger")
def test_who_may_is_let_in(as_of, role):
    wrong = []
    for route in ROUTES:
        for method in METHODS:
            if not holds(role, route.access(method)) or route.name in HALFWAY:
                continue
            answer = asked(as_of(role), route, method)
            if answer.status_code in {401, 403} or (answer.status_code >= 500 and answer.status_code != 503):
                wrong.append((method, route.address, answer.status_code))
            elif role and sent_to_sign_in(answer) and route.name != "account_logout":
                wrong.append((method, route.address, answer.url))

    assert wrong == []


def test_at_the_portal_a_strange_number_is_not_there(as_of):
    """Another's application and one that never was answer alike."""
    told = {
        (method, route.address): asked(as_of(Role.APPLICANT), route, method).status_code
        for route in ROUTES
        for method in METHODS
        if route.access(method) == Permission.PORTAL_USE and route.asks_for_a_name
    }

    assert {where: status for where, status in told.items() if status not in {404, 405}} == {}


def test_every_form_wants_the_token_of_its_page(as_of):
    """A session alone does not change anything: another site's form is refused wherever POST is taken."""
    taken, refused = [], []
    for route in ROUTES:
        role = next((role for role in [None, *Role] if holds(role, route.access("POST"))), None)
        if asked(as_of(role), route, "POST").status_code == 405:
            continue
        answer = asked(as_of(role, enforce_csrf_checks=True), route, "POST")
        (refused if answer.status_code == 403 else taken).append(route.address)

    assert taken == []
    assert len(refused) > 10


def test_the_cookies_of_a_session_are_kept_from_scripts_and_from_other_sites(as_of):
    client = as_of(None)
    client.get("/sign-in/")
    officer = Officer.objects.create(
        username="kamran", name="K", role=Role.ENERGY_INSPECTOR, appointed_at=timezone.now()
    )
    officer.set_password("balance-and-two-pans")
    officer.save()
    client.post("/sign-in/", {"login": "kamran", "password": "balance-and-two-pans"})

    session, token = client.cookies[site.SESSION_COOKIE_NAME], client.cookies[site.CSRF_COOKIE_NAME]
    assert (session["httponly"], session["samesite"], session["max-age"]) == (True, "Lax", "")
    assert (token["httponly"], token["samesite"]) == (True, "Lax")


def test_signing_in_gives_a_new_session(as_of):
    client = as_of(None)
    client.get("/sign-in/")
    session = client.session
    session["before"] = "1"
    session.save()
    client.cookies[site.SESSION_COOKIE_NAME] = before = session.session_key
    Officer.objects.create(username="k", name="K", role=Role.AUDITOR, appointed_at=timezone.now())
    client.force_login(Officer.objects.get(), backend=BACKEND)

    assert client.session.session_key != before
