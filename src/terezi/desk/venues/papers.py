"""The pack of a quarterly meeting on A4, in any of the languages of the house."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from terezi.base.periods import Period
from terezi.desk.venues.basis import MarketBasis
from terezi.desk.venues.sheets.pack import pack
from terezi.law.terms import Law

STYLE = Path(__file__).parent / "static/venues/pack.css"
FICTION = "(fiction)"  # how the sources of an invented country's law pack call themselves


def language_or(asked: str, otherwise: str) -> str:
    """Return the language asked for where the house speaks it."""
    return asked if asked in dict(settings.LANGUAGES) else otherwise


def pack_pdf(basis: MarketBasis, period: Period, language: str) -> bytes:
    """Return the pack of a quarter as a PDF of A4 pages, in a language (its code)."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 (takes a second to load, and few processes print)

    page = HTML(string=paper(basis, period, language), url_fetcher=_nothing)
    pdf: bytes = page.render(stylesheets=[CSS(filename=str(STYLE))]).write_pdf()
    return pdf


def paper(basis: MarketBasis, period: Period, language: str) -> SafeString:
    """Return the pack of a quarter as a page of HTML in a language."""
    law = basis.law
    with translation.override(language):
        return render_to_string(
            "venues/pack.html",
            {
                "pack": pack(basis, period),
                "language": language,
                "direction": "rtl" if language in settings.LANGUAGES_BIDI else "ltr",
                "is_fiction": law is not None and _is_fiction(law),
                "law": law,
            },
        )


def _is_fiction(law: Law) -> bool:
    return FICTION in law.settlement.time_zone.source


def _nothing(address: str, *_told: object, **_named: object) -> Any:
    raise ValueError(f"A pack fetches nothing, not even {address}")
