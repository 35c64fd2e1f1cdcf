"""Reading bills: a month with its differences, arrears and levy, one bill, and its invoice."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from terezi.desk.billing import papers, queries, sheets
from terezi.desk.billing.models import Bill
from terezi.desk.billing.pages.forms import CreditForm, DeclineForm
from terezi.desk.billing.pages.found import day_asked, found, language_asked, month_asked
from terezi.desk.people.access import OfficerRequest, may, page
from terezi.desk.people.here import country_here
from terezi.evidence.numerics.bills.parts import month_of, quarter_of
from terezi.law.book import law_on

ROWS_A_PAGE = 100
TABS = ("bills", "differences", "arrears", "levy")


@page(may="bills.read")
def bills(request: OfficerRequest) -> HttpResponse:
    """Show a month: its run and bills, what came out otherwise, what is owed, and the levy three times."""
    officer = request.user
    known = queries.months()
    month = month_asked(request, known)
    tab = request.GET.get("show", "") if request.GET.get("show") in TABS else "bills"
    may_issue = may(officer, "bills.issue") and not officer.region
    sheet = sheets.month_sheet(month, officer=officer, may_issue=may_issue)
    country = country_here()
    on = day_asked(request)
    rows = _rows(tab, sheet, country=country, region=officer.region, on=on)
    shown: Any = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "billing/bills.html",
        {
            "sheet": sheet,
            "months": known if month in known else [month, *known],
            "tab": tab,
            "on": on,
            "shown": shown,
            "decline_form": DeclineForm(),
            "may_issue": may_issue,
            "may_load": may(officer, "payments.load"),
            "here": "bills",
        },
    )


def _rows(tab: str, sheet: sheets.MonthSheet, *, country: str, region: str, on: date) -> list[Any]:
    if tab == "differences":
        return [(bill, queries.differences(bill)) for bill in sheet.bills if bill.replaces_id]
    if tab == "arrears":
        return queries.arrears(on, country=country, region=region)
    if tab == "levy":
        period = law_on(country, sheet.month).levy.period
        is_quarter = period.is_known and period.value == "quarter"
        days = quarter_of(sheet.month) if is_quarter else month_of(sheet.month)
        return queries.levy_stands(days.starts_on, days.ends_before, region=region)
    return list(sheet.bills)


@page(may="bills.read")
def bill(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one bill line by line, with its versions, credit notes and payments."""
    shown = found(request, number)
    return render(request, "billing/bill.html", told(request, shown))


def told(request: OfficerRequest, shown: Bill) -> dict[str, Any]:
    """Return what the page of a bill shows to this officer."""
    sheet = sheets.bill_sheet(shown)
    may_issue = may(request.user, "bills.issue")
    return {
        "sheet": sheet,
        "credit_form": CreditForm() if may_issue and shown.is_issued else None,
        "decline_form": DeclineForm(),
        "to_sign": sheets.open_notes(sheet.notes, request.user) if may_issue else [],
        "languages": settings.LANGUAGES,
        "here": "bills",
    }


@page(may="bills.read")
def invoice(request: OfficerRequest, number: str) -> HttpResponse:
    """Answer with a bill as a PDF, in the language the address asks for."""
    return pdf_of(found(request, number), language_asked(request))


def pdf_of(bill: Bill, language: str) -> HttpResponse:
    """Answer with a PDF of a bill."""
    answer = HttpResponse(papers.invoice_pdf(bill, language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{bill.number}-{language}.pdf"'
    return answer
