"""A client checks his own balance against what his exchange proved to owe: open to anyone, and nothing of it is kept."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from terezi.base.errors import BadData
from terezi.desk.people.access import page
from terezi.desk.people.terms import ANYONE
from terezi.desk.register.pages.public import limited, place
from terezi.desk.venues import queries
from terezi.desk.venues.sheets.proofs import Checked, checked, sheets, statement_of
from terezi.evidence.numerics.reserves.leaf_proof import LONGEST, judged, read_leaf_proof

SHOWN = 50
NO_PROOF = ""  # the digest of none


@page(may=ANYONE)
@limited
@never_cache
@sensitive_post_parameters()
def reserves(request: HttpRequest) -> HttpResponse:
    """Show what exchanges proved to owe and hold, and check one balance pasted or sent as a file."""
    told: dict[str, Any] = {"asked": _asked(request)}
    if told["asked"].strip():
        try:
            told["checked"] = _checked(request, told["asked"])
        except BadData as wrong:
            told["wrong"] = str(wrong)
    told |= {
        "shell": "public.html",
        "here": "reserves",
        "place": place(),
        "last_checked": timezone.now(),
        "proofs": list(sheets(queries.proofs()[:SHOWN])),
    }
    return render(request, "venues/public/reserves.html", told)


def _asked(request: HttpRequest) -> str:
    sent = request.FILES.get("file")
    if isinstance(sent, UploadedFile) and sent.size:
        return str(sent.read(LONGEST + 1).decode("utf-8", "replace"))
    return request.POST.get("proof", "")[: LONGEST + 1]


def _checked(request: HttpRequest, asked: str) -> Checked:
    read = read_leaf_proof(asked)
    proof = queries.proof_of(read.venue_id, read.as_at)
    answer = judged(
        read,
        digest=proof.digest if proof else NO_PROOF,
        account=request.POST.get("account", "").strip(),
        nonce=request.POST.get("secret", "").strip(),
    )
    return checked(read, answer)


@page(may=ANYONE)
@limited
def statement(request: HttpRequest, digest: str) -> HttpResponse:
    """Hand over the lines of a statement: their SHA-256 is the address."""
    proof = queries.proof_with(digest) if digest.isalnum() else None
    if proof is None:
        raise Http404
    return HttpResponse(statement_of(proof).words, content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("public/reserves/", reserves, name="public_reserves"),
    path("public/reserves/<str:digest>", statement, name="public_reserve_statement"),
]
