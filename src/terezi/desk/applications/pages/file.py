"""One file with all that lies in it: answers beside their papers, the checklist, the clock, the history."""

from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from terezi.base.errors import Refused
from terezi.desk.applications.models import Document
from terezi.desk.applications.pages.found import sheet_of
from terezi.desk.applications.queries.seen import document_seen
from terezi.desk.applications.sheets.claims import machines_of
from terezi.desk.people.access import OfficerRequest, page

MACHINES_A_PAGE = 200


@require_GET
@page(may="applications.read")
def file(request: OfficerRequest, number: str) -> HttpResponse:
    """Show a file as far as this officer needs it."""
    return render(request, "applications/desk_file.html", {"sheet": sheet_of(request, number)})


@require_GET
@page(may="applications.read")
def machines(request: OfficerRequest, number: str) -> HttpResponse:
    """Show the machines of a file by serial, a page at a time."""
    sheet = sheet_of(request, number)
    if sheet.fleet is None:
        raise Http404(f"{number} has no machines to show")
    listed = machines_of(sheet.file)
    if asked := request.GET.get("q", "").strip():
        listed = listed.filter(serial__icontains=asked)
    shown = Paginator(listed, MACHINES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "applications/desk_machines.html", {"sheet": sheet, "shown": shown, "q": asked})


@require_GET
@page(may="applications.read")
def document(request: OfficerRequest, document: int) -> HttpResponse:
    """Answer with the bytes of a document, to be kept and never opened in the browser itself."""
    try:
        found, content = document_seen(person=request.user, document=document)
    except Refused as unknown:
        raise Http404(str(unknown)) from unknown
    return _kept(found, content)


def _kept(found: Document, content: bytes) -> HttpResponse:
    """It was sent by a stranger: whatever it is, it acts nowhere."""
    answer = HttpResponse(content, content_type=found.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.filename, safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
