"""One file as its applicant reads it, his answers to what is asked, and taking it back."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terezi.base.errors import Refused
from terezi.desk.applications import actions, queries
from terezi.desk.applications.portal.asked import back, own_file
from terezi.desk.applications.sheets.portal_file import TAKES_BACK, file_sheet
from terezi.desk.applications.sheets.portal_told import told_of
from terezi.desk.findings.words import refusal
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.register import queries as public


class AnswerForm(forms.Form):
    """The applicant's own words to one request."""

    use_required_attribute = False
    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Say what you did, or why you cannot. It stands in the file as you write it."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class TakeBackForm(forms.Form):
    """Why somebody no longer wants what he applied for; he need not say."""

    reason = forms.CharField(
        label=gettext_lazy("Why, if you want to say"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@page(may="portal.use")
def file(request: OfficerRequest, number: str) -> HttpResponse:
    """Show a file: where it is, what is asked, every step with owner and date."""
    return _shown(request, number)


def _shown(request: OfficerRequest, number: str, told: AnswerForm | None = None) -> HttpResponse:
    found = own_file(request.user, number)
    sheet = file_sheet(found, reader=request.user, at=timezone.now())
    asked = [(one, told if told and told.prefix == _prefix(one.request.pk) else AnswerForm(prefix=_prefix(one.request.pk)))
             for one in sheet.requests]  # fmt: skip
    context = {
        "sheet": sheet,
        "file": found,
        "asked": asked,
        "told": told_of(found, queries.law_of(found)),
        "has_certificate": bool(found.licence_number and public.certificate_of(found.licence_number)),
    }
    return render(request, "portal/file.html", context, status=422 if told else 200)


def _prefix(request: int) -> str:
    return f"request{request}"


@page(may="portal.use")
def answer(request: OfficerRequest, number: str, asked: int) -> HttpResponse:
    """Take the applicant's answer to one request; one that was answered already stays as it is."""
    found = own_file(request.user, number)
    one = found.requests.filter(pk=asked).first()
    if one is None:
        raise Http404
    if request.method != "POST" or one.answered_at or one.taken_back_at:
        return redirect("portal_file", number)
    form = AnswerForm(request.POST, prefix=_prefix(asked))
    if not form.is_valid():
        return _shown(request, number, form)
    try:
        actions.answer_request(
            request=asked, answer=form.cleaned_data["answer"], by=request.user, at=timezone.now()
        )
    except Refused as refused:
        form.add_error("answer", refusal(refused))
        return _shown(request, number, form)
    messages.success(request, _("Your answer stands in the file."))
    return redirect("portal_file", number)


@page(may="portal.use")
def take_back(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask once more, then take the application back."""
    found = own_file(request.user, number)
    if found.status not in TAKES_BACK:
        return redirect("portal_file", number)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/take_back.html", {"file": found, "form": form})
    try:
        actions.abandon(number=number, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    except Refused as refused:
        return back(request, number, refused)
    messages.success(request, _("Taken back. It stays on the record, and you may apply again."))
    return redirect("portal_file", number)
