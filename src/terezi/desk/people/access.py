"""The one way a page or a route says who may open it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth
from rules.permissions import add_perm, has_perm, perm_exists
from rules.predicates import Predicate

from terezi.desk.people import queries, rules
from terezi.desk.people.models import Officer
from terezi.desk.people.terms import ANYONE, SIGNED_IN, Permission

P = ParamSpec("P")


class OfficerRequest(HttpRequest):
    """A request whose officer is known: what a guarded page receives."""

    user: Officer


def _holds(permission: Permission) -> Predicate:
    return Predicate(
        lambda officer: (
            isinstance(officer, Officer) and officer.is_active and rules.role_may(officer.role, permission)
        ),
        name=f"holds {permission}",
    )


for _permission in Permission:
    if not perm_exists(_permission.value):  # type: ignore[no-untyped-call]
        add_perm(_permission.value, _holds(_permission))  # type: ignore[no-untyped-call]


def may(officer: object, permission: str) -> bool:
    """Answer whether this person holds the permission; nobody unknown holds any."""
    if permission == ANYONE:
        return True
    if permission == SIGNED_IN:
        return isinstance(officer, Officer) and officer.is_active
    return bool(has_perm(Permission(permission).value, officer))  # type: ignore[no-untyped-call]


Page = Callable[Concatenate[OfficerRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(*, may: str) -> Callable[[Page[P]], View[P]]:
    """Guard a page with one permission, `SIGNED_IN` or `ANYONE`: strangers sign in first, others learn who may."""
    wanted = may if may in {ANYONE, SIGNED_IN} else Permission(may).value

    def guard(view: Page[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not _may(request.user, wanted):
                return not_allowed(request, wanted) if request.user.is_authenticated else _sign_in(request)
            return view(cast(OfficerRequest, request), *args, **kwargs)

        guarded.access = wanted  # type: ignore[attr-defined]
        return guarded

    return guard


_may = may


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Send a stranger to sign in; from the first page everybody goes on to his own first place."""
    return redirect(settings.LOGIN_URL) if request.path == "/" else redirect_to_login(request.get_full_path())


def not_allowed(request: HttpRequest, permission: str) -> HttpResponse:
    """Answer 403 with a page that says who may open what was asked for, to an applicant without our inner words."""
    if may(request.user, Permission.PORTAL_USE):
        return render(request, "people/officers_only.html", status=403)
    who = [role.label for role in rules.roles_that_may(permission)]
    return render(request, "may_not.html", {"permission": permission, "who": who}, status=403)


class _Session(SessionAuth):
    def __init__(self, permission: str) -> None:
        super().__init__()
        self.access = permission

    def authenticate(self, request: HttpRequest, key: str | None) -> Officer | None:
        return admitted(request.user, self.access) if request.user.is_authenticated else None


class _Token(HttpBearer):
    def __init__(self, permission: str) -> None:
        super().__init__()
        self.access = permission

    def authenticate(self, request: HttpRequest, token: str) -> Officer | None:
        officer = queries.officer_of_token(token, at=timezone.now())
        return officer and admitted(officer, self.access)


def admitted(officer: object, permission: str) -> Officer:
    """Return an officer who holds the permission.

    :raises HttpError: 403 naming who does.
    """
    if not may(officer, permission):
        who = ", ".join(role.label for role in rules.roles_that_may(permission))
        raise HttpError(403, f"This needs {permission}, which these roles hold: {who}")
    return cast(Officer, officer)


def officers(*, may: str) -> list[Any]:
    """Guard an API route with one permission, held in a session or by a bearer token."""
    wanted = Permission(may).value
    return [_Session(wanted), _Token(wanted)]


def asked_by(request: HttpRequest) -> Officer:
    """Return whose a call of a guarded route is, by session or token."""
    return cast(Officer, getattr(request, "auth", None) or request.user)


def opened(patterns: list[Any], *, to: str = ANYONE) -> list[URLPattern | URLResolver]:
    """Declare who may open pages that others wrote (sign-in, language)."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            opened(pattern.url_patterns, to=to)
        else:
            pattern.callback.access = to
    return patterns
