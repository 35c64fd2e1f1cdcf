"""Certificates at the desk: whether one stands, issuing it, and handing it over as paper or file."""

from typing import cast

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from terezi.base.credential import open_credential
from terezi.base.errors import Refused
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.register import actions, queries, words
from terezi.desk.register.keys import certificate_key
from terezi.desk.register.models import Certificate
from terezi.desk.register.pages.public import country, live_trust
from terezi.desk.register.papers.certificate import Paper, certificate_pdf
from terezi.evidence.facts.home import Home


@page(may="register.read")
def certificate(request: OfficerRequest, number: str) -> HttpResponse:
    """Show the certificate of a licence and what may be done with it."""
    return _shown(request, number)


def _shown(request: OfficerRequest, number: str, refused: str = "", status: int = 200) -> HttpResponse:
    record = queries.record(number, timezone.now())
    if record is None:
        raise Http404
    told = {
        "record": record,
        "sentence": words.of_record(record),
        "standing": queries.certificate_of(number),
        "languages": settings.LANGUAGES,
        "refused": refused,
        "here": "register",
    }
    return render(request, "register/certificate_page.html", told, status=status)


@page(may="register.publish")
@require_POST
def issue(request: OfficerRequest, number: str) -> HttpResponse:
    """Issue the certificate of a licence; the one before it is replaced."""
    at, by = timezone.now(), request.user.username
    try:
        signer = certificate_key(home=Home(settings.TEREZI_HOME), by=by, at=at)
        actions.issue_certificate(number=number, issuer=country(), signer=signer, by=by, at=at)
    except Refused as refused:
        return _shown(request, number, str(refused), status=409)
    return redirect("certificate", number=number)


@page(may="register.read")
def paper(request: OfficerRequest, number: str) -> HttpResponse:
    """Hand the certificate over as PDF, in the language asked for."""
    language = request.GET.get("language", "")
    known = {code for code, _name in settings.LANGUAGES}
    told = certificate_pdf(
        paper_of(_standing(number)), language=language if language in known else get_language()
    )
    return HttpResponse(
        told,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{_ascii(number)}.pdf"'},
    )


@page(may="register.read")
def file(request: OfficerRequest, number: str) -> HttpResponse:
    """Hand the certificate over as JSON, with the proof that it is in the public log once there is one."""
    standing = _standing(number)
    told = {"certificate": standing.text, "proof": queries.proof_of(standing)}
    return JsonResponse(
        told, headers={"Content-Disposition": f'attachment; filename="{_ascii(number)}.json"'}
    )


def paper_of(standing: Certificate) -> Paper:
    """Return what is printed of a certificate."""
    record = queries.record(standing.number, timezone.now())
    return Paper(
        country=country(),
        certificate=open_credential(standing.text, live_trust().keys),
        text=standing.text,
        conditions=record.now.conditions if record else "",
        public_address=cast(str, getattr(settings, "TEREZI_PUBLIC_ADDRESS", "")),
    )


def _standing(number: str) -> Certificate:
    standing = queries.certificate_of(number)
    if standing is None:
        raise Http404
    return standing


def _ascii(number: str) -> str:
    return "".join(each if each.isascii() and (each.isalnum() or each in "-.") else "_" for each in number)
