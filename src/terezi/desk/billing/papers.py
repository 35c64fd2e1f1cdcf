"""A bill as an invoice on A4, in any of the languages of the house."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from terezi.desk.billing import sheets
from terezi.desk.billing.models import Bill
from terezi.desk.people.here import day_here
from terezi.law.book import law_on

STYLE = Path(__file__).parent / "static/billing/invoice.css"
FICTION = "(fiction)"  # how the sources of an invented country's law pack call themselves


def invoice_pdf(bill: Bill, language: str) -> bytes:
    """Return a bill as a PDF of A4 pages, in a language (its code)."""
    pdf: bytes = printed(bill, language).write_pdf()
    return pdf


def printed(bill: Bill, language: str) -> Any:
    """Return a bill laid out on A4 pages, as WeasyPrint's document."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 (takes a second to load, and few processes print)

    page = HTML(string=invoice(bill, language), url_fetcher=_nothing)
    return page.render(stylesheets=[CSS(filename=str(STYLE))])


def invoice(bill: Bill, language: str) -> SafeString:
    """Return a bill as a page of HTML in a language."""
    law = law_on(bill.run.country, bill.issued_on or bill.month)
    supplies, levies = law.authorities.electricity, law.authorities.levies
    with translation.override(language):
        return render_to_string(
            "billing/invoice.html",
            {
                "sheet": sheets.bill_sheet(bill),
                "language": language,
                "direction": "rtl" if language in settings.LANGUAGES_BIDI else "ltr",
                "supplier": supplies.value if supplies.is_known else "",
                "levied_by": levies.value if levies.is_known else "",
                "is_fiction": FICTION in law.settlement.time_zone.source,
                "dated": bill.issued_on or day_here(bill.run.drafted_at),
            },
        )


def _nothing(address: str, *_told: object, **_named: object) -> Any:
    raise ValueError(f"An invoice fetches nothing, not even {address}")
