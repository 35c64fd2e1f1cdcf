"""What every page of a file begins with, the file its reader may see, and how a form is asked in."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from terezi.base.errors import Refused
from terezi.desk.applications import queries
from terezi.desk.applications.models import Application
from terezi.desk.applications.sheets.file import FileSheet
from terezi.desk.people.access import OfficerRequest
from terezi.desk.people.words import refusal


def found(request: OfficerRequest, number: str) -> Application:
    """Return the file of an address; 404 where there is none that this officer may see."""
    try:
        return queries.file(number, person=request.user)
    except Refused as unknown:
        raise Http404(str(unknown)) from unknown


def sheet_of(request: OfficerRequest, number: str) -> FileSheet:
    """Return the file of an address as this officer may see it now."""
    return FileSheet(found(request, number), reader=request.user, at=timezone.now())


def asked_in(
    request: OfficerRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
    *,
    to: str,
    template: str,
    shown: dict[str, Any],
) -> HttpResponse:
    """Show a form, and when it is sent do its act and go on; what is refused stands on top of the form."""
    if request.method == "POST" and form.is_valid():
        try:
            says = act(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refusal(refused))
        else:
            messages.success(request, says)
            return redirect(to)
    return render(request, template, {"form": form, **shown}, status=422 if form.errors else 200)
