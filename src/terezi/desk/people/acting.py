"""How a page does what an officer asked for, and tells him what became of it."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from terezi.base.errors import Refused
from terezi.desk.people import words

T = TypeVar("T")


def said(
    request: HttpRequest,
    act: Callable[[], T],
    done: str | Callable[[T], str],
    *,
    refusal: Callable[[Refused], str] = words.refusal,
) -> T | None:
    """Do an act, say that it is done, and return what it made; nothing where it was refused, which `refusal` puts in words."""
    try:
        made = act()
    except Refused as refused:
        messages.warning(request, refusal(refused))
        return None
    messages.success(request, done if isinstance(done, str) else done(made))
    return made


def reason(request: HttpRequest, form: type[forms.Form]) -> str | None:
    """Return why an officer does not sign or ends something, or tell him to say it."""
    told = form(request.POST)
    if told.is_valid():
        return str(told.cleaned_data["reason"])
    messages.warning(request, _("Say why, so that whoever proposed it knows what is missing"))
    return None


def tell(request: HttpRequest, form: forms.Form) -> None:
    """Tell an officer which fields of a form are wrong, where the form itself is not shown again."""
    for name, problems in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.warning(request, f"{label}: {' '.join(map(str, problems))}")
