"""Papers and entries of a file: handing a paper out, and taking one back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from terezi.desk.applications import actions, queries
from terezi.desk.applications.portal.asked import draft_of, own_file
from terezi.desk.applications.terms import Part
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.acting import said

KINDS = {
    "site": ("sites", Part.SITES),
    "wallet": ("wallets", Part.WALLETS),
    "owner": ("owners", Part.OWNERS),
    "client": ("clients", Part.HOSTING),
    "document": ("documents", "documents"),
}


@page(may="portal.use")
def paper(request: OfficerRequest, number: str, document: int) -> HttpResponse:
    """Hand out a paper of the applicant's own file, to be kept and never to act in the browser."""
    file = own_file(request.user, number)
    if not file.documents.filter(pk=document).exists():
        raise Http404
    found, content = queries.document_for(person=request.user, document=document)
    answer = HttpResponse(content, content_type=found.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{_quoted(found.filename)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _quoted(name: str) -> str:
    return "".join(
        chr(one) if (chr(one).isalnum() and one < 128) or one in b"-._" else f"%{one:02X}"
        for one in name.encode()
    )


@page(may="portal.use")
def take_back(request: OfficerRequest, number: str, what: str, entry: int) -> HttpResponse:
    """Ask once more, then take a paper or an entry back; it stays in the record."""
    file = own_file(request.user, number)
    if what not in KINDS:
        raise Http404
    found = getattr(file, KINDS[what][0]).filter(pk=entry).first()
    if found is None:
        raise Http404
    draft = draft_of(request, number)
    if draft is None:
        return redirect("portal_file", number)
    lead = (
        redirect("portal_form", number) if draft.is_short else redirect("portal_step", number, KINDS[what][1])
    )
    if found.removed_at is not None:
        return lead
    if request.method != "POST":
        told = {"file": file, "named": _named(found), "section": KINDS[what][1], "is_short": draft.is_short}
        return render(request, "portal/take_back_entry.html", told)
    said(request, lambda: _take_back(request, what, entry), _("Taken back."))
    return lead


def _named(found: Any) -> str:
    names = ("filename", "label", "address", "owner", "name")
    return next(str(getattr(found, name)) for name in names if hasattr(found, name))


def _take_back(request: OfficerRequest, what: str, entry: int) -> None:
    at = timezone.now()
    if what == "document":
        actions.remove_document(document=entry, by=request.user, at=at)
    else:
        actions.remove_claim(what=what, claim=entry, by=request.user, at=at)
