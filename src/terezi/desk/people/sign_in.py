"""How signing in differs from what allauth and axes do by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class OfficersOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody makes an account for themselves: officers are appointed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SignIn(LoginForm):  # type: ignore[misc]
    """The sign-in form, telling axes which name was tried."""

    def user_credentials(self) -> dict[str, Any]:
        credentials: dict[str, Any] = super().user_credentials()
        # the name opens whatever its capitals, so all its spellings count as one
        credentials["login"] = credentials.get("username", "").lower()
        return credentials


def locked_out(
    request: HttpRequest, credentials: object = None, *args: object, **kwargs: object
) -> HttpResponse:
    """Answer that sign-in rests for a while after too many wrong passwords."""
    return render(request, "locked_out.html", status=429)
