"""The three shells pages stand in (desk, portal, public), and how every form is set."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

from terezi.desk.people.access import may
from terezi.desk.people.places import DESK, PORTAL, PUBLIC, first_of, open_to, place_of
from terezi.desk.people.terms import Permission


class Forms(TemplatesSetting):
    """Sets a field as label, hint, what is wrong, and the place to write; a form opens with what is wrong."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Tell templates the shell of this person, the places open to him, and which one this is.

    A page may say `here` itself; shells ask for `places` only when they are drawn.
    """
    person = getattr(request, "user", None)
    is_applicant = may(person, Permission.PORTAL_USE)
    return {
        "shell": "portal.html" if is_applicant else "base.html",
        "desk_places": lambda: open_to(person, DESK),
        "portal_places": lambda: open_to(person, PORTAL),
        "public_places": lambda: open_to(person, PUBLIC),
        "first_place": lambda: first_of(person) if getattr(person, "is_authenticated", False) else "/",
        "here": place_of(request.path),
    }
