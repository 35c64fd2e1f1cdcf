"""The pack for a quarterly meeting with exchanges, as a PDF."""

from django.http import HttpResponse
from django.utils.translation import get_language

from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.venues import papers
from terezi.desk.venues.pages.asked import basis_of, nothing_of_this_code
from terezi.desk.venues.sheets.pack import quarter_asked


@page(may="venues.read")
def meeting_pack(request: OfficerRequest, quarter: str) -> HttpResponse:
    """Answer with the pack of a quarter (2026-Q1) as a PDF in the reader's language, or the one the address asks for."""
    period = quarter_asked(quarter)
    basis = basis_of(request)
    if period is None or not basis.sees_venues:
        raise nothing_of_this_code()
    language = papers.language_or(request.GET.get("language", ""), get_language() or "en")
    answer = HttpResponse(papers.pack_pdf(basis, period, language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="exchanges-{quarter}-{language}.pdf"'
    return answer
