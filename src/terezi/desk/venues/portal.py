"""The returns of a venue, as its own people file and read them."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy

from terezi.base.errors import BadData, Refused
from terezi.desk.parties.models import Venue
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.venues import queries, receiving
from terezi.desk.venues.models import Filing
from terezi.desk.venues.sheets.filings import filing_line, returns_sheet
from terezi.evidence.facts.home import Home
from terezi.law.book import law_on


class ReturnForm(forms.Form):
    """One file, and the venue it is of where somebody files for several."""

    venue = forms.ChoiceField(label=gettext_lazy("Exchange"))
    file = forms.FileField(
        label=gettext_lazy("File of the return"),
        help_text=gettext_lazy("CSV, Parquet or JSON lines; packed with gzip or zstd if you like."),
        max_length=255,
    )

    def __init__(self, *told: Any, venues: list[Venue]) -> None:
        super().__init__(*told)
        field: Any = self.fields["venue"]
        field.choices = [(venue.code, venue.code) for venue in venues]
        if len(venues) == 1:
            field.widget, field.initial = forms.HiddenInput(), venues[0].code


@page(may="portal.use")
def returns(request: OfficerRequest) -> HttpResponse:
    """Show what is owed and what was filed, and take one more file."""
    venues = queries.venues_of(request.user)
    told = (request.POST, request.FILES) if request.method == "POST" and venues else ()
    form = ReturnForm(*told, venues=venues)
    if told and form.is_valid() and (filed := _filed(request, form)):
        return redirect("portal_return", filed.number)
    at = timezone.now()
    sheet = returns_sheet(venues, law=law_on(Home(settings.TEREZI_HOME).country, at.date()), at=at)
    context = {"sheet": sheet, "form": form if venues else None}
    return render(request, "venues/portal_returns.html", context, status=422 if form.errors else 200)


def _filed(request: OfficerRequest, form: ReturnForm) -> Filing | None:
    file: UploadedFile[Any] = form.cleaned_data["file"]
    try:
        return receiving.receive(
            venue=queries.venue_to_file_for(request.user, form.cleaned_data["venue"]),
            name=file.name or "",
            blocks=file.chunks(),
            by=request.user,
            at=timezone.now(),
        )
    except (Refused, BadData) as refused:
        form.add_error("file", str(refused))
        return None


@page(may="portal.use")
def one_return(request: OfficerRequest, number: str) -> HttpResponse:
    """Show the receipt of one return: what was taken, or which rows stand against it and what to do."""
    filing = queries.filing_of(request.user, number)
    if filing is None:
        raise Http404(f"No return {number}")
    return render(request, "venues/portal_return.html", {"line": filing_line(filing), "filing": filing})


urlpatterns = [
    path("portal/returns/", returns, name="portal_returns"),
    path("portal/returns/<str:number>/", one_return, name="portal_return"),
]
