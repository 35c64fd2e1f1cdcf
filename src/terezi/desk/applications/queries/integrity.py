"""Whether files are treated alike: turnaround, jumped queues, pairs of agent and officer, reviewers, conflicts.

A pair stands out when the officer's files of one agent went faster than his own files of others, faster than the
files other officers were given by draw, and faster than this agent's files there: a quick officer or a careful agent
alone is no pattern. The largest of these p-values counts, and over all pairs the false discovery rate is held
(Benjamini-Hochberg).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from terezi.desk.applications.models import Application, Assignment
from terezi.desk.applications.queries.files import conflicted_names
from terezi.desk.applications.rules.medians import Interval, median_of, share_of
from terezi.desk.applications.rules.rank_sums import p_shorter
from terezi.desk.applications.terms import Drawn
from terezi.desk.decisions import queries as decisions
from terezi.desk.decisions.models import Conflict, Decision
from terezi.desk.decisions.terms import State, SubjectKind
from terezi.law.book import day_in, law_at

DAY = timedelta(days=1)
LEAST_FILES = 3


@dataclass(frozen=True)
class Handled:
    """One file from the moment its officer had it to his first proposal, without the applicant's time."""

    number: str
    actor_class: str
    officer: str
    agent: str
    drawn: str
    days: float


@dataclass(frozen=True)
class Turnaround:
    """Days in hand of one officer, or of one agent's files."""

    who: str
    days: Interval


@dataclass(frozen=True)
class Jump:
    """A file that was taken up before older ones of its class."""

    number: str
    officer: str
    how: str
    passed_over: int
    reason: str
    at: datetime


@dataclass(frozen=True)
class Pair:
    """An agent and an officer, compared with random peers; `stands_out` at the rate the law's policy sets."""

    agent: str
    officer: str
    files: int
    days: float
    peers_days: float
    faster: float
    p_value: float
    q_value: float
    stands_out: bool


@dataclass(frozen=True)
class Reviewer:
    """How often a second officer signs what others propose."""

    officer: str
    signed: int
    declined: int
    agreement: Interval


@dataclass(frozen=True)
class HandedOver:
    """A file given past the draw, by whom and why."""

    number: str
    officer: str
    by: str
    to_himself: bool
    reason: str
    at: datetime


@dataclass(frozen=True)
class Bound:
    """An officer had a file though he was bound to somebody in it on that day."""

    number: str
    officer: str
    party: str
    day: date


@dataclass(frozen=True)
class Integrity:
    """The whole report over a span of days."""

    files: int
    by_officer: tuple[Turnaround, ...]
    by_agent: tuple[Turnaround, ...]
    jumps: tuple[Jump, ...]
    pairs: tuple[Pair, ...]
    reviewers: tuple[Reviewer, ...]
    by_hand: tuple[HandedOver, ...]
    by_hand_share: Interval
    conflicts_declared: int
    bound: tuple[Bound, ...]


def integrity(*, country: str, since: datetime, until: datetime) -> Integrity:
    """Report on the files of a country that were given to an officer in the span, `until` exclusive."""
    given = list(
        Assignment.objects.filter(application__country=country, at__gte=since, at__lt=until)
        .select_related("application", "officer")
        .order_by("at", "pk")
    )
    handled = _handled(country, given)
    rate = float(law_at(country, until).supervision.false_discovery_rate.value)
    by_hand = [one for one in given if one.how == Drawn.BY_HAND]
    return Integrity(
        files=len({one.application_id for one in given}),
        by_officer=_turnarounds((one.officer, one.days) for one in handled),
        by_agent=_turnarounds((one.agent, one.days) for one in handled),
        jumps=tuple(_jump(one) for one in given if one.passed_over),
        pairs=pairs(handled, rate=rate),
        reviewers=_reviewers(country, since, until),
        by_hand=tuple(_handed_over(one) for one in by_hand),
        by_hand_share=share_of(len(by_hand), len(given)),
        conflicts_declared=Conflict.objects.filter(declared_at__gte=since, declared_at__lt=until).count(),
        bound=tuple(_bound(given)),
    )


def _handled(country: str, given: Sequence[Assignment]) -> list[Handled]:
    """The last officer of each file, and how long he had it until he first proposed something."""
    last = {one.application_id: one for one in given}
    files = Application.objects.filter(pk__in=list(last)).prefetch_related("requests")
    proposals = _first_proposals(country)
    rows = []
    for file in files.select_related("applicant").order_by("number"):
        assignment = last[file.pk]
        proposed = proposals.get((file.number, assignment.officer_id))
        if proposed is not None and proposed > assignment.at:
            rows.append(_row(file, assignment, proposed))
    return rows


def _first_proposals(country: str) -> dict[tuple[str, int], datetime]:
    found = Decision.objects.filter(subject_kind=SubjectKind.APPLICATION, law_country=country)
    told: dict[tuple[str, int], datetime] = {}
    for number, officer, at in found.order_by("proposed_at").values_list(
        "subject", "proposed_by_id", "proposed_at"
    ):
        told.setdefault((number, officer), at)
    return told


def _row(file: Application, assignment: Assignment, proposed: datetime) -> Handled:
    waited = _waited(file, assignment.at, proposed)
    return Handled(
        number=file.number,
        actor_class=file.actor_class,
        officer=assignment.officer.username,
        agent=file.agent_name or file.applicant.username,
        drawn=assignment.how,
        days=(proposed - assignment.at - waited) / DAY,
    )


def _waited(file: Application, start: datetime, end: datetime) -> timedelta:
    """How long the applicant held the ball between two moments."""
    total, reached = timedelta(0), start
    for one in sorted(file.requests.all(), key=lambda request: request.asked_at):
        begins = max(one.asked_at, reached)
        ends = min(one.answered_at or one.taken_back_at or end, end)
        if ends > begins:
            total += ends - begins
            reached = ends
    return total


def _turnarounds(times: Iterable[tuple[str, float]]) -> tuple[Turnaround, ...]:
    by_who: dict[str, list[float]] = defaultdict(list)
    for who, days in times:
        by_who[who].append(days)
    return tuple(Turnaround(who, median_of(by_who[who])) for who in sorted(by_who))


def pairs(handled: Sequence[Handled], *, rate: float) -> tuple[Pair, ...]:
    """Compare every agent-officer pair of at least three files with its random peers, the least p-value first."""
    import numpy as np  # noqa: PLC0415 (keeps it out of the start of the web process)

    from terezi.evidence.numerics.discovery_rate import q_values  # noqa: PLC0415

    together: dict[tuple[str, str], list[Handled]] = defaultdict(list)
    for one in handled:
        together[one.agent, one.officer].append(one)
    compared = [_pair(key, files, handled) for key, files in together.items() if len(files) >= LEAST_FILES]
    found = [one for one in compared if one is not None]
    q = q_values(np.array([p for _, _, p in found]))
    told = [
        _told(files, peers, p, q=float(q[place]), rate=rate) for place, (files, peers, p) in enumerate(found)
    ]
    return tuple(sorted(told, key=lambda pair: (pair.p_value, pair.agent, pair.officer)))


Compared = tuple[list[Handled], list[Handled], float]


def _pair(key: tuple[str, str], files: list[Handled], handled: Sequence[Handled]) -> Compared | None:
    agent, officer = key
    his_others = [one for one in handled if one.officer == officer and one.agent != agent]
    peers = [one for one in handled if one.officer != officer and one.drawn == Drawn.RANDOM]
    same_class = [one for one in peers if one.actor_class in {file.actor_class for file in files}]
    if not his_others or not same_class:
        return None
    against = [his_others, same_class]
    elsewhere = [one for one in same_class if one.agent == agent]
    if len(elsewhere) >= LEAST_FILES:
        against.append(elsewhere)
    return files, same_class, max(p_shorter(_times(files), _times(others)) for others in against)


def _times(files: Iterable[Handled]) -> list[tuple[str, float]]:
    return [(one.actor_class, one.days) for one in files]


def _told(files: list[Handled], peers: list[Handled], p: float, *, q: float, rate: float) -> Pair:
    mine, theirs = median(one.days for one in files), median(one.days for one in peers)
    return Pair(
        agent=files[0].agent,
        officer=files[0].officer,
        files=len(files),
        days=mine,
        peers_days=theirs,
        faster=theirs / mine if mine > 0 else float("inf"),
        p_value=p,
        q_value=q,
        stands_out=q <= rate,
    )


def _jump(one: Assignment) -> Jump:
    return Jump(one.application.number, one.officer.username, one.how, one.passed_over, one.reason, one.at)


def _handed_over(one: Assignment) -> HandedOver:
    himself = one.by == one.officer.username
    return HandedOver(one.application.number, one.officer.username, one.by, himself, one.reason, one.at)


def _reviewers(country: str, since: datetime, until: datetime) -> tuple[Reviewer, ...]:
    decided = Decision.objects.filter(
        subject_kind=SubjectKind.APPLICATION,
        law_country=country,
        decided_at__gte=since,
        decided_at__lt=until,
        state__in=[State.SIGNED, State.DECLINED],
    )
    told: dict[str, list[str]] = defaultdict(list)
    for username, state in decided.values_list("decided_by__username", "state"):
        told[username].append(state)
    return tuple(_reviewer(officer, told[officer]) for officer in sorted(told))


def _reviewer(officer: str, states: Sequence[str]) -> Reviewer:
    signed = states.count(State.SIGNED)
    return Reviewer(officer, signed, len(states) - signed, share_of(signed, len(states)))


def _bound(given: Sequence[Assignment]) -> Iterable[Bound]:
    """Files an officer had on a day on which, as declared then or later, he was bound to somebody in it."""
    for one in given:
        day = day_in(one.application.country, one.at)
        party = decisions.conflicted_with(one.officer, conflicted_names(one.application), day)
        if party:
            yield Bound(one.application.number, one.officer.username, party, day)
