"""What stands against proposing, signing and appealing; an empty list means that nothing does."""

import calendar
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from rigour.names import remove_org_types
from rigour.text import ascii_text

from terezi.base.clocks import Clock
from terezi.base.errors import Refused
from terezi.desk.decisions.terms import DISMISS, EVIDENCE, GROUNDS_OF, AppealRights, Reason, State
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import Act, Hand, transition
from terezi.law.differences import differences
from terezi.law.terms import Blank, Law, Term
from terezi.law.values import Ground

T = TypeVar("T")
GOVERNS = frozenset({"authorities", "licensing", "mining"})
"""The sections of the law by which licences are decided: a change elsewhere lets no proposal lapse."""

OWN_PROPOSAL = "Nobody decides on his own proposal: another officer signs or declines it"
NO_POWER = "Only an officer who may sign decisions decides"
CONFLICTED = "You have declared a conflict with {party}: another officer takes this"
PROPOSER_CONFLICTED = (
    "Whoever proposed this has declared a conflict with {party} since: decline it, and have it proposed anew"
)
SIGNED_FIRST = "You took part in the decision that is appealed against: two other officers decide"
ALREADY = {
    State.SIGNED: "This decision was signed already",
    State.DECLINED: "This proposal was declined already",
    State.LAPSED: "This proposal has lapsed: propose it anew",
}
LAW_CHANGED = "The law changed since this was proposed: propose it anew under the law of today"
SUBJECT_CHANGED = (
    "It was {before} when this was proposed and is {standing} now: propose anew what is still needed"
)
NO_REASON = "A decision has reasons: give the article and the facts that fall under it"
NO_WORDS = "Say why, so that whoever proposed it knows what is missing"
NO_ACT = "No officers may {act} what is {before} and make it {after}"
NO_PARTY = "A decision touches somebody: name whom"
PAST = "A decision cannot take effect before it is made: give {day} or a later day"
NO_EVIDENCE = "“{evidence}” names no evidence: write finding:12, journal:345 or document: and a SHA-256"
SELF_NAMED = (
    "Leave your own name out of the reasons: the second officer reads them without knowing who proposed"
)
SETS_POWER = frozenset({Act.LIMIT, Act.LIFT, Act.RENEW, Act.UPHOLD})
"""The acts that may name a power: a limitation less than there is, the others up to the cap."""
SETS_TERM = frozenset({Act.RENEW, Act.UPHOLD})
NO_TERM_HERE = "To {act} a licence sets no term: leave it out, only a renewal does"
NO_POWER_HERE = "To {act} a licence sets no power: leave it out, it stays at {standing} W"
NO_LIMIT = "A limitation sets a condition: give a lower power, or say the condition in words"
NO_CORRECTION = "A correction says what is to stand instead: give at least one value"
NO_SUCH_GROUND = "“{ground}” is no ground the law lists for this: choose one of its list"
SUSPENSION_TERM = "A suspension lasts from {least} to {most}, by {article}: choose a day between"
MORE_POWER = "A limitation gives no more power than the licence has: give {standing} W or less"
CORRECTED_TO = "A correction that makes it {after} says so: give the status among what is to stand"
SUSPENDED_BACKWARDS = "A suspension ends after it begins: give a later day"


def name_key(name: str) -> str:
    """Return what two spellings of one name share: no script, capitals, marks or legal form."""
    folded = " ".join(name.casefold().split())
    plain = ascii_text(remove_org_types(folded)) or ascii_text(folded)
    return " ".join(re.findall(r"\w+", plain.casefold())) or folded


def shared_party(ours: Iterable[str], theirs: Iterable[str]) -> str:
    """Return the first of `ours` that names one of `theirs`; empty when none does."""
    keys = {name_key(name) for name in theirs}
    return next((name for name in ours if name_key(name) in keys), "")


def shows_proposer(state: str) -> bool:
    """Answer whether a reader may learn who proposed: only once somebody has judged the proposal unknowing."""
    return State(state) in {State.SIGNED, State.DECLINED}


def grounds(act: str, law: Law) -> Term[tuple[Ground, ...]] | None:
    """Return the law's list of grounds for an act; none for an act that needs no ground of a list."""
    name = GROUNDS_OF.get(act)  # type: ignore[call-overload]
    return getattr(law.licensing, name) if name else None


def ground_titles(act: str, law: Law) -> dict[str, str]:
    """Return what the grounds of an act are called in English, by their ids; empty where the law does not say."""
    term = grounds(act, law)
    return {one.id: one.title for one in term.value} if term is not None and term.is_known else {}


def appeal_rights(law: Law, decided_on: date) -> AppealRights:
    """Return to whom and until when one may appeal against what was decided on a day, as far as the law says."""
    licensing = law.licensing
    bodies = tuple(licensing.title_of(body) for body in known_or(licensing.appeal_bodies, ()))
    clock = known_or(licensing.appeal, None)
    return AppealRights(
        bodies=bodies,
        clock=clock,
        last_day=_last_day(law, decided_on, clock) if clock else None,
        article=licensing.appeal.article if clock else "",
        no_appeal=licensing.appeal.stated is Blank.NO_RULE and not bodies,
    )


def _last_day(law: Law, start: date, clock: Clock) -> date | None:
    try:
        return law.licensing.due_on(start, clock)
    except Refused:  # working days, or holidays, nobody knows
        return None


def known_or(term: Term[T], instead: T) -> T:
    """Return what a term of law says, or something else where it is unknown or no rule."""
    return term.value if term.is_known else instead


def against_law(
    *, act: str, ground_ids: Collection[str], effective_on: date, conditions: Mapping[str, Any], law: Law
) -> list[str]:
    """List what the law itself says against the grounds and the days of a proposal; what is unknown says nothing."""
    told = []
    if titles := ground_titles(act, law):
        told += [NO_SUCH_GROUND.format(ground=one) for one in ground_ids if one and one not in titles]
    until = conditions.get("suspended_until")
    months = law.licensing.suspension_months
    if act == Act.SUSPEND and until and months.is_known:
        least = months_later(effective_on, months.value.least)
        most = months_later(effective_on, months.value.most)
        if not least <= date.fromisoformat(until) <= most:
            told.append(SUSPENSION_TERM.format(least=least, most=most, article=months.article))
    return told


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def against_proposing(
    *,
    act: str,
    before: Status,
    after: Status,
    effective_on: date,
    day: date,
    conditions: dict[str, Any],
    reasons: Sequence[Reason],
    parties: Collection[str],
    names: Collection[str],
    conflicted_with: str,
) -> list[str]:
    """List what stands against proposing; `names` are those the proposer goes by."""
    told = [] if _is_open(act, before, after) else [NO_ACT.format(act=act, before=before, after=after)]
    if act == Act.CORRECT and after is not before and (conditions.get("values") or {}).get("status") != after:
        told.append(CORRECTED_TO.format(after=after))
    if conflicted_with:
        told.append(CONFLICTED.format(party=conflicted_with))
    if not parties:
        told.append(NO_PARTY)
    if effective_on < day and act != Act.CORRECT:
        told.append(PAST.format(day=day))
    return [*told, *_against_reasons(reasons, names), *_against_conditions(act, conditions, effective_on)]


def _is_open(act: str, before: Status, after: Status) -> bool:
    if act == DISMISS:
        return before is after
    found = transition(Act(act), before, after)
    return found is not None and found.hand is Hand.TWO_OFFICERS


def _against_reasons(reasons: Sequence[Reason], names: Collection[str]) -> list[str]:
    told = []
    if not reasons or not all(reason.article.strip() and reason.facts.strip() for reason in reasons):
        told.append(NO_REASON)
    told += [
        NO_EVIDENCE.format(evidence=one)
        for reason in reasons
        for one in reason.evidence
        if not EVIDENCE.fullmatch(one)
    ]
    words = " ".join(f"{reason.facts} {reason.text}" for reason in reasons)
    if any(re.search(rf"\b{re.escape(name)}\b", words, re.IGNORECASE) for name in names if name):
        told.append(SELF_NAMED)
    return told


def _against_conditions(act: str, conditions: dict[str, Any], effective_on: date) -> list[str]:
    told = []
    if act == Act.LIMIT and not (conditions.get("text") or conditions.get("licensed_w") is not None):
        told.append(NO_LIMIT)
    if act == Act.CORRECT and not (conditions.get("values") or conditions.get("take_back")):
        told.append(NO_CORRECTION)
    until = conditions.get("suspended_until")
    if act == Act.SUSPEND and until and date.fromisoformat(until) <= effective_on:
        told.append(SUSPENDED_BACKWARDS)
    return told


def against_deciding(
    *, state: State, is_proposer: bool, may_sign: bool, conflicted_with: str, took_part: bool
) -> list[str]:
    """List what stands against this officer signing or declining the proposal."""
    if state is not State.PROPOSED:
        return [ALREADY[state]]
    told = [] if may_sign else [NO_POWER]
    if is_proposer:
        told.append(OWN_PROPOSAL)
    if conflicted_with:
        told.append(CONFLICTED.format(party=conflicted_with))
    if took_part:
        told.append(SIGNED_FIRST)
    return told


def why_stale(*, before: Status, standing: Status, then: Law, now: Law, version: str) -> str:
    """Say what has changed under a proposal made with that pack version; empty while it stands."""
    if standing is not before:
        return SUBJECT_CHANGED.format(before=before, standing=standing)
    if now.version != version or any(one.section in GOVERNS for one in differences(then, now)):
        return LAW_CHANGED
    return ""
