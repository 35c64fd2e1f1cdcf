"""How findings are ranked, grouped and followed from day to day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from terezi.desk.findings.terms import Changes, Group, Severity, Triage, Weighable

W = TypeVar("W", bound=Weighable)

REPLACED = "The finding was replaced: open the one that stands"
STILL_NEW = "A finding is new until somebody looks: say what you did"
UNSAID = "Say what explains it"


def weight(finding: Weighable) -> int:
    """Return the money at stake times the confidence, in minor units; 0 where no money was put on it."""
    return (finding.money_minor or 0) * finding.confidence_ppm // 1_000_000


def _strength(finding: Weighable) -> tuple[int, int, int]:
    by_energy = abs(finding.gap_wh) * finding.confidence_ppm
    return weight(finding), Severity(finding.severity).rank, by_energy


def ranked(findings: Iterable[W]) -> list[Group[W]]:
    """Group findings by subject, the most money times confidence first.

    Several indicators often see the same gap, so a subject counts its strongest finding, not the sum.
    """
    by_subject: dict[tuple[str, str], list[W]] = defaultdict(list)
    for finding in findings:
        by_subject[finding.subject_kind, finding.subject].append(finding)
    groups = [_group(*subject, about) for subject, about in by_subject.items()]
    groups.sort(key=lambda group: (group.subject_kind, group.subject))
    groups.sort(key=lambda group: _strength(group.lead), reverse=True)
    return groups


def _group(kind: str, subject: str, findings: list[W]) -> Group[W]:
    findings.sort(key=lambda finding: finding.indicator)
    findings.sort(key=_strength, reverse=True)
    return Group(subject, kind, tuple(findings), weight(findings[0]))


def changes(*, today: Sequence[W], yesterday: Sequence[W]) -> Changes[W]:
    """Say which indicator-and-subject pairs came and which went."""
    now = {(finding.indicator, finding.subject) for finding in today}
    before = {(finding.indicator, finding.subject) for finding in yesterday}
    return Changes(
        appeared=tuple(finding for finding in today if (finding.indicator, finding.subject) not in before),
        disappeared=tuple(
            finding for finding in yesterday if (finding.indicator, finding.subject) not in now
        ),
    )


def first_days(days: Iterable[date], *, begun: date | None = None) -> dict[date, date]:
    """Return for each day the first day of its unbroken run; the earliest day's run has `begun` when told."""
    first: dict[date, date] = {}
    for day in sorted(set(days)):
        first[day] = first.get(day - timedelta(days=1)) or (begun if not first and begun else day)
    return first


def against_looking(*, state: Triage, note: str, stands: bool) -> list[str]:
    """List the reasons against noting this state; none means it may be noted."""
    reasons = [] if stands else [REPLACED]
    if state is Triage.NEW:
        reasons.append(STILL_NEW)
    if state is Triage.EXPLAINED and not note.strip():
        reasons.append(UNSAID)
    return reasons
