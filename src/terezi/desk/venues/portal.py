"""The returns of a venue and the questions asked of it, as its own people file, read and answer them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.errors import BadData, Refused, Unavailable
from terezi.desk.findings.words import refusal
from terezi.desk.parties.models import Venue
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.here import country_here
from terezi.desk.venues import actions, queries, readings, receiving
from terezi.desk.venues.forms import AnswerForm
from terezi.desk.venues.models import Filing
from terezi.desk.venues.sheets.filings import filing_line, returns_sheet
from terezi.desk.venues.sheets.questions import question_lines, waiting_says
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
    today = readings.today(at)
    sheet = returns_sheet(venues, law=law_on(country_here(), today), today=today)
    asked = question_lines(queries.questions_to(request.user)[:50], at=at, zone=readings.zone())
    waiting_first = sorted(asked, key=lambda line: not line.is_waiting)
    context = {
        "sheet": sheet,
        "form": form if venues else None,
        "questions": waiting_first,
        "waiting": waiting_says(asked),
        "is_late": any(line.is_late for line in asked),
    }
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
    except (Refused, BadData, Unavailable) as refused:
        form.add_error("file", str(refused))
        return None


@page(may="portal.use")
def one_return(request: OfficerRequest, number: str) -> HttpResponse:
    """Show the receipt of one return: what was taken, or which rows stand against it and what to do."""
    filing = queries.filing_of(request.user, number)
    if filing is None:
        raise Http404(f"No return {number}")
    return render(request, "venues/portal_return.html", {"line": filing_line(filing), "filing": filing})


@page(may="portal.use")
def question(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one question of the authority, and take its answer; of another exchange's there is none."""
    asked = queries.question_to(request.user, number)
    if asked is None:
        raise Http404(f"No question {number}")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered(request, asked.number, form):
        messages.success(request, _("Your answer stands with the authority now, under your name."))
        return redirect("portal_question", number)
    (line,) = question_lines([asked], at=timezone.now(), zone=readings.zone())
    told = {"line": line, "form": form if line.is_waiting else None, "here": "portal_returns"}
    return render(request, "venues/portal_question.html", told, status=422 if form.errors else 200)


def _answered(request: OfficerRequest, number: str, form: AnswerForm) -> bool:
    try:
        words = form.cleaned_data["answer"]
        actions.answer_question(number=number, answer=words, by=request.user, at=timezone.now())
    except Refused as refused:
        form.add_error(None, refusal(refused))
        return False
    return True


urlpatterns = [
    path("portal/questions/<str:number>/", question, name="portal_question"),
    path("portal/returns/", returns, name="portal_returns"),
    path("portal/returns/<str:number>/", one_return, name="portal_return"),
]
