"""The form of an application: the short one on one page, the long one section by section, with save and return."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terezi.desk.applications.portal.asked import back, draft_of
from terezi.desk.applications.portal.forms import Draft, Section, sections_of
from terezi.desk.applications.portal.forms.machines import MachineTable, standing, table
from terezi.desk.applications.portal.forms.sites import Site
from terezi.desk.applications.portal.forms.wallets import Proof
from terezi.desk.applications.sheets.portal_class import title_of
from terezi.desk.applications.sheets.portal_form import steps
from terezi.desk.applications.terms import Part
from terezi.desk.people.access import OfficerRequest, page

LATER, MORE = "later", "more"
LISTS = frozenset({Part.SITES, Part.WALLETS, Part.OWNERS, Part.HOSTING})
"""Sections of which there may be several: each is told by itself, and what there is stands above."""


@page(may="portal.use")
def form(request: OfficerRequest, number: str) -> HttpResponse:
    """Show and keep the whole form of a class whose form is short; lead to the first section of the others."""
    draft = draft_of(request, number)
    if draft is None:
        return back(request, number)
    if not draft.is_short:
        return redirect("portal_step", number, next(iter(sections_of(draft))))
    later = request.POST.get("then") == LATER
    told = request if request.method == "POST" else None
    sections = [section(draft, told, later=later) for section in sections_of(draft).values()]
    # every section is kept as far as it can be: one mistake loses nothing else
    if told and not [one for one in sections if not one.kept_well()]:
        return _kept_short(request, draft, later=later)
    return _shown(request, draft, sections, "portal/form_short.html", {"later": later})


def _kept_short(request: OfficerRequest, draft: Draft, *, later: bool) -> HttpResponse:
    if later:
        messages.success(request, _("Saved. Nothing is handed in yet; come back whenever you like."))
        return redirect("portal_file", draft.file.number)
    unsigned = draft.file.wallets.filter(removed_at__isnull=True, signature="")
    if unsigned.exists():
        return redirect("portal_step", draft.file.number, Part.WALLETS)
    return redirect("portal_review", draft.file.number)


@page(may="portal.use")
def step(request: OfficerRequest, number: str, key: str) -> HttpResponse:
    """Show and keep one section of the form."""
    draft = draft_of(request, number)
    if draft is None:
        return back(request, number)
    kinds = sections_of(draft)
    if key not in kinds:
        raise Http404
    then = request.POST.get("then", "")
    told = request if request.method == "POST" else None
    section = _section(kinds[key], draft, request, told=told, later=then == LATER)
    if told and section.kept_well():
        return _onward(request, draft, key, then)
    return _step_shown(request, draft, section)


def _section(
    kind: type[Section], draft: Draft, request: OfficerRequest, *, told: Any, later: bool
) -> Section:
    named: dict[str, Any] = {"later": later or (kind.key in LISTS and bool(entries(draft, kind.key)))}
    if kind is Site:
        named["edited"] = request.GET.get("edit", "")
    return kind(draft, told, **named)


def _step_shown(request: OfficerRequest, draft: Draft, section: Section, **more: Any) -> HttpResponse:
    told: dict[str, Any] = {
        "section": section,
        "is_list": section.key in LISTS,
        "entries": entries(draft, section.key),
        "edited": request.GET.get("edit", ""),
    }
    if section.key == Part.WALLETS:
        told["proofs"] = [Proof(wallet) for wallet in entries(draft, Part.WALLETS) if not wallet.proved_at]
    if section.key == Part.EQUIPMENT:
        told["table"] = MachineTable(draft)
    return _shown(request, draft, [section], "portal/form_step.html", told | more)


def entries(draft: Draft, key: str) -> list[Any]:
    """Return what a section of several entries holds."""
    if key not in LISTS:
        return []
    related = {Part.HOSTING: "clients"}.get(Part(key), key)
    return list(getattr(draft.file, related).filter(removed_at__isnull=True))


def _onward(request: OfficerRequest, draft: Draft, key: str, then: str) -> HttpResponse:
    number = draft.file.number
    if then == LATER:
        messages.success(request, _("Saved. Nothing is handed in yet; come back whenever you like."))
        return redirect("portal_file", number)
    unsigned = (
        key == Part.WALLETS and draft.file.wallets.filter(removed_at__isnull=True, signature="").exists()
    )
    if then == MORE or unsigned:
        return redirect("portal_step", number, key)
    keys = list(sections_of(draft))
    after = keys[keys.index(key) + 1 :]
    if draft.is_short or not after:
        return redirect("portal_review", number)
    return redirect("portal_step", number, after[0])


def _shown(
    request: OfficerRequest, draft: Draft, sections: list[Section], template: str, more: dict[str, Any]
) -> HttpResponse:
    told: dict[str, Any] = {
        "file": draft.file,
        "title": title_of(draft.actor_class),
        "draft": draft,
        "sections": sections,
        "steps": steps(draft.file, draft.law, list(sections_of(draft))),
        **more,
    }
    told["wrong"] = any(section.is_bound and section.errors for section in sections) or more.get("wrong")
    return render(request, template, told, status=422 if told["wrong"] else 200)


@page(may="portal.use")
def machines(request: OfficerRequest, number: str) -> HttpResponse:
    """Take a table of machines in place of the list so far, or hand the list out as such a table."""
    draft = draft_of(request, number)
    if draft is None:
        return back(request, number)
    if request.method != "POST":
        return _handed_out(draft)
    sent = MachineTable(draft, request)
    if sent.kept_well():
        messages.success(request, _("The table was taken: {n} machines.").format(n=sent.kept_count))
        return redirect("portal_step", number, Part.EQUIPMENT)
    section = sections_of(draft)[Part.EQUIPMENT](draft)
    return _step_shown(request, draft, section, table=sent, wrong=True)


def _handed_out(draft: Draft) -> HttpResponse:
    answer = HttpResponse(table(standing(draft.file)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="machines.csv"'
    return answer


@page(may="portal.use")
def proof(request: OfficerRequest, number: str, wallet: int) -> HttpResponse:
    """Take the signature under the words of one wallet."""
    draft = draft_of(request, number)
    if draft is None:
        return back(request, number)
    there = {one.pk: one for one in entries(draft, Part.WALLETS)}
    if wallet not in there:
        raise Http404
    told = Proof(there[wallet], request.POST if request.method == "POST" else None)
    if told.is_bound and told.kept_well(by=draft.by, at=draft.at):
        messages.success(request, _("The signature was taken."))
        return _onward(request, draft, Part.WALLETS, "")
    section = sections_of(draft)[Part.WALLETS](draft)
    proofs = [told if pk == wallet else Proof(one) for pk, one in there.items() if not one.proved_at]
    return _step_shown(request, draft, section, proofs=proofs, wrong=told.is_bound)
