"""Compare findings with an answers file: what was found, what was accused wrongly, how much money."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from math import ceil
from typing import Any

from terezi.base.errors import BadData
from terezi.demo.answers import Answers, Truth

SUBJECTS_OF_A_CLUSTER = 0.8
MANY_SUBJECTS = 2  # from here on a truth is a cluster
TODAY, CUSTOMERS = "", "customers"  # Today has a list of sites and feeders, and one of customers


@dataclass(frozen=True)
class Finding:
    """What the scorer reads of a standing finding; `rank` counts from 1, the first line of its board.

    Unless the board is told it is what stands before the colon of the indicator's code: `desk:words` stands on the
    desk's own screens; a code without a colon stands on Today.
    """

    indicator: str
    subject: str
    day: date | None
    rank: int
    board: str


@dataclass(frozen=True)
class TruthScore:
    """Whether a truth was found, by which indicators, and the best rank it has."""

    id: str
    plant: int | None
    kind: str
    found: bool
    indicators: tuple[str, ...]
    rank: int | None
    subjects_named: int
    subjects: int
    money_minor: int


@dataclass(frozen=True)
class KindScore:
    """One kind of plant: truths found of planted, and who its indicators named that hides nothing."""

    plant: int | None
    kind: str
    found: int
    planted: int
    wrongly_named: int
    recall: float
    precision: float | None


@dataclass(frozen=True)
class TwinAbove:
    """An innocent twin that stands higher than truths it should stand below."""

    subject: str
    rank: int
    says: str
    truths_below: tuple[str, ...]


@dataclass(frozen=True)
class WronglyNamed:
    """A subject with findings that hides nothing."""

    subject: str
    indicators: tuple[str, ...]
    rank: int


@dataclass(frozen=True)
class Score:
    """The comparison. Shares are of 1; a share of nothing is None."""

    recall: float | None
    precision: float | None
    money_found_share: float | None
    money_found_minor: int
    money_planted_minor: int
    currency: str
    truths: tuple[TruthScore, ...]
    kinds: tuple[KindScore, ...]
    wrongly_named: tuple[WronglyNamed, ...]
    twins_above: tuple[TwinAbove, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the score for --json."""
        return asdict(self)


def score(findings: Sequence[Mapping[str, Any]], answers: Answers) -> Score:
    """Score standing findings, given in rank order, the first of a board being its top.

    A truth is found when one of its indicators names its subject on or after the day it began, or
    four fifths of its subjects where it has several. Precision counts subjects, a cluster as one. What is
    found at a truth's traces, or is true of a twin by the letter of the law, is not wrong.

    :raises BadData: naming the finding and the field that is missing.
    """
    standing = _ranked(findings)
    truths = tuple(_truth_score(truth, standing) for truth in answers.truths)
    wrongly_named = _wrongly_named(standing, answers)
    right = sum(1 for truth in answers.truths if any(f.subject in truth.subjects for f in standing))
    planted = sum(truth.money_minor for truth in truths)
    found = sum(truth.money_minor for truth in truths if truth.found)
    return Score(
        recall=_share(sum(truth.found for truth in truths), len(truths)),
        precision=_share(right, right + len(wrongly_named)),
        money_found_share=_share(found, planted),
        money_found_minor=found,
        money_planted_minor=planted,
        currency=answers.truths[0].currency if answers.truths else "",
        truths=truths,
        kinds=tuple(_kind_score(each, truths, wrongly_named) for each in _kinds(answers)),
        wrongly_named=wrongly_named,
        twins_above=_twins_above(standing, truths, answers),
    )


def board_of(code: str) -> str:
    """Return on which board findings of this code stand; Today's has no name."""
    return code.rpartition(":")[0]


def _boards(truth: Truth, standing: Sequence[Finding]) -> set[str]:
    """Return on which boards a truth stands; where it should, while it stands on none."""
    stands = {finding.board for finding in standing if _reveals(finding, truth)}
    should = {board_of(code) for code in truth.indicators}
    return stands or (should | {CUSTOMERS} if TODAY in should else should)


def _ranked(findings: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """Read the findings, each with its rank on its own board."""
    read = [_finding(row, place) for place, row in enumerate(findings, start=1)]
    places: Counter[str] = Counter()
    ranked = []
    for finding in read:
        places[finding.board] += 1
        ranked.append(replace(finding, rank=places[finding.board]))
    return ranked


def _finding(row: Mapping[str, Any], rank: int) -> Finding:
    for field in ("indicator", "subject"):
        if not row.get(field):
            raise BadData(f"Finding {rank}: the field `{field}` is missing; give indicator, subject and day")
    indicator = str(row["indicator"])
    board = row.get("board") or board_of(indicator)
    return Finding(indicator, str(row["subject"]), _day(row.get("day"), rank), rank, board)


def _day(day: object, rank: int) -> date | None:
    if day is None or isinstance(day, date):
        return day
    try:
        return date.fromisoformat(str(day)[:10])
    except ValueError:
        raise BadData(f"Finding {rank}: the field `day` is {day!r}, not a date like 2026-03-10") from None


def _truth_score(truth: Truth, standing: Sequence[Finding]) -> TruthScore:
    revealing = [finding for finding in standing if _reveals(finding, truth)]
    named = {finding.subject for finding in revealing}
    wanted = ceil(SUBJECTS_OF_A_CLUSTER * len(truth.subjects)) if len(truth.subjects) >= MANY_SUBJECTS else 1
    return TruthScore(
        id=truth.id,
        plant=truth.plant,
        kind=truth.kind,
        found=len(named) >= wanted,
        indicators=_codes(revealing),
        rank=min((finding.rank for finding in revealing), default=None),
        subjects_named=len(named),
        subjects=len(truth.subjects),
        money_minor=truth.money_minor,
    )


def _reveals(finding: Finding, truth: Truth) -> bool:
    in_time = finding.day is None or finding.day >= truth.since
    return in_time and finding.subject in truth.subjects and finding.indicator in truth.indicators


def _wrongly_named(standing: Sequence[Finding], answers: Answers) -> tuple[WronglyNamed, ...]:
    hiding = {subject for truth in answers.truths for subject in (*truth.subjects, *truth.traces)}
    rightly = {(twin.subject, code) for twin in answers.innocent for code in twin.rightly}
    named: dict[str, list[Finding]] = {}
    for finding in standing:
        if finding.subject not in hiding and (finding.subject, finding.indicator) not in rightly:
            named.setdefault(finding.subject, []).append(finding)
    return tuple(WronglyNamed(subject, _codes(rows), rows[0].rank) for subject, rows in named.items())


def _kinds(answers: Answers) -> list[tuple[int | None, str, frozenset[str]]]:
    """List the kinds of plant with every indicator that may reveal one of them."""
    codes: dict[tuple[int | None, str], set[str]] = {}
    for truth in answers.truths:
        codes.setdefault((truth.plant, truth.kind), set()).update(truth.indicators)
    return [(plant, kind, frozenset(revealing)) for (plant, kind), revealing in codes.items()]


def _kind_score(
    each: tuple[int | None, str, frozenset[str]],
    truths: Sequence[TruthScore],
    wrongly_named: Sequence[WronglyNamed],
) -> KindScore:
    plant, kind, codes = each
    planted = [truth for truth in truths if (truth.plant, truth.kind) == (plant, kind)]
    found = sum(truth.found for truth in planted)
    wrong = sum(1 for subject in wrongly_named if codes & set(subject.indicators))
    return KindScore(
        plant=plant,
        kind=kind,
        found=found,
        planted=len(planted),
        wrongly_named=wrong,
        recall=found / len(planted),
        precision=_share(found, found + wrong),
    )


def _twins_above(
    standing: Sequence[Finding], truths: Sequence[TruthScore], answers: Answers
) -> tuple[TwinAbove, ...]:
    """List innocent twins that rank above a truth of their board, or stand while one is not found at all."""
    best: dict[tuple[str, str], int] = {}
    for finding in standing:
        best.setdefault((finding.subject, finding.board), finding.rank)
    boards = {truth.id: _boards(truth, standing) for truth in answers.truths}
    says = {twin.subject: twin.says for twin in answers.innocent}
    above = []
    for (subject, board), rank in best.items():
        below = tuple(
            truth.id
            for truth in truths
            if board in boards[truth.id] and (not truth.found or (truth.rank or 0) > rank)
        )
        if subject in says and below:
            above.append(TwinAbove(subject, rank, says[subject], below))
    return tuple(sorted(above, key=lambda twin: twin.rank))


def _codes(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(sorted({finding.indicator for finding in findings}))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
