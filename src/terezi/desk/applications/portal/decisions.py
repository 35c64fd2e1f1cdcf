"""What was decided about the applicant, in his language: the letter, his appeal, his certificate."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from terezi.base.errors import Refused
from terezi.desk.applications.portal.asked import own_file
from terezi.desk.applications.sheets.portal_file import Decided, decided
from terezi.desk.decisions import actions as decisions
from terezi.desk.decisions import queries as known
from terezi.desk.decisions.papers import appeal_sentences, authority, letter_body, letter_pdf
from terezi.desk.findings.words import refusal
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.register import queries as public
from terezi.desk.register.pages.certificates import paper_of
from terezi.desk.register.papers.certificate import certificate_pdf


class AppealForm(forms.Form):
    """What is wrong with a decision, in the words of whom it touches."""

    use_required_attribute = False
    says = forms.CharField(
        label=gettext_lazy("What is wrong with the decision"),
        help_text=gettext_lazy("In your own words. Two officers who had no part in it read them."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def _decided(request: OfficerRequest, number: str, decision: str) -> Decided:
    """Return a signed decision about the applicant's own file or licence.

    :raises Http404: when there is none, whoever else may have it.
    """
    file = own_file(request.user, number)
    found = [one for one in decided(file) if one.decision.number == decision]
    if not found:
        raise Http404
    return found[0]


@page(may="portal.use")
def letter(request: OfficerRequest, number: str, decision: str) -> HttpResponse:
    """Show the letter, in the language of the moment."""
    found = _decided(request, number, decision)
    told = {
        "file": own_file(request.user, number),
        "decided": found,
        "letter": letter_body(found.decision, get_language() or "en"),
    }
    return render(request, "portal/letter.html", told)


@page(may="portal.use")
def letter_on_paper(request: OfficerRequest, number: str, decision: str) -> HttpResponse:
    """Hand the letter out as PDF."""
    found = _decided(request, number, decision)
    return _pdf(letter_pdf(found.decision, get_language() or "en"), found.decision.number)


@page(may="portal.use")
def appeal(request: OfficerRequest, number: str, decision: str) -> HttpResponse:
    """Take the applicant's appeal; while one is pending a second is not taken."""
    found, file = _decided(request, number, decision), own_file(request.user, number)
    if not found.may_appeal:
        return redirect("portal_file", number)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.appeal(
                number=decision,
                says=form.cleaned_data["says"],
                said_by=file.party_name,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("says", refusal(refused))
        else:
            messages.success(request, _("Your appeal is on the record. Two other officers decide on it."))
            return redirect("portal_file", number)
    rights = appeal_sentences(known.appeal_rights(found.decision), authority(known.law_then(found.decision)))
    told = {"file": file, "decided": found, "form": form, "rights": rights}
    return render(request, "portal/appeal.html", told, status=422 if form.is_bound else 200)


@page(may="portal.use")
def certificate(request: OfficerRequest, number: str) -> HttpResponse:
    """Hand out the certificate of the licence the file led to, in the language of the moment."""
    file = own_file(request.user, number)
    standing = public.certificate_of(file.licence_number) if file.licence_number else None
    if standing is None:
        raise Http404
    return _pdf(certificate_pdf(paper_of(standing), language=get_language() or "en"), standing.number)


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
