"""Reading decisions: what is to be signed, one decision, and its letter."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from terezi.desk.decisions import papers, queries, sheets
from terezi.desk.decisions.forms import DeclineForm
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.pages.found import found, told
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.here import day_here

LINES_A_PAGE = 50
TABS = ("to_sign", "mine", "decided")


@page(may="decisions.read")
def decisions(request: OfficerRequest) -> HttpResponse:
    """Show what waits for this officer's signature, what he proposed, and what was decided."""
    officer, day = request.user, day_here(timezone.now())
    asked = request.GET.get("show", "")
    tab = asked if asked in TABS else ("to_sign" if may(officer, "decisions.sign") else "decided")
    signing = queries.to_sign(officer, day) if may(officer, "decisions.sign") else []
    mine, decided = queries.mine(officer), queries.decided(officer)
    listed: Any = {"to_sign": signing, "mine": mine, "decided": decided}[tab]
    shown: Any = Paginator(listed, LINES_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "decisions/decisions.html",
        {
            "tab": tab,
            "counts": {"to_sign": len(signing), "mine": mine.count(), "decided": decided.count()},
            "lines": [sheets.line(one) for one in shown],
            "shown": shown,
            "kept_from": queries.kept_from(officer, day) if tab == "to_sign" else 0,
            "appeals": queries.appeals_pending() if tab == "to_sign" else (),
            "here": "decisions",
        },
    )


@page(may="decisions.read")
def decision(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one decision, nameless while it is open, with its letter in both languages."""
    shown = found(request, number)
    letters = [
        (code, papers.letter_body(shown, code)) for code in papers.languages(shown, get_language() or "en")
    ]
    form = DeclineForm()
    return render(
        request,
        "decisions/decision.html",
        {**told(request, shown), "letters": letters, "languages": settings.LANGUAGES, "decline_form": form},
    )


def _language(request: OfficerRequest, shown: Decision) -> str:
    asked = request.GET.get("language", "") or shown.language
    return asked if asked in dict(settings.LANGUAGES) else (get_language() or "en")


@page(may="decisions.read")
def letter(request: OfficerRequest, number: str) -> HttpResponse:
    """Show the letter alone, in the language the address asks for."""
    shown = found(request, number)
    return HttpResponse(papers.letter(shown, _language(request, shown)))


@page(may="decisions.read")
def letter_pdf(request: OfficerRequest, number: str) -> HttpResponse:
    """Answer with the letter as a PDF, in the language the address asks for."""
    shown = found(request, number)
    language = _language(request, shown)
    answer = HttpResponse(papers.letter_pdf(shown, language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{shown.number}-{language}.pdf"'
    return answer
