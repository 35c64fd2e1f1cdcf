"""A decision as a letter to whoever it touches: A4, in any of the six languages, to read and to print."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from terezi.desk.decisions import queries, sheets, words
from terezi.desk.decisions.models import Decision
from terezi.desk.decisions.terms import AppealRights, State
from terezi.desk.licences.terms import Status
from terezi.law.book import law_on
from terezi.law.terms import Law

STYLE = Path(__file__).parent / "static/decisions/letter.css"
FICTION = "(fiction)"  # how the sources of an invented country's law pack call themselves

NO_APPEAL = _("The law gives no appeal against this decision.")
BODIES = _("You may appeal to: {bodies}.")
BODY_UNKNOWN = _(
    "The rules on file do not say to whom an appeal goes; this letter invents none. Ask {authority} in writing."
)
CLOCK_UNKNOWN = _(
    "The rules on file do not say how many days you have; this letter invents none. Appeal without delay."
)
LAST_DAY = _("The last day is {day}.")
BY_ARTICLE = _("Article: {article}.")


@dataclass(frozen=True)
class Letter:
    """What a letter says, in the language of the moment."""

    decision: Decision
    language: str
    direction: str
    authority: str
    is_fiction: bool
    is_draft: bool
    says: str
    means: str
    conditions: tuple[tuple[str, str], ...]
    reasons: tuple[sheets.Why, ...]
    appeal: tuple[str, ...]
    dated: date


def letter(decision: Decision, language: str) -> str:
    """Return the letter as a page of HTML in a language (its code)."""
    return _rendered("decisions/letter.html", decision, language, {"style": "decisions/letter.css"})


def letter_body(decision: Decision, language: str) -> SafeString:
    """Return the letter alone, to be shown inside another page."""
    return _rendered("decisions/_letter.html", decision, language, {})


def letter_pdf(decision: Decision, language: str) -> bytes:
    """Return the letter as a PDF of A4 pages."""
    pdf: bytes = printed(decision, language).write_pdf()
    return pdf


def printed(decision: Decision, language: str) -> Any:
    """Return the letter laid out on A4 pages, as WeasyPrint's document."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 (takes a second to load, and few processes print)

    page = HTML(string=_rendered("decisions/letter.html", decision, language, {}), url_fetcher=_nothing)
    return page.render(stylesheets=[CSS(filename=str(STYLE))])


def languages(decision: Decision, reader: str) -> tuple[str, ...]:
    """Return the languages a letter is shown in side by side: the addressee's first, then the reader's."""
    wanted = (decision.language or reader, reader)
    return tuple(dict.fromkeys(code for code in wanted if code in dict(settings.LANGUAGES)))


def _nothing(address: str, *_told: object, **_named: object) -> Any:
    raise ValueError(f"A letter fetches nothing, not even {address}")


def _rendered(template: str, decision: Decision, language: str, more: Mapping[str, Any]) -> SafeString:
    with translation.override(language):
        return render_to_string(template, {"letter": _letter(decision, language), **more})


def _letter(decision: Decision, language: str) -> Letter:
    law = law_on(decision.law_country, decision.decided_on or decision.law_day)
    return Letter(
        decision=decision,
        language=language,
        direction="rtl" if language in settings.LANGUAGES_BIDI else "ltr",
        authority=authority(law),
        is_fiction=FICTION in law.settlement.time_zone.source,
        is_draft=decision.state != State.SIGNED,
        says=sheets.letter_sentence(decision),
        means=gettext(Status(decision.after).public_sentence),
        conditions=tuple(sheets.conditions(decision)),
        reasons=tuple(sheets.reasons(decision)),
        appeal=tuple(appeal_sentences(queries.appeal_rights(decision), authority(law))),
        dated=decision.decided_on or decision.law_day,
    )


def authority(law: Law) -> str:
    """Return who writes the letter, as the law names it; empty where it is unknown."""
    named = law.authorities.registers_miner
    return gettext(named.value) if named.is_known else ""


def appeal_sentences(rights: AppealRights, writes: str) -> list[str]:
    """Say to whom and until when one may appeal, and plainly what the rules on file do not say."""
    if rights.no_appeal:
        return [str(NO_APPEAL)]
    bodies = ", ".join(words.apart(gettext(body)) for body in rights.bodies)
    told = (
        [str(BODIES).format(bodies=bodies)] if bodies else [str(BODY_UNKNOWN).format(authority=writes or "—")]
    )
    told.append(_term(rights) if rights.clock else str(CLOCK_UNKNOWN))
    if rights.last_day:
        told.append(words.sentence(LAST_DAY, day=words.day(rights.last_day)))
    return [*told, str(BY_ARTICLE).format(article=words.apart(rights.article))] if rights.article else told


def _term(rights: AppealRights) -> str:
    """Say how long one has. The day of the decision does not count."""
    count = rights.clock.count if rights.clock else 0
    if rights.clock and rights.clock.kind == "working":
        said = ngettext(
            "You have {n} working day from the decision.",
            "You have {n} working days from the decision.",
            count,
        )
    else:
        said = ngettext("You have {n} day from the decision.", "You have {n} days from the decision.", count)
    return said.format(n=count)
