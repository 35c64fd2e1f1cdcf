"""The public register as the site serves it, open to anyone: the same words as the published files, live."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit  # the open one counts no reading
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language, get_language_info

from terezi.base.credential import Signs
from terezi.base.errors import BadData, Refused, Unavailable
from terezi.base.short_proof import LogKey
from terezi.base.signed_notes import FileKey
from terezi.base.status_list import StatusList, issue_list, packed
from terezi.base.trust import Trust, trust_in
from terezi.desk.journal.queries import last_checkpoint, signing_keys
from terezi.desk.people.access import page
from terezi.desk.people.here import country_here, day_here
from terezi.desk.people.terms import ANYONE
from terezi.desk.register import keys, queries, rules, sheets, words
from terezi.desk.register.papers.publication import Told, tables
from terezi.desk.register.papers.verifier import Carried, carried
from terezi.desk.register.sheets import Place, number_in
from terezi.desk.register.terms import Verdict
from terezi.evidence.facts.home import Home

FRESH_FOR = timedelta(days=1)  # how long a page kept open may be relied upon
KEPT_SECONDS = 30  # the whole register is read at most so often for the public
A_PAGE = 300
LONGEST = 5_000  # characters one may ask for


def place() -> Place:
    """Return where the served pages are."""
    return Place(
        root="/public/",
        assets=static("terezi/verify/"),
        record="{}",
        warning="warnings/{}",
        verify="verify/",
        home="",
    )


def _context(here: str, at: datetime, **more: Any) -> dict[str, Any]:
    return {"shell": "public.html", "place": place(), "here": here, "last_checked": at} | more


Page = Callable[..., HttpResponse]


def limited(shown: Page) -> Page:
    """Answer one address so often a minute as `ACCOUNT_RATE_LIMITS` says: these pages read the whole register."""

    @wraps(shown)
    def within(request: HttpRequest, *told: Any, **named: Any) -> HttpResponse:
        if not ratelimit.consume(request, app="allauth.account", action="public", limit_get=True):
            return render(request, "429.html", status=429)
        return shown(request, *told, **named)

    return within


@page(may=ANYONE)
@limited
def home(request: HttpRequest) -> HttpResponse:
    """Search the register by name in any script, by number, or by the text of a QR code."""
    at, asked = timezone.now(), request.GET.get("q", "").strip()[:LONGEST]
    if asked.count(".") == 2 and len(asked) > 200:
        return render(request, "register/public/verify.html", _verifying(at, asked))
    counts = _counts(at)
    told = {
        "asked": asked,
        "counts": counts,
        "warnings": sheets.found_warnings(
            [one for one in queries.warnings() if not one.ended_on][:20], place()
        ),
        "pages": [
            {
                "href": f"/public/list/{number + 1}",
                "says": f"{start + 1}–{min(start + A_PAGE, counts['licences'])}",
            }
            for number, start in enumerate(range(0, counts["licences"], A_PAGE))
        ],
        "found": _found(asked, at) if asked else [],
    }
    return render(request, "register/public/home.html", _context("public", at, **told))


def _found(asked: str, at: datetime) -> list[sheets.Found]:
    """Warnings first: whoever asks must not miss them."""
    numbers = queries.search(asked)
    by_number = {record.number: record for record in queries.records(at, numbers)}
    return [
        *sheets.found_warnings(queries.search_warnings(asked), place()),
        *sheets.found_records((by_number[number] for number in numbers), place()),
        *sheets.found_refusals(queries.search_refusals(asked), place()),
    ]


def _counts(at: datetime) -> dict[str, int]:
    """Count the register as it was at most half a minute ago."""

    def counted() -> dict[str, int]:
        every = queries.records(at)
        return {"licences": len(every), "may": sum(one.may_operate for one in every)}

    kept: dict[str, int] = cache.get_or_set("register.counts", counted, KEPT_SECONDS) or {}
    return kept


@page(may=ANYONE)
@limited
def search(request: HttpRequest) -> HttpResponse:
    """Answer the same search as JSON."""
    at, asked = timezone.now(), request.GET.get("q", "").strip()[:LONGEST]
    return JsonResponse(
        {
            "asked": asked,
            "warnings": [sheets.warning_as_dict(one, at) for one in queries.search_warnings(asked)],
            "licences": [sheets.record_as_dict(one) for one in queries.records(at, queries.search(asked))],
            "refused": [sheets.refusal_as_dict(one, at) for one in queries.search_refusals(asked)],
            "last_checked": at,
        }
    )


@page(may=ANYONE)
@limited
def listed(request: HttpRequest, number: int) -> HttpResponse:
    """Show one page of the whole register."""
    at = timezone.now()
    numbers = queries.numbers()
    last = -(-len(numbers) // A_PAGE)
    if not 1 <= number <= last:
        raise Http404
    shown = queries.records(at, numbers[(number - 1) * A_PAGE : number * A_PAGE])
    told = {
        "found": sheets.found_records(shown, place()),
        "says": f"{number} / {last}",
        "before": f"/public/list/{number - 1}" if number > 1 else "",
        "after": f"/public/list/{number + 1}" if number < last else "",
    }
    return render(request, "register/public/list.html", _context("public", at, **told))


@page(may=ANYONE)
def record(request: HttpRequest, name: str) -> HttpResponse:
    """Show what the public may know of one licence or one refused application."""
    at, number = timezone.now(), number_in(name)
    found = queries.record(number, at) if number else None
    if found is not None:
        told = {"sheet": sheets.record_sheet(found, country())}
        return render(request, "register/public/record.html", _context("public", at, **told))
    refused = queries.refusal(number) if number else None
    if refused is None:
        raise Http404
    said = {
        "refusal": refused,
        "sentence": words.of_refusal(refused),
        "actor_class": words.class_title(country(), refused.actor_class, day_here(at)),
    }
    return render(request, "register/public/refusal.html", _context("public", at, **said))


@page(may=ANYONE)
def record_json(request: HttpRequest, name: str) -> HttpResponse:
    """Answer the same as JSON."""
    at, number = timezone.now(), number_in(name)
    if number and (found := queries.record(number, at)):
        return JsonResponse(sheets.record_as_dict(found))
    if number and (refused := queries.refusal(number)):
        return JsonResponse(sheets.refusal_as_dict(refused, at))
    return JsonResponse({"detail": f"Nothing on this register has the number {name[:100]}"}, status=404)


@page(may=ANYONE)
def warning(request: HttpRequest, number: int) -> HttpResponse:
    """Show one warning."""
    found = queries.warning(number)
    if found is None:
        raise Http404
    told = {"warning": found, "sentence": words.of_warning(found)}
    return render(request, "register/public/warning.html", _context("public", timezone.now(), **told))


@page(may=ANYONE)
def verify(request: HttpRequest) -> HttpResponse:
    """Check a certificate: in the browser, or here where scripts do not run."""
    asked = request.POST.get("certificate", "")[:LONGEST]
    return render(request, "register/public/verify.html", _verifying(timezone.now(), asked))


def _verifying(at: datetime, asked: str) -> dict[str, Any]:
    """Judge what is asked by the register as it stands; the page carries what a browser needs to do it again."""
    trust = live_trust()
    verdict = _judged(asked, trust, at) if asked.strip() else None
    told = Carried(trust, _signed(_kept_lists(at)), last_checkpoint(), tuple(queries.warnings()))
    return _context(
        "verify",
        at,
        asked=asked,
        verdict=verdict,
        sentence=words.of_verdict(verdict) if verdict else "",
        trust=carried(told),
        languages=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
    )


@page(may=ANYONE)
@limited
def whole(request: HttpRequest, name: str) -> HttpResponse:
    """Hand over the whole register, as `register.json` or `register.csv`."""
    text = cache.get_or_set(f"register.{name}.{get_language()}", lambda: _whole(name), KEPT_SECONDS)
    kind = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
    return HttpResponse(text, content_type=kind)


def _whole(name: str) -> str:
    at = timezone.now()
    known = Carried(live_trust(), (), None, tuple(queries.warnings()))
    told = Told(country(), at, queries.records(at), queries.refusals(), known)
    return dict(tables(told))[name]


def country() -> str:
    """Return the country of this home; nothing where it has none."""
    try:
        return country_here()
    except Unavailable:
        return ""


def live_trust() -> Trust:
    """Return the keys with which certificates and the log of this home are checked."""
    logs = [LogKey(key.name, key.public_key) for key in signing_keys()]
    return trust_in(country(), keys=queries.issuer_keys(), logs=logs)


def _judged(asked: str, trust: Trust, at: datetime) -> Verdict:
    """Judge by what stands this very moment."""
    verdict = rules.judged(asked, trust, [], at=at)
    if verdict.certificate is None:
        return verdict
    return rules.judged(asked, trust, _lists(at, verdict.certificate.number), at=at)


def _lists(at: datetime, number: str | None = None) -> list[StatusList]:
    at, placed = at.replace(microsecond=0), queries.standings(at, number)
    return [StatusList(name, at, at + FRESH_FOR, packed(placed[name])) for name in sorted(placed)]


def _kept_lists(at: datetime) -> list[StatusList]:
    """Return the status lists as they were at most half a minute ago."""
    kept: list[StatusList] = cache.get_or_set("register.lists", lambda: _lists(at), KEPT_SECONDS) or []
    return kept


def _signed(lists: list[StatusList]) -> tuple[str, ...]:
    """Sign the lists for the browser; none where no key is at hand, and the browser then says it does not know."""
    try:
        signer: Signs = FileKey.load(Home(settings.TEREZI_HOME).keys_dir / keys.NAME)
    except (Unavailable, Refused, BadData):
        return ()
    return tuple(issue_list(one, signer) for one in lists)


urlpatterns = [
    path("public/", home, name="public"),
    path("public/register.json", whole, {"name": "register.json"}, name="public_json"),
    path("public/register.csv", whole, {"name": "register.csv"}, name="public_csv"),
    path("public/search.json", search, name="public_search"),
    path("public/verify/", verify, name="public_verify"),
    path("public/list/<int:number>", listed, name="public_list"),
    path("public/warnings/<int:number>", warning, name="public_warning"),
    path("public/<str:name>.json", record_json, name="public_record_json"),
    path("public/<str:name>", record, name="public_record"),
]
