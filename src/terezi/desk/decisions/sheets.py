"""Decisions as a page shows them: what happens, whom it touches, on what it rests, and who may know who proposed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from terezi.desk.decisions import queries, rules, words
from terezi.desk.decisions.models import Appeal, Decision
from terezi.desk.decisions.terms import Reason, State, SubjectKind
from terezi.desk.licences import queries as licences
from terezi.desk.licences.models import Licence
from terezi.desk.licences.terms import Status
from terezi.desk.licences.transitions import GRANTED, Act, Hand, open_from
from terezi.desk.licences.words import STATUSES
from terezi.desk.people.models import Officer
from terezi.desk.people.words import word
from terezi.law.book import law_on

# Pages of other domains, by the kind of subject: where a reader signs, declines, or looks at it
SIGN = {SubjectKind.LICENCE: "decision_sign", SubjectKind.APPLICATION: "application_decision_sign"}
DECLINE = {SubjectKind.LICENCE: "decision_decline", SubjectKind.APPLICATION: "application_decision_decline"}
LAPSE = {SubjectKind.LICENCE: "decision_lapse", SubjectKind.APPLICATION: "application_decision_lapse"}


@dataclass(frozen=True)
class Line:
    """One decision in a list; who proposed it is not among what a list knows."""

    number: str
    says: str
    party: str
    state: str
    state_says: str
    on: date
    since: date


@dataclass(frozen=True)
class Why:
    """One reason in words."""

    reason: Reason
    ground: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A decision as one reader may see it."""

    decision: Decision
    kind: SubjectKind
    sentence: str
    do: str
    party: str
    conditions: tuple[tuple[str, str], ...]
    reasons: tuple[Why, ...]
    proposed_by: str  # empty while the reader may not know
    decided_by: str
    is_mine: bool
    may_decide: bool
    against: tuple[str, ...]
    stale: str
    appeals: tuple[Appeal, ...]
    sign_page: str
    decline_page: str
    lapse_page: str

    @property
    def is_open(self) -> bool:
        return self.decision.state == State.PROPOSED


@dataclass(frozen=True)
class OpenAct:
    """An act that may be proposed on a licence now."""

    act: Act
    says: str
    leads: str
    afters: tuple[Status, ...]


def line(decision: Decision) -> Line:
    """Return a decision as a list shows it."""
    return Line(
        number=decision.number,
        says=words.do(decision.act, words.apart(decision.subject)),
        party=decision.parties[0],
        state=decision.state,
        state_says=word(words.STATES, decision.state),
        on=decision.holds_from,
        since=decision.decided_on or decision.law_day,
    )


def sheet(decision: Decision, *, reader: Officer, may_sign: bool, day: date) -> Sheet:
    """Return a decision as this reader may see it on a day."""
    kind, shown = SubjectKind(decision.subject_kind), queries.names_shown(decision, reader)
    against = _against(decision, reader, may_sign, day)
    return Sheet(
        decision=decision,
        kind=kind,
        sentence=letter_sentence(decision),
        do=words.do(decision.act, words.apart(decision.subject), *touched(decision)),
        party=decision.parties[0],
        conditions=tuple(conditions(decision)),
        reasons=tuple(reasons(decision)),
        proposed_by=decision.proposed_by.name if shown else "",
        decided_by=decision.decided_by.name if decision.decided_by and shown else "",
        is_mine=decision.proposed_by_id == reader.pk,
        may_decide=not against,
        against=tuple(against),
        stale=_stale(decision, day),
        appeals=tuple(decision.appeals.order_by("at", "id")),
        sign_page=SIGN[kind],
        decline_page=DECLINE[kind],
        lapse_page=LAPSE[kind],
    )


def letter_sentence(decision: Decision) -> str:
    """Say to whoever it touches what is decided, in the language of the moment."""
    until = decision.conditions.get("suspended_until")
    says = words.LETTER[decision.subject_kind, decision.act]
    if decision.act == Act.SUSPEND and until:
        says = words.SUSPENDED_UNTIL
    return words.sentence(
        says,
        subject=words.apart(decision.subject),
        day=words.day(decision.holds_from),
        until=words.day(date.fromisoformat(until)) if until else "",
    )


def touched(decision: Decision) -> tuple[str, ...]:
    """Say how many sites and how much power a decision touches."""
    if decision.subject_kind == SubjectKind.LICENCE:
        licence = licences.licence_on(decision.subject, decision.holds_from)
        return touched_by(licence) if licence else ()
    told = decision.conditions
    count, watts = len(told.get("sites", ())), told.get("licensed_w") or sum(told.get("sites", {}).values())
    return tuple(_counted(count, watts))


def touched_by(licence: Licence) -> tuple[str, ...]:
    """Say how many sites and how much power a licence has."""
    return tuple(_counted(int(licence.site_id is not None), licence.licensed_w))


def _counted(count: int, watts: int) -> Iterator[str]:
    if count:
        yield words.sites(count)
    if watts:
        yield words.power(watts)


def conditions(decision: Decision) -> Iterator[tuple[str, str]]:
    """Yield what a decision sets beside its act: the name of each and what it says."""
    told = {**decision.conditions, **(decision.conditions.get("values") or {})}
    for name, label in words.FIELDS.items():
        if (value := told.get(name)) not in (None, "", False):
            yield str(label), "" if value is True else words.condition(name, value)
    for label, watts in (told.get("sites") or {}).items():
        yield words.apart(label), words.power(watts)


def reasons(decision: Decision) -> Iterator[Why]:
    """Yield the reasons with their grounds and evidence in words."""
    titles = rules.ground_titles(decision.act, queries.law_then(decision))
    for reason in decision.why:
        ground = titles.get(reason.ground, reason.ground)
        yield Why(reason, _(ground) if ground else "", tuple(map(words.evidence, reason.evidence)))


def open_acts(licence: Licence) -> tuple[OpenAct, ...]:
    """Return the acts of two officers that are open from where a licence stands, appeals aside."""
    found: dict[Act, list[Status]] = {}
    for one in open_from(Status(licence.status)):
        if one.hand is Hand.TWO_OFFICERS and one.act is not Act.UPHOLD:
            found.setdefault(one.act, []).append(one.after)
    granted = _granted(licence)
    return tuple(
        _open_act(act, Status(licence.status), afters if act is Act.CORRECT else _possible(afters, granted))
        for act, afters in found.items()
    )


def _open_act(act: Act, before: Status, afters: Sequence[Status]) -> OpenAct:
    ways = " / ".join(word(STATUSES, after) for after in afters)
    leads = _("Something on the register is untrue") if act is Act.CORRECT else _leading(before, ways)
    return OpenAct(act, str(words.DO[act]), leads, tuple(afters))


def _leading(before: Status, ways: str) -> str:
    return f"{word(STATUSES, before)} → {ways}"


def _granted(licence: Licence) -> set[Status]:
    """What the licence was granted as, the last time it was: it comes back to nothing else."""
    was = [one for one in queries.statuses(licence.number, licence.valid_from) if one in GRANTED]
    return set(was[-1:])


def _possible(afters: list[Status], granted: set[Status]) -> tuple[Status, ...]:
    return tuple(one for one in afters if one not in GRANTED or not granted or one in granted)


def _against(decision: Decision, reader: Officer, may_sign: bool, day: date) -> list[str]:
    return rules.against_deciding(
        state=State(decision.state),
        is_proposer=decision.proposed_by_id == reader.pk,
        may_sign=may_sign,
        conflicted_with=queries.conflicted_with(reader, decision.parties, day),
        took_part=queries.took_part(decision, reader),
    )


def _stale(decision: Decision, day: date) -> str:
    """Say what has overtaken an open proposal; of an application its own page knows the status."""
    if decision.state != State.PROPOSED:
        return ""
    return rules.why_stale(
        before=Status(decision.before),
        standing=queries.standing_of(decision, Status(decision.before), day),
        then=queries.law_then(decision),
        now=law_on(decision.law_country, day),
        version=decision.law_version,
    )


def restorable(decision: Decision, standing: Status) -> tuple[Status, ...]:
    """Return what a subject may become again where an appeal against a decision is upheld."""
    afters = [one.after for one in open_from(standing) if one.act in {Act.UPHOLD, Act.LIFT}]
    if decision.subject_kind == SubjectKind.APPLICATION:
        return tuple(after for after in afters if after is Status.IN_REVIEW)
    licence = queries.standing_licence(decision.subject, decision.holds_from)
    return _possible(afters, _granted(licence))
