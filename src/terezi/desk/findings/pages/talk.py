"""What is said about a finding: the firm's reply, and that an officer looked."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from terezi.desk.findings import actions
from terezi.desk.findings.models import Finding
from terezi.desk.findings.sheets.today import address_of
from terezi.desk.findings.terms import SubjectKind, Triage
from terezi.desk.findings.words import SEEN, refusal
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.acting import said, tell

STATES = tuple((state.value, SEEN[state.value]) for state in Triage if state is not Triage.NEW)


class ReplyForm(forms.Form):
    """The firm's own words."""

    said_by = forms.CharField(label=gettext_lazy("Who says it"), max_length=200)
    text = forms.CharField(label=gettext_lazy("In their words"), widget=forms.Textarea(attrs={"rows": 4}))


class LookForm(forms.Form):
    """How far an officer has come with a finding."""

    state = forms.ChoiceField(label=gettext_lazy("How far it has come"), choices=STATES)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=2000)


def _back(finding: Finding) -> HttpResponse:
    if finding.subject_kind != SubjectKind.SITE:
        return redirect(f"/?day={finding.day}")
    return redirect(address_of(finding.subject, finding.subject_kind, finding.day))


@require_POST
@page(may="findings.reply")
def reply(request: OfficerRequest, finding: int) -> HttpResponse:
    """Put the firm's reply beside the finding."""
    found = get_object_or_404(Finding, pk=finding)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        tell(request, form)
        return _back(found)
    said(
        request,
        lambda: actions.reply(finding=finding, by=request.user, at=timezone.now(), **form.cleaned_data),
        _("The firm's reply now stands beside the finding."),
        refusal=refusal,
    )
    return _back(found)


@require_POST
@page(may="findings.look")
def look(request: OfficerRequest, finding: int) -> HttpResponse:
    """Note how far an officer has come with the finding."""
    found = get_object_or_404(Finding, pk=finding)
    form = LookForm(request.POST)
    if not form.is_valid():
        tell(request, form)
        return _back(found)
    state, note = Triage(form.cleaned_data["state"]), form.cleaned_data["note"]
    said(
        request,
        lambda: actions.look(finding=finding, state=state, note=note, by=request.user, at=timezone.now()),
        _("Noted, under your name, in the journal."),
        refusal=refusal,
    )
    return _back(found)
