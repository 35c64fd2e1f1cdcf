"""The lists that applicants are compared with: which there are, and loading the next version."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from terezi.base.errors import BadData
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.here import day_here
from terezi.desk.screening import actions, queries
from terezi.desk.screening.formats.catalogue import catalogue
from terezi.desk.screening.formats.given import MOST_BYTES
from terezi.desk.screening.models import ListVersion
from terezi.desk.screening.terms import ListKind

ROWS_A_PAGE = 100
KINDS = {
    ListKind.SANCTIONS: gettext_lazy("Sanctions"),
    ListKind.OFFICE_HOLDERS: gettext_lazy("Holders of public office"),
    ListKind.WALLETS: gettext_lazy("Addresses"),
    ListKind.CUSTOMS: gettext_lazy("Customs declarations"),
}


class LoadForm(forms.Form):
    """One file of a list, and the day it was taken where it does not say so itself."""

    file = forms.FileField(label=gettext_lazy("File of the list"), max_length=255)
    taken_on = forms.DateField(
        label=gettext_lazy("Taken on, where the file does not say"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than a list may be: split it."))
        return file


@require_GET
@page(may="lists.read")
def lists(request: OfficerRequest) -> HttpResponse:
    """Show the current version of each list, its age and size, and every version before it."""
    today = day_here(timezone.now())
    current = queries.current()
    before = queries.versions().exclude(pk__in=[version.pk for version in current])
    told = {
        "rows": [_row(version, today) for version in current],
        "shown": Paginator(before, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "missing": [words for kind, words in KINDS.items() if kind not in {one.kind for one in current}],
        "may_load": may(request.user, "lists.load"),
        "form": LoadForm(),
        "formats": [known.says for known in catalogue()],
        "here": "lists",
    }
    return render(request, "screening/lists.html", told)


def _row(version: ListVersion, today: date) -> dict[str, Any]:
    return {
        "version": version,
        "kind": KINDS[ListKind(version.kind)],
        "days": (today - version.taken_on).days,
    }


@require_POST
@page(may="lists.load")
def load(request: OfficerRequest) -> HttpResponse:
    """Take in the next version of a list."""
    form = LoadForm(request.POST, request.FILES)
    if not form.is_valid():
        for problems in form.errors.values():
            messages.warning(request, " ".join(map(str, problems)))
        return redirect("lists")
    file = form.cleaned_data["file"]
    try:
        loaded = actions.load(
            name=file.name,
            data=file.read(),
            by=request.user.username,
            at=timezone.now(),
            taken_on=form.cleaned_data["taken_on"],
        )
    except BadData as wrong:
        messages.warning(request, str(wrong))
    else:
        said = (
            _("Loaded {title}: {rows} rows.")
            if loaded.is_new
            else _("{title} was loaded before: nothing changed.")
        )
        messages.success(request, said.format(title=loaded.version.title, rows=loaded.version.rows))
    return redirect("lists")


urlpatterns = [
    path("lists/", lists, name="lists"),
    path("lists/load", load, name="lists_load"),
]
