"""Reading leads, lists and visits: what stands, who may be visited, what was learned."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from terezi.desk.findings import queries as findings
from terezi.desk.findings.models import Finding
from terezi.desk.journal.models import Entry
from terezi.desk.people import queries as people
from terezi.desk.people.models import Officer
from terezi.desk.people.rules import role_may, sees_region
from terezi.desk.people.terms import Permission, Role
from terezi.desk.visits import rules
from terezi.desk.visits.models import Clearing, Lead, Visit, VisitList
from terezi.desk.visits.terms import HOUSEHOLD, TEACHES, Act, Label, Outcome, State, SubjectKind, Why

Key = tuple[str, str]


def _standing(at: datetime | None) -> Q:
    if at is None:
        return Q(superseded_at__isnull=True)
    return Q(known_at__lte=at) & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=at))


def screened_on(
    *, at: datetime | None = None, up_to: date | None = None, kind: SubjectKind | None = None
) -> date | None:
    """Return the day of the last screening that stands, of a kind or of any, now or as known at a moment."""
    found = Lead.objects.filter(_standing(at))
    if up_to is not None:
        found = found.filter(screened_on__lte=up_to)
    if kind is not None:
        found = found.filter(subject_kind=kind)
    return found.order_by("-screened_on").values_list("screened_on", flat=True).first()


def leads(*, up_to: date | None = None, at: datetime | None = None, region: str = "") -> QuerySet[Lead]:
    """Return the leads of the last screening of each kind that stand, of a region or of all."""
    last = {kind: screened_on(at=at, up_to=up_to, kind=kind) for kind in SubjectKind}
    wanted = [Q(subject_kind=kind, screened_on=day) for kind, day in last.items() if day is not None]
    if not wanted:
        return Lead.objects.none()
    found = Lead.objects.filter(_standing(at), reduce(or_, wanted))
    return found.filter(region=region) if region else found


def lead_about(kind: str, subject: str, *, up_to: date | None = None) -> Lead | None:
    """Return the latest lead about a subject that stands."""
    found = Lead.objects.filter(_standing(None), subject_kind=kind, subject=subject)
    if up_to is not None:
        found = found.filter(screened_on__lte=up_to)
    return found.order_by("-screened_on").first()


def visible_to(officer: Officer) -> QuerySet[Visit]:
    """Return the visits in the officer's region, or all where he has none."""
    found = Visit.objects.select_related("officer", "lead", "closed_by", "planned_by", "list")
    return found.filter(region=officer.region) if officer.region else found


def visits_of(kind: str, subject: str) -> QuerySet[Visit]:
    """Return every visit to a subject, the last first."""
    found = Visit.objects.filter(subject_kind=kind, subject=subject)
    return found.select_related("officer", "closed_by").order_by("-planned_at", "-id")


def list_of(week: date, region: str = "") -> VisitList | None:
    """Return the list drawn for a week, where it was drawn."""
    return VisitList.objects.select_related("drawn_by").filter(week=week, region=region).first()


def clearing_of(kind: str, subject: str, *, on: date) -> Clearing | None:
    """Return what explains a subject's load on a day, as far as nobody ended it."""
    found = Clearing.objects.filter(subject_kind=kind, subject=subject, ended_at__isnull=True, until__gt=on)
    return found.select_related("by").first()


def candidates(*, region: str, week: date, window_days: int, before: VisitList | None = None) -> list[Lead]:
    """Return the leads of the last screenings that may be drawn for `week`, now or as they were for a list.

    Left out are subjects explained, planned already, seen since the window began, and households anybody went to.
    """
    at = before.drawn_at if before else None
    explained, visited = _explained(week, at), _visited(before)
    found = leads(at=at, region=region).order_by("subject_kind", "subject")
    return [one for one in found if not _is_left_out(one, explained, visited, window_days)]


def _is_left_out(
    lead: Lead, explained: dict[Key, int | None], visited: dict[Key, date | None], window_days: int
) -> bool:
    key = (lead.subject_kind, lead.subject)
    if key in explained and not _is_new(lead, explained[key]):
        return True
    if key not in visited:
        return False
    since, last = lead.screened_on - timedelta(days=window_days), visited[key]
    return lead.customer_class == HOUSEHOLD or last is None or last > since


def _is_new(lead: Lead, up_to_w: int | None) -> bool:
    return up_to_w is not None and rules.is_pattern_new(low_w=lead.low_w, explained_up_to_w=up_to_w)


def _explained(week: date, at: datetime | None) -> dict[Key, int | None]:
    standing = Q(ended_at__isnull=True)
    if at is not None:
        standing = Q(cleared_at__lte=at) & (standing | Q(ended_at__gt=at))
    rows = Clearing.objects.filter(standing, until__gt=week)
    return {
        (kind, subject): most
        for kind, subject, most in rows.values_list("subject_kind", "subject", "up_to_w")
    }


def _visited(before: VisitList | None) -> dict[Key, date | None]:
    """Return the day on which each subject was last gone to; None while a visit to it is still to come."""
    rows, at = Visit.objects.all(), before.drawn_at if before else None
    if before is not None:
        # lists of one moment stand in the order of their numbers
        rows = rows.filter(planned_at__lte=before.drawn_at).exclude(list__gte=before.pk)
    last: dict[Key, date | None] = {}
    told = rows.order_by("planned_at", "id").values_list(
        "subject_kind", "subject", "state", "seen_at", "closed_at"
    )
    for kind, subject, state, seen_at, closed_at in told:
        is_open = closed_at is None or (at is not None and closed_at > at)
        if state == State.CANCELLED and not is_open:
            continue
        gone_at = seen_at or closed_at
        last[kind, subject] = None if is_open or gone_at is None else gone_at.date()
    return last


def was_visited(kind: str, subject: str) -> bool:
    """Answer whether anybody went to a subject, or tried to."""
    return visits_of(kind, subject).exclude(state=State.CANCELLED).exists()


def inspectors(region: str) -> list[Officer]:
    """Return the officers who make visits in a region, by name they sign in with."""
    roles = [role for role in Role if role_may(role, Permission.VISITS_PLAN)]
    found = people.officers().filter(role__in=roles).order_by("username")
    return [one for one in found if sees_region(one, region)]


def draw_holds(entry: Entry) -> bool:
    """Make a week's draw again from the journal and the record as it stood, and answer whether it is the same."""
    if entry.act != Act.DRAW:
        raise ValueError(f"Entry {entry.sequence} tells of no draw")
    told = entry.values
    week, region = date.fromisoformat(told["week"]), told["region"]
    made = list_of(week, region)
    if made is None:
        return False
    then = candidates(region=region, week=week, window_days=told["window_days"], before=made)
    if rules.leads_digest(then) != told["leads_digest"]:
        return False
    again = rules.drawn(
        then, budget=told["budget"], exploration_share_ppm=told["exploration_share_ppm"], seed=told["seed"]
    )
    return bool([f"{one.why}|{one.lead.subject_kind}|{one.lead.subject}" for one in again] == told["drawn"])


def labels(*, since: date | None = None) -> list[Label]:
    """Return what visits teach, the first seen first; a meter at fault or another surprise teaches nothing of shape."""
    seen = Visit.objects.filter(state=State.SEEN, outcome__in=list(TEACHES)).select_related("lead")
    if since is not None:
        seen = seen.filter(seen_at__date__gte=since)
    return [_label(one) for one in seen.order_by("seen_at", "id")]


def _label(visit: Visit) -> Label:
    assert visit.seen_at is not None  # noqa: S101 - a constraint of the table
    return Label(
        visit.subject_kind,
        visit.subject,
        visit.lead.screened_on if visit.lead else None,
        visit.seen_at,
        Outcome(visit.outcome),
        TEACHES[Outcome(visit.outcome)],
        Why(visit.why),
        visit.chance_ppm,
        visit.lead.model_sha if visit.lead else "",
    )


def explained_subjects(found: Iterable[Lead], *, on: date) -> dict[Key, Clearing]:
    """Return what explains each of these leads on a day, where something does and the load did not rise above it."""
    rows = Clearing.objects.filter(ended_at__isnull=True, until__gt=on).select_related("by")
    standing = {(one.subject_kind, one.subject): one for one in rows}
    keyed = {(one.subject_kind, one.subject): one for one in found}
    return {
        key: standing[key]
        for key, lead in keyed.items()
        if key in standing and not _is_new(lead, standing[key].up_to_w)
    }


def subjects_with_reason(customers: Iterable[str]) -> set[str]:
    """Return those customers whose hours may be opened: a lead, a visit or a finding gives the reason."""
    asked = set(customers)
    rows = (
        Lead.objects.filter(subject_kind=SubjectKind.CUSTOMER, subject__in=asked),
        Visit.objects.filter(subject_kind=SubjectKind.CUSTOMER, subject__in=asked),
        Finding.objects.filter(subject_kind=SubjectKind.CUSTOMER, subject__in=asked),
    )
    return {subject for found in rows for subject in found.values_list("subject", flat=True).distinct()}


def findings_about(customer_id: str, *, on: date) -> list[Finding]:
    """Return the findings about a customer that stand on a day."""
    return list(findings.standing(on).filter(subject=customer_id, subject_kind=SubjectKind.CUSTOMER))


def mined_at() -> dict[str, bool]:
    """Return of each customer visited whether machines were found at the last visit that teaches: labels for training."""
    return {one.subject: one.is_mining for one in labels() if one.subject_kind == SubjectKind.CUSTOMER}
