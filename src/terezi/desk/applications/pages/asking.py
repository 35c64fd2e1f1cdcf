"""Asking the applicant for one thing, and taking a request back."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terezi.desk.applications import actions, queries
from terezi.desk.applications.models import RequestToApplicant
from terezi.desk.applications.pages.forms import AskForm, ReasonedForm
from terezi.desk.applications.pages.found import asked_in, sheet_of
from terezi.desk.applications.sheets import words
from terezi.desk.applications.sheets.asked import field_says
from terezi.desk.applications.sheets.file import FileSheet, askable
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.people.words import word

FORM = "applications/desk_form.html"


@page(may="applications.work")
def ask(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask the applicant for one field with the reason; by when he answers follows from the law."""
    sheet = sheet_of(request, number)
    about = askable(sheet)
    form = AskForm(request.POST or None, about=about, initial={"field": request.GET.get("field", "")})

    def act(told: dict[str, str]) -> str:
        asked = actions.ask_applicant(
            number=number,
            field=told["field"],
            reason=told["reason"],
            who_acts=told["who_acts"],
            by=request.user,
            at=timezone.now(),
        )
        return _("{party} is asked and answers by {day}. The clock stands still until then.").format(
            party=words.apart(sheet.title), day=words.day(asked.due_on)
        )

    shown = {
        "sheet": sheet,
        "title": _("Ask the applicant"),
        "says": _says(sheet),
        "button": _("Ask {party}: the file goes back until it is answered").format(
            party=words.apart(sheet.title)
        ),
        "earlier": [one for one in sheet.requests if one.is_open],
    }
    return asked_in(request, form, act, to=reverse("application", args=[number]), template=FORM, shown=shown)


def _says(sheet: FileSheet) -> str:
    due = queries.answer_due(sheet.file, sheet.at)
    if due.on is None:
        return _("The law of this country does not say by when an applicant answers.")
    return _("The answer is due on {day} ({basis}). The clock of the file stands still until then.").format(
        day=words.day(due.on), basis=word(words.BASES, due.basis)
    )


@page(may="applications.work")
def take_back(request: OfficerRequest, request_id: int) -> HttpResponse:
    """End a request without an answer, with the reason."""
    visible = queries.visible_to(request.user)
    asked = RequestToApplicant.objects.filter(pk=request_id, application__in=visible).first()
    if asked is None:
        raise Http404(f"There is no request {request_id}")
    number = asked.application.number
    sheet = sheet_of(request, number)
    form = ReasonedForm(request.POST or None, hint=_("The applicant reads this."))

    def act(told: dict[str, str]) -> str:
        actions.take_back_request(
            request=request_id, reason=told["reason"], by=request.user, at=timezone.now()
        )
        return _("The request is taken back.")

    shown = {
        "sheet": sheet,
        "title": _("Take the request back: {what}").format(what=field_says(asked.field, sheet.asked)),
        "says": asked.reason,
        "button": _("Take it back: the applicant need not answer"),
    }
    return asked_in(request, form, act, to=reverse("application", args=[number]), template=FORM, shown=shown)
