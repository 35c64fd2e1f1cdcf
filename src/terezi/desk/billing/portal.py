"""The applicant's own bills."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from terezi.desk.billing import papers, queries, sheets
from terezi.desk.billing.models import Bill
from terezi.desk.people.access import OfficerRequest, page


@page(may="portal.use")
def bills(request: OfficerRequest) -> HttpResponse:
    """Show the issued bills of the licences granted to this applicant with what is owed, the newest first; a replaced one owes nothing."""
    own = list(queries.visible_to(request.user).order_by("-month", "site_id", "-version"))
    owed = queries.balances(queries.last_versions(own))
    return render(
        request,
        "billing/portal_bills.html",
        {
            "bills": [(one, owed.get(one.pk)) for one in own],
            "owed_minor": sum(left for left in owed.values() if left > 0),
            "currency": own[0].currency if own else "",
        },
    )


@page(may="portal.use")
def bill(request: OfficerRequest, number: str) -> HttpResponse:
    """Show one of the applicant's bills line by line."""
    return render(request, "billing/portal_bill.html", {"sheet": sheets.bill_sheet(_own(request, number))})


@page(may="portal.use")
def invoice(request: OfficerRequest, number: str) -> HttpResponse:
    """Answer with one of the applicant's bills as a PDF, in his language."""
    own = _own(request, number)
    language = request.user.language or "en"
    answer = HttpResponse(papers.invoice_pdf(own, language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{own.number}-{language}.pdf"'
    return answer


def _own(request: OfficerRequest, number: str) -> Bill:
    own = queries.visible_to(request.user).prefetch_related("lines").filter(number=number).first()
    if own is None:
        raise Http404(f"No bill {number}")
    return own


urlpatterns = [
    path("portal/bills/", bills, name="portal_bills"),
    path("portal/bills/<str:number>/", bill, name="portal_bill"),
    path("portal/bills/<str:number>/invoice.pdf", invoice, name="portal_invoice"),
]
