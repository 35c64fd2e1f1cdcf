"""How signing in differs from what allauth and axes do by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import LoginForm
from allauth.account.utils import perform_login
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from terezi.desk.people.models import Officer
from terezi.desk.people.places import first_of


class OneDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """One door for all: officers are appointed, applicants enrol at the portal, each lands where his work is."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return first_of(request.user)

    def post_login(self, request: HttpRequest, user: Officer, **told: Any) -> HttpResponse:
        """Show the site in the language the person reads, where the browser has not chosen one."""
        answer: HttpResponse = super().post_login(request, user, **told)
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            answer.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            )
        return answer


def welcome(request: HttpRequest, applicant: Officer) -> HttpResponse:
    """Sign in somebody who has just made an account."""
    answer: HttpResponse = perform_login(request, applicant, email_verification="none")
    return answer


def address_of(request: HttpRequest) -> str | None:
    """Return the address a request comes from, by which all limits count; proxies are believed as settings say.

    None where it names none that can be read: all those count as one.
    """
    try:
        address: str = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
    return address


class SignIn(LoginForm):  # type: ignore[misc]
    """The sign-in form, telling axes which name was tried."""

    def user_credentials(self) -> dict[str, Any]:
        credentials: dict[str, Any] = super().user_credentials()
        # the name opens whatever its capitals, so all its spellings count as one
        credentials["login"] = credentials.get("username", "").lower()
        return credentials


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """The form that adds a passkey, in our words; a key that cannot tell its owner is only a second step."""

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self.fields["name"].label = gettext_lazy("What you call it")
        self.fields["name"].help_text = gettext_lazy("For example: my phone, the key on my ring.")
        self.fields["passwordless"].label = gettext_lazy("Sign in with it alone, without a password")
        self.fields["passwordless"].help_text = gettext_lazy(
            "It then asks for your finger, your face or its PIN. Untick it for a simple key without those."
        )
        self.fields["passwordless"].initial = True


def locked_out(
    request: HttpRequest, credentials: object = None, *args: object, **kwargs: object
) -> HttpResponse:
    """Answer that sign-in rests for a while after too many wrong passwords."""
    return render(request, "locked_out.html", status=429)
