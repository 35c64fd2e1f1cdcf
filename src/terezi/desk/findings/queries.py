"""Reading findings: what stands on a day, what changed, and what was said about it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from terezi.desk.findings import rules
from terezi.desk.findings.models import Finding, Look, Reply
from terezi.desk.findings.terms import Changes, Group, Triage


def _standing(known_at: datetime | None) -> Q:
    if known_at is None:
        return Q(superseded_at__isnull=True)
    return Q(known_at__lte=known_at) & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at))


def standing(day: date, *, known_at: datetime | None = None) -> QuerySet[Finding]:
    """Return the findings that stand on a day, now or as known at a moment.

    A state is of its own day; an event stands until its last day, and the latest of its kind speaks.
    """
    standing = Finding.objects.filter(_standing(known_at), day__lte=day, stands_until__gt=day)
    same = standing.filter(indicator=OuterRef("indicator"), subject=OuterRef("subject"))
    latest = same.order_by("-day").values("pk")[:1]
    return standing.filter(pk=Subquery(latest)).order_by("indicator", "subject")


def finding(number: int) -> Finding | None:
    """Return a finding by its number, standing or superseded."""
    return Finding.objects.filter(pk=number).first()


def history(subject: str, *, known_at: datetime | None = None) -> QuerySet[Finding]:
    """Return every finding that stands about a subject, newest day first."""
    return Finding.objects.filter(_standing(known_at), subject=subject).order_by("-day", "indicator")


def told(subject: str, *, known_at: datetime | None = None) -> QuerySet[Finding]:
    """Return everything ever found about a subject, also what was replaced since, newest day first."""
    found = Finding.objects.filter(subject=subject)
    known = found if known_at is None else found.filter(known_at__lte=known_at)
    return known.order_by("-day", "indicator", "-known_at")


def versions(of: Finding) -> QuerySet[Finding]:
    """Return what was ever said by this indicator about this subject and day, first told first."""
    same = Finding.objects.filter(indicator=of.indicator, subject=of.subject, day=of.day)
    return same.order_by("known_at", "id")


def days() -> list[date]:
    """List the days that have findings, earliest first."""
    found = Finding.objects.filter(superseded_at__isnull=True).order_by("day")
    return list(found.values_list("day", flat=True).distinct())


def known_days(known_at: datetime) -> list[date]:
    """List the days about which a finding was on the record at a moment, earliest first."""
    found = Finding.objects.filter(known_at__lte=known_at).order_by("day")
    return list(found.values_list("day", flat=True).distinct())


def latest_day() -> date | None:
    """Return the last day that has findings."""
    return (
        Finding.objects.filter(superseded_at__isnull=True)
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
    )


def groups(day: date, *, subjects: Collection[str] | None = None) -> list[Group[Finding]]:
    """Return the day's findings by subject, the most money times confidence first."""
    found = standing(day)
    if subjects is not None:
        wanted = set(subjects)
        return rules.ranked(one for one in found if one.subject in wanted)
    return rules.ranked(found)


def changed_since(
    before: date | None, day: date, *, known_at: datetime | None = None
) -> Changes[Finding] | None:
    """Say what came and what went between an earlier day and this one; None where there is none earlier."""
    if before is None:
        return None
    now, then = (list(standing(each, known_at=known_at)) for each in (day, before))
    return rules.changes(today=now, yesterday=then)


def _run_of(found: Finding) -> Q:
    """The same indicator and subject over the days of the unbroken run, whatever was superseded."""
    same = Q(finding__indicator=found.indicator, finding__subject=found.subject)
    return same & Q(finding__day__range=(found.first_day, found.day))


def replies(to: Finding) -> QuerySet[Reply]:
    """Return what the firm said during the run of a finding, first said first."""
    return Reply.objects.filter(_run_of(to)).select_related("recorded_by").order_by("at", "id")


def looks(at: Finding) -> QuerySet[Look]:
    """Return what officers noted during the run of a finding, first noted first."""
    return Look.objects.filter(_run_of(at)).select_related("by").order_by("at", "id")


def states(of: Iterable[Finding]) -> dict[int, Triage]:
    """Return how far the authority has come with each finding, by its number."""
    found = list(of)
    noted: dict[tuple[str, str], list[tuple[date, str]]] = defaultdict(list)
    rows = Look.objects.filter(finding__subject__in={one.subject for one in found}).order_by("at", "id")
    for indicator, subject, day, state in rows.values_list(
        "finding__indicator", "finding__subject", "finding__day", "state"
    ):
        noted[indicator, subject].append((day, state))
    return {one.pk: _last_state(one, noted[one.indicator, one.subject]) for one in found}


def _last_state(found: Finding, noted: list[tuple[date, str]]) -> Triage:
    during = [state for day, state in noted if found.first_day <= day <= found.day]
    return Triage(during[-1]) if during else Triage.NEW
