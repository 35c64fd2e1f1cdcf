"""Warning the public: what stands, what was seen where it should not be, and the forms to say so."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from terezi.base.errors import BadData, Refused
from terezi.desk.people.access import OfficerRequest, page
from terezi.desk.register import actions, queries, words
from terezi.desk.register.models import Sighting
from terezi.desk.register.terms import Seen, WarningKind

LARGEST_FILE = 2_000_000  # bytes
COLUMNS = ("number", "web_address", "seen_on")


class WarningForm(forms.Form):
    """What the public is told."""

    kind = forms.ChoiceField(
        label=_("Why we warn"), choices=[(kind.value, said) for kind, said in words.KINDS.items()]
    )
    name = forms.CharField(label=_("Who calls itself so"), max_length=300)
    number = forms.CharField(label=_("Number of the licence that is shown"), max_length=100, required=False)
    web_address = forms.CharField(label=_("Web address"), max_length=300, required=False)
    says = forms.CharField(
        label=_("What happened, for the public to read"), widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_kind(self) -> WarningKind:
        return WarningKind(self.cleaned_data["kind"])


class SeenForm(forms.Form):
    """A licence number somebody saw, or a table of them."""

    number = forms.CharField(label=_("Licence number"), max_length=100, required=False)
    web_address = forms.CharField(label=_("Web address where it was seen"), max_length=1000, required=False)
    seen_on = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label=_("or a CSV file with number, web_address, seen_on"), required=False)


class AddressForm(forms.Form):
    """Where a holder says that he may be found."""

    number = forms.CharField(label=_("Licence number"), max_length=100)
    web_address = forms.CharField(label=_("Web address of the holder"), max_length=300)


class WhyForm(forms.Form):
    """Why something ends."""

    why = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}))


@page(may="warnings.write")
def warnings(request: OfficerRequest) -> HttpResponse:
    """Show every warning, and licence numbers seen where their holders are not."""
    return _shown(request)


def _shown(request: OfficerRequest, status: int = 200, **more: Any) -> HttpResponse:
    told = {
        "standing": [(one, words.of_warning(one)) for one in queries.warnings()],
        "sightings": queries.sightings_open(),
        "seen": SeenForm(),
        "address": AddressForm(),
        "here": "register",
    }
    return render(request, "register/warnings.html", told | more, status=status)


@page(may="warnings.write")
def new(request: OfficerRequest) -> HttpResponse:
    """Warn the public of somebody, from a sighting where there is one."""
    seen = _sighting(request.GET.get("sighting") or request.POST.get("sighting"))
    form = WarningForm(request.POST or None, initial=_from(seen) if seen else {})
    if form.is_valid():
        try:
            actions.warn(
                **form.cleaned_data,
                sightings=[seen.pk] if seen else [],
                by=request.user.username,
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("warnings")
    told = {"form": form, "seen": seen, "here": "register"}
    return render(request, "register/warning_new.html", told, status=422 if form.is_bound else 200)


def _sighting(asked: str | None) -> Sighting | None:
    if not asked or not asked.isascii() or not asked.isdigit():
        return None
    return next((one for one in queries.sightings_open() if one.pk == int(asked)), None)


def _from(seen: Sighting) -> dict[str, Any]:
    return {
        "kind": WarningKind.CLONE,
        "name": seen.host,
        "number": seen.number,
        "web_address": seen.web_address,
    }


@page(may="warnings.write")
def end(request: OfficerRequest, warning: int) -> HttpResponse:
    """End a warning and say why."""
    shown = queries.warning(warning)
    if shown is None or shown.ended_on:
        raise Http404
    form = WhyForm(request.POST or None)
    if form.is_valid():
        actions.end_warning(
            warning=warning, why=form.cleaned_data["why"], by=request.user.username, at=timezone.now()
        )
        return redirect("warnings")
    told = {"form": form, "warning": shown, "sentence": words.of_warning(shown), "here": "register"}
    return render(request, "register/warning_end.html", told, status=422 if form.is_bound else 200)


@page(may="warnings.write")
@require_POST
def note(request: OfficerRequest) -> HttpResponse:
    """Note where licence numbers were seen: one by hand, or a table of them."""
    form = SeenForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, status=422, seen=form)
    try:
        seen = list(_seen(form))
        actions.note_sightings(seen=seen, by=request.user.username, at=timezone.now())
    except (BadData, Refused) as wrong:
        form.add_error(None, str(wrong))
        return _shown(request, status=422, seen=form)
    return redirect("warnings")


def _seen(form: SeenForm) -> Iterator[Seen]:
    told = form.cleaned_data
    if told["file"]:
        yield from _seen_in(told["file"].read(LARGEST_FILE + 1))
    elif told["number"] and told["web_address"] and told["seen_on"]:
        yield Seen(told["number"].strip(), told["web_address"].strip(), told["seen_on"])
    else:
        raise BadData("Say which number was seen where and when, or choose a file")


def _seen_in(raw: bytes) -> Iterator[Seen]:
    """Read a table.

    :raises BadData: naming the row that cannot be read.
    """
    if len(raw) > LARGEST_FILE:
        raise BadData(f"The file is larger than {LARGEST_FILE:,} bytes: send it in parts")
    try:
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as broken:
        raise BadData("The file is no CSV table in UTF-8: save it as one") from broken
    for line, row in enumerate(rows, start=2):
        try:
            number, address, day = (str(row[column]).strip() for column in COLUMNS)
            yield Seen(number, address, date.fromisoformat(day))
        except (KeyError, ValueError) as broken:
            raise BadData(
                f"Row {line}: number, web_address and seen_on as 2026-03-11 were expected"
            ) from broken


@page(may="warnings.write")
@require_POST
def aside(request: OfficerRequest, sighting: int) -> HttpResponse:
    """Put a sighting aside and say why."""
    try:
        actions.put_aside(
            sighting=sighting, why=request.POST.get("why", ""), by=request.user.username, at=timezone.now()
        )
    except Refused as refused:
        return _shown(request, status=409, refused=str(refused))
    return redirect("warnings")


@page(may="warnings.write")
@require_POST
def declare(request: OfficerRequest) -> HttpResponse:
    """Enter a web address that a holder declares."""
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            actions.declare_address(**form.cleaned_data, by=request.user.username, at=timezone.now())
        except (BadData, Refused) as wrong:
            form.add_error(None, str(wrong))
        else:
            return redirect("warnings")
    return _shown(request, status=422, address=form)
