"""Reading leads, lists and visits: what stands, who may be visited, what was learned."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

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


def screened_on(*, at: datetime | None = None, up_to: date | None = None) -> date | None:
    """Return the day of the last screening that stands, now or as known at a moment."""
    found = Lead.objects.filter(_standing(at))
    if up_to is not None:
        found = found.filter(screened_on__lte=up_to)
    return found.order_by("-screened_on").values_list("screened_on", flat=True).first()


def leads(day: date, *, at: datetime | None = None, region: str = "") -> QuerySet[Lead]:
    """Return the leads of one screening that stand, of a region or of all."""
    found = Lead.objects.filter(_standing(at), screened_on=day)
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


def candidates(
    *, on: date, region: str, week: date, window_days: int, before: VisitList | None = None
) -> list[Lead]:
    """Return the leads of the screening of `on` that may be drawn for `week`, now or as they were for a list.

    Left out are subjects explained, planned already, seen since the window began, and households anybody went to.
    """
    found = list(leads(on, at=before.drawn_at if before else None, region=region))
    explained = _explained(week, before.drawn_at if before else None)
    visited = _visited(on - timedelta(days=window_days), before)
    return [one for one in found if not _is_left_out(one, explained, visited)]


def _is_left_out(lead: Lead, explained: dict[Key, int | None], visited: dict[Key, bool]) -> bool:
    key = (lead.subject_kind, lead.subject)
    if key in explained and not _is_new(lead, explained[key]):
        return True
    return key in visited and (visited[key] or lead.customer_class == HOUSEHOLD)


def _is_new(lead: Lead, cleared_high_w: int | None) -> bool:
    return cleared_high_w is not None and rules.is_pattern_new(
        low_w=lead.low_w, cleared_high_w=cleared_high_w
    )


def _explained(week: date, at: datetime | None) -> dict[Key, int | None]:
    standing = Q(ended_at__isnull=True)
    if at is not None:
        standing = Q(cleared_at__lte=at) & (standing | Q(ended_at__gt=at))
    rows = Clearing.objects.filter(standing, until__gt=week)
    return {
        (kind, subject): high for kind, subject, high in rows.values_list("subject_kind", "subject", "high_w")
    }


def _visited(since: date, before: VisitList | None) -> dict[Key, bool]:
    """Return who was or will be visited, and whether that is too near to go again to anybody."""
    rows, at = Visit.objects.all(), before.drawn_at if before else None
    if before is not None:
        # lists of one moment stand in the order of their numbers
        rows = rows.filter(planned_at__lte=before.drawn_at).exclude(list__gte=before.pk)
    near: dict[Key, bool] = {}
    for kind, subject, state, seen_at, closed_at in rows.values_list(
        "subject_kind", "subject", "state", "seen_at", "closed_at"
    ):
        was_open = closed_at is None or (at is not None and closed_at > at)
        if state == State.CANCELLED and not was_open:
            continue
        is_near = was_open or (seen_at is not None and seen_at.date() > since)
        near[kind, subject] = near.get((kind, subject), False) or is_near
    return near


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
    made, on = list_of(week, region), date.fromisoformat(told["screened_on"])
    then = candidates(on=on, region=region, week=week, window_days=told["window_days"], before=made)
    if made is None or rules.leads_digest(then) != told["leads_digest"]:
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
        if key in standing and not _is_new(lead, standing[key].high_w)
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
