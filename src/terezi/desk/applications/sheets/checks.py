"""The checklist of a file: what was claimed, what it was compared with, and what came of it, in five states."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from terezi.desk.applications import queries
from terezi.desk.applications.models import Application, CheckResult
from terezi.desk.applications.rules.asked import BY_HAND
from terezi.desk.applications.rules.scope import Scope
from terezi.desk.applications.sheets import words
from terezi.desk.applications.terms import CheckState, Field
from terezi.desk.people.words import word
from terezi.desk.screening.terms import Outcome

EVIDENCE_SHOWN = 20


@dataclass(frozen=True)
class CheckLine:
    """One check as a page shows it: its state as meaning, glyph and word, and what it rests on."""

    check_id: str
    title: str
    state: str
    meaning: str
    glyph: str
    word: str
    claim: str
    says: str
    compared: str
    list_versions: tuple[str, ...]
    evidence: tuple[tuple[tuple[str, str], ...], ...]
    by: str
    by_hand: bool
    at: datetime | None
    is_old: bool
    by_law: bool

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it stands against a grant."""
        return self.meaning == "agrees" and not self.is_old


def check_lines(file: Application, scope: Scope, *, hidden: str = "") -> list[CheckLine]:
    """Return the checklist as far as the reader's work needs it; `hidden` is a name kept from him."""
    shown = (one for one in queries.checklist(file) if scope.shows("checks", one.check_id))
    return [_line(file, one, hidden) for one in shown]


def _line(file: Application, one: CheckResult, hidden: str) -> CheckLine:
    state, outcome = CheckState(one.state), one.outcome
    meaning, glyph = look_of(state, outcome)
    return CheckLine(
        check_id=one.check_id,
        title=words.check(one.check_id),
        state=state.value,
        meaning=meaning,
        glyph=glyph,
        word=_word(one, state),
        claim=claim(file, one.check_id),
        says=said(one),
        compared=one.compared,
        list_versions=tuple(one.list_versions),
        evidence=tuple(_evidence(one)),
        by="" if one.by == hidden else one.by,
        by_hand=one.by_hand,
        at=one.at,
        is_old=bool(one.at and one.at < file.changed_at),
        by_law=one.check_id.startswith(BY_HAND),
    )


def look_of(state: CheckState, outcome: str) -> tuple[str, str]:
    """Return the meaning and the glyph of a state; done says by its outcome which of two it is."""
    if state is CheckState.DONE:
        return ("agrees", "✓") if outcome == Outcome.CLEAR else ("disagrees", "◆")
    return {
        CheckState.NOT_STARTED: ("nodata", "○"),
        CheckState.LOOKING: ("watch", "◐"),
        CheckState.WAITING: ("watch", "▲"),
        CheckState.CANNOT: ("absent", "—"),
    }[state]


def _word(one: CheckResult, state: CheckState) -> str:
    plain = word(words.STATES, state)
    if state is CheckState.DONE and one.outcome:
        return f"{plain}: {word(words.OUTCOMES, one.outcome)}"
    if state is CheckState.WAITING and one.waiting_on:
        return _("waiting on {whom}").format(whom=_(one.waiting_on))
    return plain


def said(one: CheckResult) -> str:
    """Say what came of a check: the sentence of its comparison in the reader's language, or an officer's words."""
    if not one.sentence:
        return one.says
    try:
        return _(one.sentence).format(**one.values)
    except (KeyError, IndexError):
        return one.says


def _evidence(one: CheckResult) -> Iterator[tuple[tuple[str, str], ...]]:
    for row in one.evidence[:EVIDENCE_SHOWN]:
        told = row if isinstance(row, Mapping) else {"": row}
        yield tuple((name.replace("_", " "), _flat(value)) for name, value in told.items())


def _flat(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def claim(file: Application, check_id: str) -> str:
    """Say what the applicant claims that this check compares; empty where it compares no single claim."""
    told = CLAIMS.get(check_id)
    return told(file) if told else ""


def _names(file: Application) -> str:
    return ", ".join(queries.conflicted_names(file))


def _serials(file: Application) -> str:
    return words.machines(file.machines.filter(removed_at__isnull=True).count())


def _wallets(file: Application) -> str:
    return ", ".join(file.wallets.filter(removed_at__isnull=True).values_list("address", flat=True)[:5])


def _connection(file: Application) -> str:
    told = file.sites.filter(removed_at__isnull=True).aggregate(
        asked=Sum("requested_w"), has=Sum("connection_w")
    )
    if not told["has"]:
        return ""
    return _("{asked} asked for, connection of {has}").format(
        asked=words.power(told["asked"]), has=words.power(told["has"])
    )


def _owners(file: Application) -> str:
    owners = file.owners.filter(removed_at__isnull=True)
    return ", ".join(f"{one.owner} {words.share(one.share_ppm)}" for one in owners[:5])


def _answer(field: Field) -> Callable[[Application], str]:
    return lambda file: str(file.answers.get(field, ""))


def _party(file: Application) -> str:
    return " · ".join(filter(None, (file.party_name, file.registration_number)))


CLAIMS: dict[str, Callable[[Application], str]] = {
    "names": _names,
    "words": lambda file: file.party_name,
    "owners": _owners,
    "serials": _serials,
    "wallet_proof": _wallets,
    "capital": _answer(Field.CAPITAL),
    "connection": _connection,
    "advert": _answer(Field.ADVERTISING),
    "same_party": _party,
}
